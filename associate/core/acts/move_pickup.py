"""A pickup is made at another store than it was: because its customer stands there, or its goods are lost.
Never by itself: a customer or a manager chooses."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.alerts import alert_shift
from associate.core.acts.cancel import free_empty_bags, take_off, take_out
from associate.core.acts.holds import gate
from associate.core.acts.running import ended
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.routing.assign import free_job_numbers
from associate.core.routing.promise import ready_by
from associate.core.stores.methods import must_hand_out
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

MOVABLE = (State.RELEASED, State.PICKING, State.PICKED, State.READY)
"""Not while somebody is asked about it, nor once some of it was handed over."""

Wanted = list[tuple[FulfillmentLine, int]]
"""Lines of the job that gives them up, with units."""


def move_pickup(job: Fulfillment, store: Store, *, by: Actor) -> Fulfillment:
    """Inside atomic(order, job): all that is still open of it is made at `store`, from its own shelf.

    What was picked waits to be put back where it was. Raises OutOfDate("too_late") once some of it was handed
    over, Refused("on_hold"), "no_stock" where the store hasn’t all of it, "no_pickups" where
    it hands none out.
    """
    must_be_movable(job)
    wanted = still_wanted(job)
    lock_both(wanted, store)
    for line in sorted(job.lines, key=lambda line: (line.variant_id, line.id)):
        take_off(line, line.left, by=by)
        take_out(line, line.to_hand_over, why="canceled", by=by)
    move(job, State.REROUTED, by=by, store=store.code)
    job.owner_id, job.is_paused = None, False
    use_pass(job)
    free_empty_bags(job)
    ended([job], by=by)
    return collect_at(job.order, wanted, store, by=by)


def must_be_movable(job: Fulfillment) -> None:
    if job.method != Method.PICKUP or job.state not in MOVABLE:
        words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        raise OutOfDate("too_late", words)
    if job.hold:
        raise Refused("on_hold", _("%(number)s is on hold. Its own store decides.", number=job.number))


def still_wanted(job: Fulfillment) -> Wanted:
    return [(line, line.left + line.to_hand_over) for line in job.lines if line.left + line.to_hand_over]


def lacks(wanted: Wanted, store: Store) -> list[str]:
    """Names of what this store has too few of; the order is paid, so safety stock doesn't count."""
    need: dict[int, int] = {}
    for line, units in wanted:
        need[line.variant_id] = need.get(line.variant_id, 0) + units
    free = StockLevel.on_hand - StockLevel.reserved - StockLevel.held
    find = sa.select(StockLevel.variant_id, free).where(
        StockLevel.store_id == store.id, StockLevel.variant_id.in_(need)
    )
    here = dict(db.session.execute(find).all())
    names = {line.variant_id: line.variant.name for line, _units in wanted}
    return [names[variant] for variant, units in need.items() if here.get(variant, 0) < units]


def stores_that_have(wanted: Wanted, *, besides: int) -> list[Store]:
    """Other stores with all of it on their shelves, by name."""
    mine = db.session.get_one(Store, besides)
    find = sa.select(Store).where(Store.pickups, Store.id != besides, Store.currency == mine.currency)
    return [store for store in db.session.scalars(find.order_by(Store.name)) if not lacks(wanted, store)]


def lock_both(wanted: Wanted, store: Store) -> None:
    """The stock of both stores is touched: in the one order of locks, before either is."""
    here = [line.reservation.level_id for line, _units in wanted if line.reservation]
    there = ledger.levels_for({(store.id, line.variant_id) for line, _units in wanted})
    ledger.lock([*here, *there.values()])


def collect_at(order: Order, wanted: Wanted, store: Store, *, by: Actor) -> Fulfillment:
    """Inside atomic(order), the levels locked: a job of its own at this store. Raises Refused("no_stock"),
    "no_pickups" where it hands none out."""
    must_hand_out(store)
    job = Fulfillment(
        number=free_job_numbers(order, 1)[0],
        order=order,
        store=store,
        method=Method.PICKUP,
        promise_at=ready_by(store, now()),
        lines=[_line(line, units) for line, units in wanted],
    )
    db.session.add(job)
    db.session.flush()
    reserve(job.lines, store, by)
    gate(job, by=by)
    order.store_id = store.id
    record("order.method_chosen", about=order, by=by, method=Method.PICKUP.value, store=store.code)
    record("fulfillment.released", about=job, by=by, number=job.number, units=job.units_wanted)
    alert_shift("new_order", job, cause=job.ref)
    return job


def _line(line: FulfillmentLine, units: int) -> FulfillmentLine:
    return FulfillmentLine(order_line_id=line.order_line_id, variant_id=line.variant_id, wanted=units)


def reserve(lines: Iterable[FulfillmentLine], store: Store, by: Actor) -> None:
    for line in sorted(lines, key=lambda line: (line.variant_id, line.id)):
        ledger.reserve(ledger.level_of(store.id, line.variant_id), line.wanted, line_id=line.id, by=by)
