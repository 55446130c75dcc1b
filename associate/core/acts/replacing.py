"""Goods that were bagged are gone: lost, or with somebody else. They leave the books with what they were lost
by, and their customer gets them another way, or the money."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from associate.clock import now
from associate.core.acts.addresses import read_address, write_down
from associate.core.acts.alerts import alert_shift
from associate.core.acts.cancel import free_tags
from associate.core.acts.collect import finish_order, in_stock_order
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.holds import gate
from associate.core.acts.kit_shorts import take_out_rest
from associate.core.acts.money_back import owe_units
from associate.core.acts.move_pickup import Wanted, collect_at, lock_both
from associate.core.acts.preflight import look_ahead
from associate.core.acts.running import ended
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import Contents, missing_from
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.telling import tell
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.core.orders.incoming import Method
from associate.core.routing.assign import route
from associate.core.routing.promise import ready_by
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

MAY_LACK = (State.PICKED, *WITH_CUSTOMER_TO_COME)
"""States in which a bag of it may turn out to be gone."""


class Instead(StrEnum):
    AGAIN = "again"  # picked anew from this shelf
    STORE = "store"  # collected at another store that has it
    SHIP = "ship"  # sent by whichever store can, free
    REFUND = "refund"


def replace(
    job: Fulfillment,
    gone: Contents,
    how: Instead,
    *,
    cause: str,
    by: Actor,
    why: str = "lost",
    store: Store | None = None,
    address: Mapping[str, str] | None = None,
) -> None:
    """Inside atomic(order, job): the `gone` units are written off and replaced. With nothing left it is over.

    What was handed over or canceled since is nobody's loss twice. `cause` stands with each movement; `why` is
    what a refund is for. Raises OutOfDate("not_here"), Refused: "nothing_gone", "none_free" where the shelf
    lacks it, "no_store_chosen", "no_stock", "nobody_sends_it", and what read_address raises.
    """
    if job.state not in MAY_LACK:
        raise OutOfDate(
            "not_here", _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        )
    parts = parts_of(job, gone)
    if not parts:
        raise Refused("nothing_gone", _("Nothing of that waits for the customer any more."))
    _DEEDS[how](job, parts, cause=cause, by=by, why=why, store=store, address=address)


def parts_of(job: Fulfillment, gone: Contents) -> Wanted:
    """(line, units) in the one order of stock locks."""
    lines = [(line, min(gone.get(line.id, 0), line.to_hand_over)) for line in job.lines]
    return sorted([each for each in lines if each[1]], key=lambda each: in_stock_order(each[0]))


def turned_up(line: FulfillmentLine, units: int, *, cause: str, by: Actor) -> PutBack:
    """Inside atomic(): what was written off is here after all: on the books again, held until shelved."""
    assert line.reservation is not None
    ledger.adjust(line.reservation.level_id, units, Kind.ADJUSTED, cause=cause, by=by)
    put_back = PutBack(
        store_id=line.fulfillment.store_id,
        level_id=line.reservation.level_id,
        fulfillment_line_id=line.id,
        quantity=units,
        why="found",
        order_id=line.fulfillment.order_id,
    )
    db.session.add(put_back)
    db.session.flush()
    ledger.hold(put_back.level_id, units, cause=put_back.ref, by=by)
    return put_back


def _again(job: Fulfillment, parts: Wanted, *, cause: str, by: Actor, **_unused: object) -> None:
    """Its line still speaks for them: picked once more, on a new promise that the customer is told."""
    ledger.lock(line.reservation.level_id for line, _units in parts if line.reservation)
    if names := missing_from(job, {line.id: units for line, units in parts}):
        raise Refused("none_free", _("The shelf has too few of: %(names)s.", names=", ".join(names)))
    for line, units in parts:
        _write_off(line, units, cause, by)
        line.picked -= units
    job.ready_at = job.hold_until = None
    job.owner_id, job.is_paused = None, False
    job.promise_at = max(job.promise_at, ready_by(job.store, now(), job.method))
    said = move(job, State.RELEASED, by=by, why="lost")
    db.session.flush()
    tell(job.order, "delayed", f"{job.ref}:{said.id}:{job.promise_at:%Y%m%d%H%M}", job=job)
    alert_shift("new_order", job, cause=f"{job.ref}:{said.id}")


def _at_store(
    job: Fulfillment, parts: Wanted, *, cause: str, by: Actor, store: Store | None, **_unused: object
) -> None:
    if store is None or store.id == job.store_id:
        raise Refused("no_store_chosen", _("Choose the store that has it."))
    lock_both(parts, store)
    _take_off(parts, cause, by, short=False)
    _end_where_empty(job, State.REROUTED, by)
    collect_at(job.order, parts, store, by=by)


def _sent(
    job: Fulfillment,
    parts: Wanted,
    *,
    cause: str,
    by: Actor,
    address: Mapping[str, str] | None,
    **_unused: object,
) -> None:
    """By the routing rules, once: where nobody can send all of it a person chooses another way."""
    if address:
        write_down(job.order, read_address(address), by=by)
    if not job.order.shipping_address:
        raise Refused("half_an_address", _("A name, a street, a town and a country are needed."))
    _take_off(parts, cause, by, short=False)
    _end_where_empty(job, State.REROUTED, by)
    decision, jobs = route(job.order, [(line.order_line, units) for line, units in parts], by=by)
    if not jobs:
        raise Refused("nobody_sends_it", _("No store can send all of it now. Choose another way."))
    codes = [part.store for part in decision.parts]
    record("order.routed", about=job.order, by=by, rule=decision.rule, stores=codes)
    for made in jobs:
        record("fulfillment.released", about=made, by=by, number=made.number, units=made.units_wanted)
        alert_shift("new_order", made, cause=made.ref)
        gate(made, by=by)
        look_ahead(made, by=by)


def _refunded(job: Fulfillment, parts: Wanted, *, cause: str, by: Actor, why: str, **_unused: object) -> None:
    owed = [(line.order_line, units, line.short + line.canceled + line.refused) for line, units in parts]
    _take_off(parts, cause, by, short=True)
    for line, _units in parts:
        owed += take_out_rest(line, by=by)
    owe_units(job.order, owed, key=cause, by=by, why=why)
    _end_where_empty(job, State.CANCELED, by)
    finish_order(job.order, by=by)


def _take_off(parts: Wanted, cause: str, by: Actor, *, short: bool) -> None:
    """Off the order and off the books."""
    for line, units in parts:
        assert line.reservation is not None
        ledger.release(line.reservation, units, by=by)
        _write_off(line, units, cause, by)
        line.picked -= units
        if short:
            line.short += units
        else:
            line.canceled += units


def _write_off(line: FulfillmentLine, units: int, cause: str, by: Actor) -> None:
    assert line.reservation is not None
    ledger.adjust(line.reservation.level_id, -units, Kind.ADJUSTED, cause=cause, by=by)
    look_for_conflict(line.reservation.level_id, by=by)


def _end_where_empty(job: Fulfillment, otherwise: State, by: Actor) -> None:
    if any(line.to_hand_over or line.left for line in job.lines):
        return
    was_partly_collected = any(line.handed_over for line in job.lines)
    move(job, State.COLLECTED if was_partly_collected else otherwise, by=by, reason="lost")
    job.collected_at = now() if was_partly_collected else None
    use_pass(job)
    free_tags(job)
    ended([job], by=by)


_DEEDS: dict[Instead, Callable[..., None]] = {
    Instead.AGAIN: _again,
    Instead.STORE: _at_store,
    Instead.SHIP: _sent,
    Instead.REFUND: _refunded,
}
OFFERED = {
    Method.PICKUP: (Instead.AGAIN, Instead.STORE, Instead.SHIP, Instead.REFUND),
    Method.SHIP: (Instead.AGAIN, Instead.SHIP, Instead.REFUND),
}
