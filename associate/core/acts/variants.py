"""Which of our things the lines of an order are."""

from collections.abc import Iterable

from associate.core.catalog.queries import variants_for
from associate.core.orders.models import Order, OrderLine


def know_variants(order: Order, lines: Iterable[OrderLine]) -> list[OrderLine]:
    """Inside atomic(order): each line gets its variant; answers with those that nobody knows."""
    lines = list(lines)
    asked = [line for line in lines if line.variant_id is None]
    for line, variant_id in zip(asked, variants_for(order.channel, asked), strict=True):
        line.variant_id = variant_id
    return [line for line in asked if line.variant_id is None]
