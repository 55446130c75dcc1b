"""Add a person, and change what is known of one."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.models import Store
from associate.core.stores.passwords import nobodys_password
from associate.core.stores.sessions import end_sessions
from associate.core.stores.shifts import end_shift
from associate.core.stores.staff import Role, Staff, StaffSession
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.people.forms import About
from associate.workflows.people.rules.links import make_link
from associate.workflows.people.rules.reach import (
    changing,
    gives,
    must_not_be_last_admin,
    spans_stores,
    still_in_reach,
    stores_of,
)


def add_person(about: About, email: str, *, intent: Intent, by: Actor, me: Staff) -> tuple[Staff, str]:
    """The new person, and the token of the link by which they choose a password; it shows only once.

    Raises Refused with "role_too_high", "no_store" or "email_taken", OutOfDate("link_shown").
    """
    nobodys = nobodys_password()
    try:
        with atomic():
            if answered(intent) is not None:
                raise OutOfDate("link_shown", _("That was added already. Their link was shown once."))
            _must_be_free(email)
            person = _made(about, email, nobodys, me)
            record("staff.added", about=person, by=by, role=person.role.value)
            answer(intent, person=person.id)
            return person, make_link(person, by=by)
    except IntegrityError:  # somebody else added the same address at the same moment
        raise _taken() from None


def change_person(person: Staff, about: About, *, intent: Intent, by: Actor, me: Staff) -> None:
    """Name, role, store, language. A new store ends their sessions and shift: both belong to a store.

    Raises Refused with "own_role", "role_too_high", "no_store", "last_admin"; Missing when out of reach.
    """
    with changing(person):
        if answered(intent) is not None:
            return
        still_in_reach(person, me=me)
        store = _store_for(about.role, about.store, me)
        changes = _changes(person, about, store)
        if {"role", "store"} & changes.keys():
            _must_be_allowed(person, about.role, by, me)
        _write(person, about, store)
        if "store" in changes:
            end_sessions(StaffSession.staff_id == person.id)
            end_shift(person, by=by)
        if changes:
            record("staff.changed", about=person, by=by, **changes)
        answer(intent, person=person.id)


def _made(about: About, email: str, password_hash: str, me: Staff) -> Staff:
    _must_be_mine_to_give(about.role, me)
    store = _store_for(about.role, about.store, me)
    person = Staff(
        email=email,
        first_name=about.first_name,
        last_name=about.last_name,
        role=about.role,
        store=store,
        store_id=store.id if store else None,
        locale=about.locale,
        password_hash=password_hash,
    )
    db.session.add(person)
    db.session.flush()
    return person


def _changes(person: Staff, about: About, store: Store | None) -> dict[str, object]:
    """What differs, as the journal keeps it: roles and codes, of a name only that it changed."""
    changes: dict[str, object] = {}
    if person.role != about.role:
        changes |= {"role": about.role.value, "was_role": person.role.value}
    if person.store_id != (store.id if store else None):
        changes |= {"store": store.name if store else ""}
    if (person.first_name, person.last_name) != (about.first_name, about.last_name):
        changes |= {"name": True}
    if person.locale != about.locale:
        changes |= {"locale": about.locale}
    return changes


def _write(person: Staff, about: About, store: Store | None) -> None:
    person.first_name, person.last_name = about.first_name, about.last_name
    person.role, person.locale = about.role, about.locale
    person.store_id, person.store = (store.id if store else None), store


def _must_be_allowed(person: Staff, role: Role, by: Actor, me: Staff) -> None:
    if person.id == by.staff_id:
        raise Refused("own_role", _("Nobody changes their own role or store. Somebody else does."))
    _must_be_mine_to_give(role, me)
    if role != Role.ADMIN:
        must_not_be_last_admin(person)


def _must_be_mine_to_give(role: Role, me: Staff) -> None:
    if role not in gives(me):
        raise Refused("role_too_high", _("That role isn’t yours to give."))


def _store_for(role: Role, code: str, me: Staff) -> Store | None:
    """Raises Refused("no_store") when the role belongs to a store and none of mine was chosen."""
    if spans_stores(role):
        return None
    store = next((each for each in stores_of(me) if each.code == code), None)
    if store is None:
        raise Refused("no_store", _("Choose the store they work in."))
    return store


def _must_be_free(email: str) -> None:
    if db.session.scalar(sa.select(Staff.id).where(sa.func.lower(Staff.email) == email)) is not None:
        raise _taken()


def _taken() -> Refused:
    return Refused("email_taken", _("Somebody has that email already, here or in another store."))
