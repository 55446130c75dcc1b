"""Browsers that are a device of the store, people with PINs, and what a manager does about people."""

import re
import secrets

from associate.core.events.record import SYSTEM
from associate.core.stores.devices import Device, DeviceKind
from associate.core.stores.models import Store
from associate.core.stores.pins import set_pin
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.web.devices import cookie_name
from associate.web.tokens import token_hash
from tests.support.people import Person
from tests.support.shop import look_again

PINS = {"Marcus": "704913", "Helen": "295081", "Ana": "618350", "Rosa": "830174"}


def has_pin(*people: Staff) -> None:
    for staff in people:
        set_pin(staff, PINS[staff.first_name], by=SYSTEM)


def device_token(store: Store, name: str = "Tablet 1") -> str:
    """The token of a new device of the store."""
    token = secrets.token_urlsafe(16)
    with atomic():
        db.session.add(
            Device(
                store_id=store.id,
                name=name,
                kind=DeviceKind.TABLET,
                token_hash=token_hash(token),
                enrolled_by=SYSTEM.ref,
            )
        )
    return token


def at_device(app, staff: Staff, store: Store) -> Person:  # type: ignore[no-untyped-def]
    """Signed in with the password, at a tablet of the store."""
    token = device_token(store)
    person = Person(app)
    person.client.set_cookie(cookie_name(), token)
    person.opens("/login/password")
    from tests.support.shop import PASSWORD

    person.posts("/login", email=staff.email, password=PASSWORD, next="/me")
    return person.opens("/me").sees(staff.first_name)


def link_on(person: Person) -> str:
    """The path of the welcome link that the page shows."""
    found = re.search(r"/welcome/[\w-]+", person.text)
    assert found, person.text
    return found[0]


def fresh(staff: Staff) -> Staff:
    look_again()
    return db.session.get_one(Staff, staff.id)
