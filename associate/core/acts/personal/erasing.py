"""Forget a person: asked for, done once nothing of theirs goes on, and done again after a restore."""

from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.personal.asked import ask_was_met
from associate.core.acts.personal.bodies import blank_bodies, find_bodies
from associate.core.acts.personal.places import EVERYWHERE, UNSAID, blank
from associate.core.acts.personal.theirs import Theirs, gather, theirs
from associate.core.acts.personal.waiting import what_waits
from associate.core.customers.models import Customer, Erasure
from associate.core.customers.persons import kept, lock_person, profiles_of
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.orders.incoming import Asks
from associate.core.orders.models import Order
from associate.db import atomic, db, lock_rows
from associate.errors import OutOfDate, Refused
from associate.words import _

WAITING = sa.and_(Erasure.done_at.is_(None), Erasure.called_off_at.is_(None))


def ask_erasure(person: Customer, *, by: Actor) -> Erasure:
    """Inside atomic(), after lock_person. Raises Refused("asked_already")."""
    if erasure_of(profiles_of(person.id)):
        raise Refused("asked_already", _("They are to be forgotten already."))
    asked = Erasure(customer_id=person.id, asked_by=by.ref)
    db.session.add(asked)
    db.session.flush()
    record("customer.erasure_asked", about=person, by=by)
    return asked


def call_off(asked: Erasure, *, by: Actor) -> None:
    """Inside atomic(). Raises OutOfDate("erased")."""
    person = lock_person(asked.customer_id)
    db.session.refresh(asked)
    if asked.done_at is not None:
        raise OutOfDate("erased", _("This customer was erased. Nothing is known of them any more."))
    if asked.called_off_at is None:
        asked.called_off_at = now()
        record("customer.erasure_called_off", about=person, by=by)


def erasure_of(profiles: list[int]) -> Erasure | None:
    """One that was asked for and waits."""
    return db.session.scalar(sa.select(Erasure).where(Erasure.customer_id.in_(profiles), WAITING).limit(1))


def finish(asked: Erasure) -> bool:
    """Forget them now, unless something of theirs goes on. A transaction of its own: orders before people."""
    whose = theirs(kept(db.session.get_one(Customer, asked.customer_id)))
    if what_waits(whose):
        return False
    bodies = find_bodies(whose)
    with atomic():
        lock_rows(Order, whose.orders)
        person = lock_person(asked.customer_id)
        db.session.refresh(asked)
        if asked.done_at or asked.called_off_at or theirs(person) != whose or what_waits(whose):
            return False
        asked.profiles, asked.orders, asked.done_at = _profiles(whose), _orders(whose), now()
        _forget(whose)
        blank_bodies(bodies)
        record("customer.erased", about=person, by=Actor(asked.asked_by), orders=len(whose.orders))
        for what in (Asks.HAND_OUT, Asks.FORGET):
            ask_was_met(what, person, by=Actor(asked.asked_by))
    return True


def erasures_done() -> list[dict[str, Any]]:
    """As a restored database has to hear of them."""
    columns = Erasure.__table__.columns
    found = db.session.execute(sa.select(*columns).where(Erasure.done_at.is_not(None)).order_by(Erasure.id))
    return [{name: value for name, value in row._mapping.items() if name != "id"} for row in found]


def erase_again(done: list[dict[str, Any]]) -> int:
    """After a restore: whoever was forgotten since the backup is forgotten in it. Returns how many."""
    return sum(_erase_again(each) for each in done)


def _erase_again(known: dict[str, Any]) -> bool:
    """By id and by what else only they have: a number that the backup gave to somebody else names nobody."""
    ids: dict[int, str] = dict(known["profiles"])
    found = db.session.scalars(sa.select(Customer).where(Customer.id.in_(ids), Customer.erased_at.is_(None)))
    people = [each for each in found if each.created_at.isoformat() == ids[each.id]]
    pairs = sa.tuple_(Order.id, Order.number).in_([tuple(pair) for pair in known["orders"]])
    orders = list(db.session.scalars(sa.select(Order.id).where(pairs, Order.erased_at.is_(None))))
    if not people and not orders:
        return False
    whose = gather(people, orders)
    bodies = find_bodies(whose)
    with atomic():
        _forget(whose)
        blank_bodies(bodies)
        if not people:
            return True
        mine = sa.and_(Erasure.customer_id == known["customer_id"], Erasure.asked_at == known["asked_at"])
        db.session.execute(sa.delete(Erasure).where(mine), execution_options=UNSAID)
        db.session.add(Erasure(**known))
        record("customer.erased_again", about=people[0], by=SYSTEM)
    return True


def _forget(whose: Theirs) -> None:
    """Inside atomic()."""
    waits = sa.and_(Delivery.order_id.in_(whose.orders), Delivery.state == DeliveryState.PENDING)
    _set(Delivery, waits, state=DeliveryState.WITHDRAWN)
    blank(EVERYWHERE, whose)
    _set(Customer, Customer.id.in_(whose.profiles), erased_at=now())
    _set(Order, Order.id.in_(whose.orders), erased_at=now())
    db.session.flush()
    db.session.expire_all()


def _set(table: Any, which: Any, **values: Any) -> None:
    db.session.execute(sa.update(table).where(which).values(**values), execution_options=UNSAID)


def _profiles(whose: Theirs) -> list[list[Any]]:
    rows = db.session.execute(
        sa.select(Customer.id, Customer.created_at).where(Customer.id.in_(whose.profiles))
    )
    return [[number, since.isoformat()] for number, since in rows]


def _orders(whose: Theirs) -> list[list[Any]]:
    rows = db.session.execute(sa.select(Order.id, Order.number).where(Order.id.in_(whose.orders)))
    return [list(row) for row in rows]
