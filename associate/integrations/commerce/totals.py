"""Keeping an order's figures exact: prices that don't divide, lines that must be one of a kind, the sum."""

from collections.abc import Iterable

from associate.core.orders.incoming import IncomingLine, IncomingOrder, Problem
from associate.money import to_major
from associate.words import _


def price_and_discount(gross: int, net: int, quantity: int) -> tuple[int, int]:
    """A unit price and a discount, in minor units, with quantity × price − discount == net exactly.

    `gross` is the line before discounts, `net` after. Where gross does not divide, the price rounds up and
    the discount takes the rest, so that the line's total is always the platform's. A net above gross (a
    surcharge) raises the price: a discount is never negative as long as there is something to price.
    """
    if quantity == 0:
        return 0, -net
    price = -(-max(gross, net) // quantity)
    return price, quantity * price - net


def distinct(lines: Iterable[IncomingLine]) -> tuple[IncomingLine, ...]:
    """The same lines, each with an id of its own: a repeated id gets its place behind it."""
    seen: set[str] = set()
    kept = []
    for place, line in enumerate(lines, start=1):
        if line.external_id in seen:
            line = line.model_copy(update={"external_id": f"{line.external_id[:70]}#{place}"})
        seen.add(line.external_id)
        kept.append(line)
    return tuple(kept)


def settled(order: IncomingOrder, is_stated: bool) -> IncomingOrder:
    """The order with its stated total and a problem where the parts differ, or with that of its parts."""
    if not is_stated:
        return order.model_copy(update={"total": order.total - order.adjustment})
    if order.adjustment == 0:
        return order
    said, parts = (_major(amount, order) for amount in (order.total, order.total - order.adjustment))
    problem = Problem(
        code="total_differs",
        message=_("The order says %(said)s, its parts add up to %(parts)s.", said=said, parts=parts),
    )
    return order.model_copy(update={"problems": (*order.problems, problem)})


def _major(amount: int, order: IncomingOrder) -> str:
    return f"{to_major(amount, order.currency):f} {order.currency}"
