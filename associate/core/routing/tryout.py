"""What rules would have done with the orders that shipped lately. Looks, and changes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.inventory.models import Reservation, StockLevel
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine
from associate.core.routing.choose import Decision, Item, Offer, Rule, Want, choose
from associate.core.routing.facts import Facts, gather
from associate.core.stores.hours import is_open
from associate.core.stores.models import Store
from associate.db import db

MOST = 200  # orders
AMONG = 5_000  # the latest orders that they are looked for among, so that a shop of pickups isn't read whole

Held = dict[tuple[int, int, int], int]
"""(order, store, variant) → units that the order itself has set aside there."""


@dataclass(frozen=True)
class Trial:
    """One order: where it went, as store codes, empty for none; and where these rules would send it."""

    number: str
    placed_at: datetime
    before: tuple[str, ...]
    after: Decision

    @property
    def would_go(self) -> tuple[str, ...]:
        return tuple(sorted(part.store for part in self.after.parts))

    @property
    def differs(self) -> bool:
        return self.before != self.would_go


@dataclass(frozen=True)
class Tried:
    trials: list[Trial]

    @property
    def by_rule(self) -> Counter[str]:
        """Orders by the rule that would decide; empty for none."""
        return Counter(trial.after.rule for trial in self.trials)

    @property
    def by_store(self) -> dict[str, tuple[int, int]]:
        """Parcels by store code: as it was, as it would be."""
        was = Counter(code for trial in self.trials for code in trial.before)
        will = Counter(code for trial in self.trials for code in trial.would_go)
        return {code: (was[code], will[code]) for code in sorted({*was, *will})}

    @property
    def moved(self) -> int:
        return sum(trial.differs for trial in self.trials)

    @property
    def parked(self) -> int:
        return sum(not trial.after.parts for trial in self.trials)


def try_out(rules: Sequence[Rule], *, most: int = MOST) -> Tried:
    """The last orders that ship, each judged by itself: on today's stock and what it has set aside, with the
    stores' hours as they were when it was placed. A dozen statements, whatever their number."""
    orders = _latest(most)
    known = _variants(orders)
    wants = {order.id: _want(order, known) for order in orders}
    facts = gather({variant for want in wants.values() for variant in want.by_variant}, at=now())
    held, before = _held(orders), _before(orders)
    return Tried(
        [
            Trial(
                order.number,
                order.placed_at,
                before.get(order.id, ()),
                choose(wants[order.id], _offers(order, wants[order.id], facts, held), rules),
            )
            for order in orders
        ]
    )


def _latest(most: int) -> list[Order]:
    latest = sa.select(Order.id, Order.method).order_by(Order.placed_at.desc(), Order.id.desc())
    recent = latest.limit(AMONG).subquery()
    ships = sa.select(recent.c.id).where(recent.c.method == Method.SHIP)
    find = sa.select(Order).where(Order.id.in_(ships)).options(selectinload(Order.lines))
    return list(db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(most)))


def _variants(orders: list[Order]) -> dict[str, int]:
    """Variant ids by SKU, for orders that were never ours: nobody has asked what their lines mean."""
    skus = {line.sku for order in orders for line in order.lines if line.sku and not line.variant_id}
    if not skus:
        return {}
    find = sa.select(Variant.sku, Variant.id).where(Variant.sku.in_(skus))
    return dict(db.session.execute(find).all())


def _want(order: Order, known: dict[str, int]) -> Want:
    """All of it as bought: what has left since counts too. Nothing where a line of it is unknown."""
    lines = [line for line in order.lines if line.is_physical and line.quantity]
    variants = [line.variant_id or known.get(line.sku, 0) for line in lines]
    items = [Item(line.id, variant, line.quantity) for line, variant in zip(lines, variants, strict=True)]
    has_sets = any(line.kit_key for line in lines)
    return Want(tuple(items) if all(variants) else (), order.total, has_sets)


def _offers(order: Order, want: Want, facts: Facts, held: Held) -> list[Offer]:
    """Each store's, with what the order set aside there given back to it."""
    offers = []
    for store, offer in zip(
        facts.stores, facts.offers(order.shipping_address, set(want.by_variant)), strict=True
    ):
        free = {each: n + held.get((order.id, store.id, each), 0) for each, n in offer.free.items()}
        opened = is_open(store, order.placed_at)
        offers.append(replace(offer, free=free, is_open=opened))
    return offers


def _held(orders: list[Order]) -> Held:
    level, units = StockLevel, sa.func.sum(Reservation.quantity)
    find = (
        sa.select(OrderLine.order_id, level.store_id, level.variant_id, units)
        .select_from(OrderLine)
        .join(FulfillmentLine, FulfillmentLine.order_line_id == OrderLine.id)
        .join(Reservation, Reservation.fulfillment_line_id == FulfillmentLine.id)
        .join(level, level.id == Reservation.level_id)
        .where(OrderLine.order_id.in_([order.id for order in orders]))
        .group_by(OrderLine.order_id, level.store_id, level.variant_id)
    )
    return {(order, store, variant): int(n) for order, store, variant, n in db.session.execute(find)}


def _before(orders: list[Order]) -> dict[int, tuple[str, ...]]:
    find = sa.select(Fulfillment.order_id, Store.code).join(Store, Store.id == Fulfillment.store_id)
    find = find.where(
        Fulfillment.order_id.in_([order.id for order in orders]), Fulfillment.state != State.REROUTED
    )
    went: dict[int, set[str]] = {}
    for order_id, code in db.session.execute(find):
        went.setdefault(order_id, set()).add(code)
    return {order_id: tuple(sorted(codes)) for order_id, codes in went.items()}
