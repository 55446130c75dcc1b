"""What they bought, and what became of it."""

from dataclasses import dataclass

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.models import Order
from associate.core.orders.worth import unit_value


@dataclass(frozen=True)
class Thing:
    """One line. Amounts are minor units; `short_value` is None while nobody has settled it."""

    title: str
    traits: str
    picture: str
    hue: str
    wanted: int
    handed_over: int
    short: int
    short_value: int | None  # minor units
    refused: int
    refused_value: int


def thing_of(line: FulfillmentLine, is_settled: bool) -> Thing:
    product, bought = line.variant.product, line.order_line
    return Thing(
        title=product.title,
        traits=line.variant.traits,
        picture=product.picture,
        hue=line.variant.hue,
        wanted=line.wanted,
        handed_over=line.handed_over,
        short=line.short,
        short_value=unit_value(bought, line.short, 0) if is_settled else None,
        refused=line.refused,
        refused_value=unit_value(bought, line.refused, line.short),
    )


def bought(order: Order) -> tuple[Thing, ...]:
    """The lines as ordered, where no store has them yet."""
    return tuple(
        Thing(
            title=line.title,
            traits=line.variant.traits if line.variant else line.options,
            picture=line.variant.product.picture if line.variant else "",
            hue=line.variant.hue if line.variant else "",
            wanted=line.quantity,
            handed_over=0,
            short=0,
            short_value=None,
            refused=0,
            refused_value=0,
        )
        for line in order.lines
        if line.is_physical
    )
