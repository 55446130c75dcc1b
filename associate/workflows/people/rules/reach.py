"""Whom a manager may see and change, and which roles are theirs to give: never more than their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.models import Store
from associate.core.stores.staff import PERMISSIONS, Role, Staff
from associate.db import atomic, db, lock_rows
from associate.errors import Missing, Refused
from associate.words import _

OF_A_STORE = (Role.ASSOCIATE, Role.LEAD, Role.MANAGER)
GIVES: dict[Role, tuple[Role, ...]] = {
    Role.MANAGER: OF_A_STORE,
    Role.REGIONAL: (*OF_A_STORE, Role.REGIONAL, Role.SERVICE),
    Role.ADMIN: tuple(Role),
}
"""Which roles each role hands out, and so whom it may change. Nobody gives more than their own."""


def gives(me: Staff) -> tuple[Role, ...]:
    return GIVES.get(me.role, ())


def spans_stores(role: Role) -> bool:
    return "choose_store" in PERMISSIONS[role]


def people_of(me: Staff) -> list[Staff]:
    """Everyone this manager looks after, who left last, by store and first name."""
    by_store = Store.name.is_(None), Store.name
    find = sa.select(Staff).outerjoin(Store, Staff.store_id == Store.id).where(_in_reach(me))
    return list(
        db.session.scalars(find.order_by(*by_store, Staff.is_active.desc(), Staff.first_name, Staff.id))
    )


def person_here(number: int, *, me: Staff) -> Staff:
    """Raises Missing for nobody, somebody of another store, and who stands above."""
    found = db.session.scalar(sa.select(Staff).where(Staff.id == number, _in_reach(me)))
    if found is None:
        raise Missing("no_person", _("There’s nobody like that in your store."))
    return found


def stores_of(me: Staff) -> list[Store]:
    """Where this manager may put people."""
    find = sa.select(Store).order_by(Store.name)
    return list(db.session.scalars(find if spans_stores(me.role) else find.where(Store.id == me.store_id)))


def still_in_reach(person: Staff, *, me: Staff) -> None:
    """Under the lock: nobody moved or promoted the person meanwhile. Raises Missing."""
    person_here(person.id, me=me)


def must_be_another(person: Staff, by: Actor, sentence: str) -> None:
    """Raises Refused("yourself")."""
    if person.id == by.staff_id:
        raise Refused("yourself", sentence)


@contextmanager
def changing(person: Staff, *jobs: Fulfillment) -> Iterator[None]:
    """Lock the jobs, then every admin with the person: two admins can't take each other away at once."""
    with atomic(*jobs):
        admins = db.session.scalars(sa.select(Staff.id).where(Staff.role == Role.ADMIN))
        lock_rows(Staff, [*admins, person.id])
        db.session.refresh(person)
        yield


def must_not_be_last_admin(person: Staff) -> None:
    """While changing() them. Raises Refused("last_admin")."""
    if person.role != Role.ADMIN:
        return
    others = sa.select(Staff.id).where(Staff.role == Role.ADMIN, Staff.is_active, Staff.id != person.id)
    if db.session.scalar(others.limit(1)) is None:
        raise Refused("last_admin", _("This is the last admin. Make somebody else admin first."))


def _in_reach(me: Staff) -> sa.ColumnElement[bool]:
    may = Staff.role.in_(gives(me))
    return may if spans_stores(me.role) else sa.and_(may, Staff.store_id == me.store_id)
