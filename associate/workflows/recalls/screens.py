"""Recalls as pages: what is stopped, where it waits in bags, and which orders had it."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate.core.acts.recall_out import Part, parts_of, worth
from associate.core.acts.recalls import jobs_holding, verdicts_of
from associate.core.catalog.models import Variant
from associate.core.catalog.search import variants_meant
from associate.core.catalog.stop_sales import StopSale, Verdict, open_stops
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.core.stores.names import first_name
from associate.core.stores.scope import scope_of
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _, ngettext

LATEST = 20  # recalls that are over, on the page
BUYERS = 100  # orders on the page, the latest first


@dataclass(frozen=True)
class Overview:
    open: list[StopSale]
    over: list[StopSale]


@dataclass(frozen=True)
class Choosing:
    """What is to be stopped: one product chosen, or several that the words could mean."""

    text: str
    hits: list[Variant]

    @property
    def chosen(self) -> Variant | None:
        same = {hit.product_id for hit in self.hits}
        return self.hits[0] if len(same) == 1 else None


@dataclass(frozen=True)
class Holding:
    """One order that has some of it picked. `is_sure`: recalled; else somebody has to look."""

    job: Fulfillment
    bags: list[Bag]
    is_sure: bool


@dataclass(frozen=True)
class Leaving:
    """What would be taken out of one order, and what its customer gets back for it, in minor units."""

    stop: StopSale
    job: Fulfillment
    parts: list[Part]
    amount: int
    is_sure: bool

    @property
    def is_all(self) -> bool:
        """Is nothing left of the order’s part in this store?"""
        out = {part.line.id: part.units for part in self.parts}
        return not any(line.left or line.to_hand_over - out.get(line.id, 0) for line in self.job.lines)


@dataclass(frozen=True)
class Buyer:
    order: Order
    store: Store
    units: int


@dataclass(frozen=True)
class View:
    """One recall, as this store and this person see it. Nobody's name is on it."""

    stop: StopSale
    begun_by: str
    ended_by: str
    here: list[Holding]
    elsewhere: list[tuple[Store, int]]  # orders in bags of other stores
    on_shelves: int  # units of this store, in bags and out
    buyers: list[Buyer]
    orders: int  # that had it, in all stores
    units: int

    @property
    def hidden(self) -> int:
        """Orders that this person has no page for, or that are too many for this one."""
        return self.orders - len(self.buyers)


def overview() -> Overview:
    over = sa.select(StopSale).where(StopSale.ended_at.is_not(None))
    return Overview(
        open_stops(), list(db.session.scalars(over.order_by(StopSale.ended_at.desc()).limit(LATEST)))
    )


def choosing(store: Store, text: str) -> Choosing:
    text = text.strip()[:200]
    return Choosing(text, variants_meant(text, most=20) if text else [])


def view(stop: StopSale, store: Store, staff: Staff) -> View:
    holding = [] if stop.ended_at else jobs_holding(stop)
    mine = [job for job in holding if job.store_id == store.id]
    orders, units = _sold(stop)
    return View(
        stop,
        first_name(stop.created_by),
        first_name(stop.ended_by or ""),
        [_holding(stop, job) for job in mine],
        _elsewhere(holding, store),
        _units_here(stop, store),
        _buyers(stop, store, staff),
        orders,
        units,
    )


def leaving(stop: StopSale, job: Fulfillment) -> Leaving:
    """Raises OutOfDate("not_in_bags")."""
    parts = parts_of(stop, job)
    return Leaving(stop, job, parts, worth(job, parts), _holding(stop, job).is_sure)


def taken_out_words(done: dict[str, Any]) -> str:
    """What was brought about by it."""
    kept = ngettext("Keep it apart.", "Keep all %(num)d apart.", done["units"])
    if not done["amount"]:
        return f"{kept} {_('The customer is told.')}"
    return f"{kept} {_('The money is a task now, and the customer is told.')}"


def _holding(stop: StopSale, job: Fulfillment) -> Holding:
    return Holding(job, job.open_bags, Verdict.STOP in verdicts_of(stop, job).values())


def _elsewhere(holding: list[Fulfillment], store: Store) -> list[tuple[Store, int]]:
    others = {job.store_id: job.store for job in holding if job.store_id != store.id}
    return [
        (other, sum(job.store_id == id_ for job in holding))
        for id_, other in sorted(others.items(), key=lambda each: each[1].name)
    ]


def _units_here(stop: StopSale, store: Store) -> int:
    find = sa.select(sa.func.sum(StockLevel.on_hand)).join(Variant, Variant.id == StockLevel.variant_id)
    find = find.where(StockLevel.store_id == store.id, Variant.product_id == stop.product_id)
    return int(db.session.scalar(find) or 0)


def _gone() -> sa.ColumnElement[int]:
    """Units that left with the customer and didn’t come back."""
    return FulfillmentLine.handed_over - FulfillmentLine.returned


def _sold(stop: StopSale) -> tuple[int, int]:
    """(orders, units) of all stores."""
    find = sa.select(sa.func.count(sa.distinct(Fulfillment.order_id)), sa.func.sum(_gone()))
    find = (
        find.select_from(FulfillmentLine)
        .join(Fulfillment)
        .join(Variant, Variant.id == FulfillmentLine.variant_id)
    )
    orders, units = db.session.execute(find.where(Variant.product_id == stop.product_id, _gone() > 0)).one()
    return orders, int(units or 0)


def _buyers(stop: StopSale, store: Store, staff: Staff) -> list[Buyer]:
    """Orders whose page this person may open."""
    if not staff.can("see_orders"):
        return []
    scope = scope_of(staff, store, everywhere=True)
    find = sa.select(Fulfillment.order_id, Fulfillment.store_id, sa.func.sum(_gone()))
    find = find.join(FulfillmentLine).join(Variant, Variant.id == FulfillmentLine.variant_id)
    find = find.where(Variant.product_id == stop.product_id, _gone() > 0, scope.covers(Fulfillment.store_id))
    find = find.group_by(Fulfillment.order_id, Fulfillment.store_id).order_by(Fulfillment.order_id.desc())
    rows = db.session.execute(find.limit(BUYERS)).all()
    orders = _by_id(Order, {row[0] for row in rows})
    stores = _by_id(Store, {row[1] for row in rows})
    return [Buyer(orders[order], stores[at], int(units)) for order, at, units in rows]


def _by_id(model: Any, ids: set[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(sa.select(model).where(model.id.in_(ids)))}
