"""The people of a store as their manager sees them, and the table of who may do what."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.stores.credentials import Passkey
from associate.core.stores.lessons import LESSONS, lessons_of, passed_by
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.sessions import sessions_of
from associate.core.stores.shifts import LONGEST, Shift, shift_of
from associate.core.stores.staff import PERMISSIONS, Role, Staff, StaffSession
from associate.db import db
from associate.workflows.people.rules.links import has_link
from associate.workflows.people.rules.reach import gives, people_of, spans_stores, stores_of

STORY = 12  # events


@dataclass(frozen=True)
class Group:
    store: Store | None  # None: who works in all of them
    people: list[Staff]


@dataclass(frozen=True)
class Moment:
    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class PersonScreen:
    person: Staff
    sessions: list[StaffSession]
    shift: Shift | None
    passkeys: int
    has_link: bool
    lessons: dict[str, datetime]  # name → when it was passed
    story: list[Moment]


@dataclass(frozen=True)
class Choices:
    """What the form about a person offers to this manager."""

    roles: tuple[Role, ...]
    stores: list[Store]
    spanning: tuple[Role, ...]


def groups(me: Staff) -> list[Group]:
    by_store: dict[int | None, list[Staff]] = {}
    for person in people_of(me):
        by_store.setdefault(person.store_id, []).append(person)
    return [Group(people[0].store, people) for people in by_store.values()]


def on_shift_now(people: list[Group]) -> set[int]:
    """Ids of those who are at work, in whichever store."""
    ids = [person.id for group in people for person in group.people]
    on = sa.select(Shift.staff_id).where(
        Shift.staff_id.in_(ids), Shift.ended_at.is_(None), Shift.began_at > now() - LONGEST
    )
    return set(db.session.scalars(on))


def trained(people: list[Group]) -> dict[int, str]:
    """Person (id) → how far they are with their lessons, "4/6"; nobody who has passed none."""
    learned = lessons_of(person.id for group in people for person in group.people)
    return {number: f"{count}/{len(LESSONS)}" for number, count in learned.items()}


def choices(me: Staff) -> Choices:
    roles = gives(me)
    return Choices(roles, stores_of(me), tuple(role for role in roles if spans_stores(role)))


def person_screen(person: Staff) -> PersonScreen:
    keys = sa.select(sa.func.count()).where(Passkey.staff_id == person.id)
    return PersonScreen(
        person,
        sessions_of(person),
        shift_of(person),
        db.session.scalar(keys) or 0,
        has_link(person),
        passed_by(person),
        _story(person),
    )


def table() -> dict[str, list[bool]]:
    """Permission → for each role, in the order of Role, whether it has it."""
    return {
        permission: [permission in PERMISSIONS[role] for role in Role]
        for permission in sorted(set().union(*PERMISSIONS.values()))
    }


def _story(person: Staff) -> list[Moment]:
    about = sa.select(Event).where(Event.about == person.ref).order_by(Event.id.desc()).limit(STORY)
    events = list(db.session.scalars(about))
    names = first_names(event.by for event in events)
    return [
        Moment(event.at, names.get(event.by, "Associate"), describe(event.kind, event.facts))
        for event in events
    ]
