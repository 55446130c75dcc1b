"""Which of our things the lines of an order are."""

from collections.abc import Iterable

from associate.core.catalog.queries import variant_for
from associate.core.orders.models import Order, OrderLine


def know_variants(order: Order, lines: Iterable[OrderLine]) -> list[OrderLine]:
    """Inside atomic(order): each line gets its variant; answers with those that nobody knows."""
    lines = list(lines)
    for line in lines:
        if line.variant_id is None:
            line.variant_id = variant_for(
                order.channel, external_variant=line.external_variant, sku=line.sku, gtin=line.gtin
            )
    return [line for line in lines if line.variant_id is None]
