"""Who works at Hollis & Wren: every role at Mill Quay, somebody everywhere."""

from typing import NamedTuple

from associate.core.stores.models import Store
from associate.core.stores.staff import Role, Staff
from associate.db import db
from associate.web.login import DEMO_PASSWORD, passwords


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


def hire(stores: dict[str, Store]) -> dict[str, Staff]:
    """Everybody, by first name; one password for all. Inside atomic()."""
    password_hash = passwords.hash(DEMO_PASSWORD)
    staff = {
        person.name.split()[0]: _staff(person, stores.get(person.store), password_hash) for person in PEOPLE
    }
    db.session.add_all(staff.values())
    db.session.flush()
    return staff


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
