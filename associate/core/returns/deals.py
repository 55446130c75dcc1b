"""Which promotions an order was bought under: no platform says what a discount hangs on, so a rule does."""

from collections.abc import Mapping
from typing import Any

from associate.core.orders.models import Order, OrderLine
from associate.core.returns.models import ReturnRule
from associate.core.returns.policy import case_of, day_in, fits, rules
from associate.core.returns.promotions import earned
from associate.core.returns.purchase import Deal, Line, Promotion
from associate.core.stores.models import Store
from associate.db import db
from associate.money import share

DEALS = {"cheapest_free": Deal.CHEAPEST_FREE, "free_gift": Deal.GIFT}
"""As rules name them."""


def promotions_of(order: Order) -> tuple[Promotion, ...]:
    """Those rules of its day that name a promotion, whose goods it has, and whose discount it got in full.

    A line belongs to the last rule that names it. Of a gift, the rule's goods are the gifts, and all others
    count for it. A discount that is smaller than the promotion's is another one's: nothing hangs on it.
    """
    store = db.session.get(Store, order.store_id) if order.store_id else None
    goods = [line for line in order.lines if line.total >= 0 and line.quantity and line.is_physical]
    found, spoken_for = [], set[int]()
    for rule in reversed([each for each in rules() if each.says.get("promotion")]):
        named = [line for line in goods if line.id not in spoken_for and _names(rule, line, order, store)]
        promotion = _promotion(rule.name, rule.says, goods, named)
        if promotion is not None:
            found.append(promotion)
            spoken_for |= {line.id for line in named}
    return tuple(found)


def _names(rule: ReturnRule, line: OrderLine, order: Order, store: Store | None) -> bool:
    product = line.variant.product if line.variant else None
    return fits(rule, case_of(product, store, day_in(store, order.placed_at)))


def _promotion(
    name: str, says: Mapping[str, Any], goods: list[OrderLine], named: list[OrderLine]
) -> Promotion | None:
    deal = DEALS[says["promotion"]]
    members = goods if deal == Deal.GIFT else named
    nothing = Promotion(
        name,
        deal,
        int(says.get("promotion_size") or 1),
        int(says.get("promotion_free") or 1),
        tuple((line.id, 0) for line in members),
        frozenset(line.id for line in named) if deal == Deal.GIFT else frozenset(),
    )
    worth = earned(
        nothing, {line.id: _line(line) for line in members}, {each.id: each.quantity for each in members}
    )
    discounts = [line.discount if line in named else 0 for line in members]
    if not worth or sum(discounts) < worth - len(named):  # each line may have lost a cent to rounding
        return None
    shares = share(min(worth, sum(discounts)), discounts)
    return Promotion(
        name,
        deal,
        nothing.size,
        nothing.free,
        tuple((line.id, part) for line, part in zip(members, shares, strict=True)),
        nothing.gifts,
    )


def _line(line: OrderLine) -> Line:
    return Line(line.id, line.quantity, line.unit_price, line.total, line.discount)
