"""Both sides of an exchange as one sum: what comes back pays for what goes out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.catalog.taxes import rate_for
from associate.core.orders.models import Order, OrderLine
from associate.core.returns.answer import Kind, LineRefund, Refund
from associate.core.returns.models import Return, ReturnLine, ReturnTake
from associate.core.returns.new_goods import Cost, cost_of, of_basis_points, rate_of
from associate.core.returns.purchase import Purchase
from associate.core.returns.refunds import refund
from associate.core.returns.wanted import Wanted
from associate.core.stores.models import Store
from associate.errors import Refused
from associate.words import _

_BEFORE = (Kind.EXCHANGED, Kind.RESTOCKING, Kind.CLAWBACK)


@dataclass(frozen=True)
class Settlement:
    """What goes back, and what each new thing costs, by the id of its take."""

    refund: Refund
    costs: Mapping[int, Cost]

    @property
    def new_total(self) -> int:
        return sum(cost.total for cost in self.costs.values())


def settle_up(
    return_: Return,
    purchase: Purchase,
    wanted: Wanted,
    lines: Sequence[ReturnLine],
    *,
    same_price: Collection[int],
) -> Settlement:
    """The refund with what is taken instead. `wanted.units` has one unit for each of `lines`, in their order.

    A swap of a line in `same_price` (ids) for the same product costs what its unit was worth. Raises what
    refund() raises, and Refused("no_tax_rate") for goods of which nobody said what they bear.
    """
    if not return_.takes:
        return Settlement(refund(purchase, wanted), {})
    if not lines:
        return _beside(return_, purchase)
    swapped = {take.swaps_id for take in return_.takes}
    units = tuple(
        replace(asked, exchange=True, restocking=None) if line.id in swapped else asked
        for asked, line in zip(wanted.units, lines, strict=True)
    )
    wanted = replace(wanted, units=units)
    even = replace(wanted, new_total=None, actual=None)  # only for what each unit is worth
    worths = {
        line.id: _worth(each)
        for line, each in zip(lines, refund(purchase, even).lines[: len(lines)], strict=True)
    }
    costs = {take.id: _cost(return_, take, worths, same_price) for take in return_.takes}
    total = sum(cost.total for cost in costs.values())
    return Settlement(refund(purchase, replace(wanted, new_total=total)), costs)


def _beside(return_: Return, purchase: Purchase) -> Settlement:
    """Nothing comes back, so all of what they take is paid."""
    costs = {take.id: _cost(return_, take, {}, ()) for take in return_.takes}
    to_pay = sum(cost.total for cost in costs.values())
    return Settlement(Refund(purchase.currency, (), (), 0, 0, (), to_pay=to_pay), costs)


def _worth(line: LineRefund) -> Cost:
    return Cost(line.worth, sum(part.tax for part in line.parts if part.kind not in _BEFORE))


def _cost(return_: Return, take: ReturnTake, worths: Mapping[int, Cost], same_price: Collection[int]) -> Cost:
    swaps = take.swaps
    if swaps is not None and swaps.id in same_price and _is_same_product(swaps, take.variant):
        return worths[swaps.id]
    assert return_.order is not None and return_.store is not None
    rate = _rate(take.variant, return_.order, return_.store)
    return cost_of(take.variant.price, rate, included=return_.order.tax_included)


def _is_same_product(line: ReturnLine, variant: Variant) -> bool:
    return line.variant is not None and line.variant.product_id == variant.product_id


def _rate(variant: Variant, order: Order, store: Store) -> Fraction:
    """As a manager said; else as a line of the same class was taxed when it was bought."""
    tax_class = variant.product.tax_class
    today = now().astimezone(store.timezone).date()
    points = rate_for(tax_class, country=store.country, region=store.region, on=today)
    if points is not None:
        return of_basis_points(points)
    like = [line for line in order.lines if _has_class(line, tax_class) and line.total > 0]
    if not like:
        raise Refused(
            "no_tax_rate",
            _("Nobody said what tax the %(name)s bears. Sell it at the till.", name=variant.name),
        )
    return rate_of(like[0].total, like[0].tax)


def _has_class(line: OrderLine, tax_class: str) -> bool:
    return line.variant is not None and line.variant.product.tax_class == tax_class
