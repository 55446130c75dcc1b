"""Who works at Hollis & Wren: every role at Mill Quay, somebody everywhere."""

from typing import NamedTuple

from associate.core.events.record import SYSTEM
from associate.core.stores.devices import Device, DeviceKind
from associate.core.stores.lessons import LESSONS, LessonPassed
from associate.core.stores.models import Store
from associate.core.stores.passwords import hash_password
from associate.core.stores.pins import set_pin
from associate.core.stores.staff import Role, Staff
from associate.db import db
from associate.web.tokens import new_token, token_hash
from associate.web.tryout import DEMO_PASSWORD, DEMO_PIN


class Person(NamedTuple):
    name: str
    role: Role
    store: str  # a code; empty for those who choose one

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@hollisandwren.example"


PEOPLE = (
    Person("Ana Duarte", Role.ASSOCIATE, "MQ"),
    Person("Priya Nair", Role.ASSOCIATE, "MQ"),
    Person("Tom Okafor", Role.ASSOCIATE, "MQ"),
    Person("Marcus Bell", Role.LEAD, "MQ"),
    Person("Helen Marsh", Role.MANAGER, "MQ"),
    Person("Isla Fraser", Role.ASSOCIATE, "CR"),
    Person("Callum Reid", Role.MANAGER, "CR"),
    Person("Amara Hughes", Role.ASSOCIATE, "NG"),
    Person("Femke Visser", Role.ASSOCIATE, "JO"),
    Person("Luc Moreau", Role.ASSOCIATE, "LM"),
    Person("Dana Whitfield", Role.ASSOCIATE, "AA"),
    Person("Jo Dalton", Role.REGIONAL, ""),
    Person("Sara Lindqvist", Role.SERVICE, ""),
    Person("Nils Adler", Role.ADMIN, ""),
)
LEARNED = {"Ana": 6, "Priya": 3}
"""How many lessons of practice they passed."""


def hire(stores: dict[str, Store]) -> dict[str, Staff]:
    """Everybody, by first name; one password and one PIN for all, and devices to see. Inside atomic()."""
    password_hash = hash_password(DEMO_PASSWORD)
    staff = {
        person.name.split()[0]: _staff(person, stores.get(person.store), password_hash) for person in PEOPLE
    }
    db.session.add_all(staff.values())
    db.session.flush()
    for person in staff.values():
        set_pin(person, DEMO_PIN, by=SYSTEM)
    for name, count in LEARNED.items():
        known = {"staff_id": staff[name].id}
        db.session.add_all(LessonPassed(lesson=lesson, **known) for lesson in LESSONS[:count])
    for store in stores.values():
        db.session.add_all(_devices(store))
    return staff


def _devices(store: Store) -> list[Device]:
    """A tablet and a phone whose browsers nobody has: a real one is enrolled with a code."""
    kinds = (("Tablet 1", DeviceKind.TABLET), ("Phone 1", DeviceKind.PHONE))
    return [
        Device(store=store, name=name, kind=kind, token_hash=token_hash(new_token()), enrolled_by=SYSTEM.ref)
        for name, kind in kinds
    ]


def _staff(person: Person, store: Store | None, password_hash: str) -> Staff:
    first, last = person.name.split()
    return Staff(
        email=person.email,
        first_name=first,
        last_name=last,
        role=person.role,
        store=store,
        password_hash=password_hash,
    )
