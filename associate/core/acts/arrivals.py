"""Somebody comes for their orders: what they tell us from the link.

Each deed may come twice and is done once.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.alerts import alert_shift
from associate.core.customers.persons import profiles_of
from associate.core.customers.preferences import preferred_language
from associate.core.events.record import Actor
from associate.core.fulfillment.cars import describe, tail
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.visit_moves import move, must_be_open, note
from associate.core.fulfillment.visits import Load, Visit, VisitOrder, VisitState, visits_for
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.stores.closing import shut_until
from associate.core.stores.hours import next_open_span
from associate.core.stores.models import Location, Store
from associate.db import atomic, db, lock_rows
from associate.errors import Refused
from associate.words import _, spoken

SAME_ETA = timedelta(minutes=2)  # a second tap counts its minutes from a little later
EARLY = timedelta(minutes=15)  # before opening: somebody is in
GONE = {
    State.COLLECTED: lambda: _("It was picked up already."),
    State.CANCELED: lambda: _("This order is canceled, so there’s nothing to pick up."),
    State.UNCOLLECTED: lambda: _("It waited too long and went back to the shelf. Call us."),
    State.REROUTED: lambda: _("Another store has it now. Look at the order again."),
}


def visit_of(jobs: Sequence[Fulfillment], sent: PickupPass | None = None) -> Visit | None:
    """The open visit of whoever holds the link, or of the one they sent with a code of their own."""
    return _theirs(jobs, sent)


def announce(
    jobs: Sequence[Fulfillment],
    *,
    eta_at: datetime | None,
    to_counter: bool,
    by: Actor,
    sent: PickupPass | None = None,
) -> Visit:
    """“On my way”, also with another time or another way to the goods than before. Takes its own locks.

    Whoever is here already stays here. Raises Refused with "gone", "curbside_off", "store_closed",
    "code_taken_back".
    """
    with _coming(jobs, sent) as party:
        visit = _theirs(party, sent, locked=True)
        if visit and visit.is_here:
            return visit
        _must_be_open_for(party[0].store, eta_at or now(), to_counter=to_counter)
        if visit is None:
            visit = _begin(party, VisitState.EN_ROUTE, sent, en_route_at=now(), eta_at=eta_at)
            visit.to_counter = to_counter
            note(visit, "visit.en_route", by=by, to_counter=to_counter)
            alert_shift("on_the_way", party[0], cause=visit.ref)
            return visit
        is_news = visit.to_counter != to_counter or not _is_same_time(visit.eta_at, eta_at)
        if _take_along(visit, party, sent) or is_news:
            visit.eta_at, visit.to_counter = eta_at, to_counter
            note(visit, "visit.announced_anew", by=by, to_counter=to_counter)
        return visit


def arrive(
    jobs: Sequence[Fulfillment],
    *,
    bay: Location | None,
    make: str = "",
    color: str = "",
    plate: str = "",
    load: Load | None = None,
    needs_help: bool = False,
    by: Actor,
    sent: PickupPass | None = None,
) -> Visit:
    """“I’m here”, announced or not. Takes its own locks.

    Said again it changes what is told of the car, if anything. One car for two orders, by the same customer
    or by bay and plate, whoever sent it, is one visit. Raises what `announce` does, and Refused("no_bay").
    """
    with _coming(jobs, sent) as party:
        store = party[0].store
        lock_rows(Location, [bay.id] if bay else [])  # two orders, one car: in a row
        visit = _theirs(party, sent, locked=True)
        _must_be_open_for(
            store, now(), to_counter=bay is None or bool(visit), was_announced=visit is not None
        )
        if visit is None or not visit.is_here:
            if beside := _same_car(bay, plate):
                _join(beside, visit, by)
                make, color = make or beside.make, color or beside.color
                load, needs_help = load or beside.load, needs_help or beside.needs_help
            visit = beside or visit or _begin(party, VisitState.ARRIVED, sent)
        is_new = _take_along(visit, party, sent)
        is_told = describe(visit, bay, make, color, plate, load, needs_help)
        if visit.arrived_at is None:
            _note_arrival(visit, by)
            alert_shift("car_here", party[0], cause=visit.ref)
        elif is_new or is_told:
            note(visit, "visit.changed", by=by)
        return visit


def change(
    visit: Visit,
    *,
    bay: Location | None,
    make: str,
    color: str,
    plate: str,
    load: Load | None,
    needs_help: bool,
    by: Actor,
) -> Visit:
    """Another bay, another car, help after all. Raises OutOfDate("visit_over"), Refused("no_bay")."""
    with atomic(visit):
        must_be_open(visit)
        if describe(visit, bay, make, color, plate, load, needs_help):
            note(visit, "visit.changed", by=by)
    return visit


def move_inside(visit: Visit, *, by: Actor) -> Visit:
    """They come to the counter instead. Raises OutOfDate("visit_over") when it ended another way."""
    return _end(visit, VisitState.MOVED_INSIDE, by)


def call_off(visit: Visit, *, by: Actor) -> Visit:
    """They don’t come, or drive off; where a runner has it already that is “left”.

    Raises Refused("at_car"); OutOfDate("visit_over") when it ended another way.
    """
    with atomic(visit):
        if visit.state == VisitState.AT_CAR:
            raise Refused("at_car", _("Somebody is at your car right now. Tell them."))
        was_claimed = visit.state in (VisitState.CLAIMED, VisitState.LEFT)
        return _end(visit, VisitState.LEFT if was_claimed else VisitState.CANCELED, by)


def _end(visit: Visit, to: VisitState, by: Actor) -> Visit:
    with atomic(visit):
        if visit.state != to:
            move(visit, to, by=by)
    return visit


@contextmanager
def _coming(jobs: Sequence[Fulfillment], sent: PickupPass | None) -> Iterator[list[Fulfillment]]:
    """All that this person can take from the store, locked by id; what they asked for comes first.

    Two taps of one customer from two orders’ links meet at these locks. Raises Refused("gone").
    """
    asked = [job.id for job in jobs]
    with atomic(*_all_of(jobs, sent)):
        _must_be_good(sent)
        here = [job for job in _all_of(jobs, sent) if job.state in OPEN]
        if not any(job.id in asked for job in here):
            state = jobs[0].state if jobs else State.CANCELED
            raise Refused("gone", GONE.get(state, GONE[State.CANCELED])())
        yield sorted(here, key=lambda job: (job.id not in asked, job.id))


def _all_of(jobs: Sequence[Fulfillment], sent: PickupPass | None) -> list[Fulfillment]:
    """These, and the customer’s other open ones in the same store; whom they send takes only these."""
    store_id = jobs[0].store_id if jobs else 0
    asked: sa.ColumnElement[bool] = Fulfillment.id.in_([job.id for job in jobs])
    find = sa.select(Fulfillment).join(Order, Order.id == Fulfillment.order_id)
    find = find.where(Fulfillment.store_id == store_id, Fulfillment.method == Method.PICKUP)
    customer_id = jobs[0].order.customer_id if jobs else None
    if sent is None and customer_id is not None:
        same_person = sa.func.lower(Order.pickup_person) == jobs[0].order.pickup_person.lower()
        mine = Order.customer_id.in_(profiles_of(customer_id))
        theirs = sa.and_(mine, same_person, Fulfillment.state.in_(OPEN))
        asked = sa.or_(asked, theirs)
    return list(db.session.scalars(find.where(asked).order_by(Fulfillment.id)))


def _must_be_good(sent: PickupPass | None) -> None:
    if sent is None:
        return
    db.session.refresh(sent)
    if sent.revoked_at or sent.used_at:
        raise Refused("code_taken_back", _("That code doesn’t open an order any more."))


def _must_be_open_for(store: Store, at: datetime, *, to_counter: bool, was_announced: bool = False) -> None:
    if not store.curbside and not to_counter:
        raise Refused("curbside_off", _("This store brings nothing out to cars. Come to the counter."))
    if shut_until(store, at):
        raise Refused("store_closed", _("The store is closed just now. Please don’t come before it opens."))
    span = next_open_span(store, at)
    if span and span[0] - EARLY > at and not was_announced:
        raise Refused("store_closed", _("The store isn’t open then. Please come during its hours."))


def _theirs(jobs: Sequence[Fulfillment], sent: PickupPass | None, *, locked: bool = False) -> Visit | None:
    """The visit that any of these jobs was asked for in, in the same way."""
    wanted = {(job.id, sent.id if sent else None) for job in jobs}
    visits = visits_for([job.id for job in jobs], locked=locked)
    found = (v for v in visits if not wanted.isdisjoint((e.fulfillment_id, e.pass_id) for e in v.orders))
    return next(found, None)


def _begin(
    party: Sequence[Fulfillment],
    state: VisitState,
    sent: PickupPass | None,
    *,
    en_route_at: datetime | None = None,
    eta_at: datetime | None = None,
) -> Visit:
    order, store = party[0].order, party[0].store
    customer, wanted = order.customer.locale if order.customer else "", preferred_language(order.customer)
    visit = Visit(
        store=store,
        state=state,
        pass_id=sent.id if sent else None,
        name=_name(sent.name if sent else order.first_name),
        language=spoken(wanted, order.locale, customer, store.locale) or "en",
        en_route_at=en_route_at,
        eta_at=eta_at,
    )
    db.session.add(visit)
    db.session.flush()
    _take_along(visit, party, sent)
    return visit


def _name(text: str) -> str:
    return " ".join(text.split())[:60]


def _take_along(visit: Visit, party: Sequence[Fulfillment], sent: PickupPass | None) -> bool:
    """Is anything of it new to this visit? Where a customer and whom they sent come together, the customer
    comes."""
    known, is_news = {entry.fulfillment_id: entry for entry in visit.orders}, False
    for job in party:
        if (entry := known.get(job.id)) is None:
            entry = VisitOrder(fulfillment_id=job.id, fulfillment=job, pickup_pass=sent)
            visit.orders.append(entry)
            job.is_visited = is_news = True
        elif sent is None and entry.pickup_pass:
            entry.pickup_pass, is_news = None, True
    db.session.flush()
    return is_news


def _same_car(bay: Location | None, plate: str) -> Visit | None:
    """The open visit of a car with this plate that stands in this bay."""
    plate = tail(plate)
    if bay is None or not plate:
        return None
    same = sa.select(Visit).where(Visit.bay_id == bay.id, Visit.plate == plate, Visit.ended_at.is_(None))
    same = same.where(Visit.arrived_at.is_not(None)).order_by(Visit.id).limit(1)
    locked = same.with_for_update(key_share=True, of=Visit).execution_options(populate_existing=True)
    return db.session.scalars(locked).unique().first()


def _join(visit: Visit, mine: Visit | None, by: Actor) -> None:
    """What was announced apart goes on there."""
    if mine:
        for entry in mine.orders:
            _take_along(visit, [entry.fulfillment], entry.pickup_pass)
        move(mine, VisitState.CANCELED, by=by, why="same_car")


def _note_arrival(visit: Visit, by: Actor) -> None:
    visit.arrived_at = now()
    facts = {"zero_notice": visit.is_zero_notice}
    if visit.state == VisitState.ARRIVED:  # they came without a word
        note(visit, "visit.arrived", by=by, **facts)
    else:
        move(visit, VisitState.ARRIVED, by=by, **facts)


def _is_same_time(one: datetime | None, other: datetime | None) -> bool:
    return one == other or bool(one and other and abs(one - other) < SAME_ETA)
