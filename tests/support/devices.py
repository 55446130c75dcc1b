"""Enrolled tablets and phones, and people with PINs."""

from flask import Flask

from associate.core.events.record import SYSTEM
from associate.core.stores.pins import set_pin
from associate.core.stores.staff import Staff
from tests.support.people import Person

PIN = "402816"
OTHER_PIN = "738105"


def code_for(manager: Person, name: str = "Tablet 1", kind: str = "tablet") -> str:
    """The letters of a new code, read off the manager's screen."""
    manager.opens("/devices").taps("Make a code", name=name, kind=kind)
    shown = manager.page.select_one(".spelled")
    assert shown is not None, manager.text
    return shown.get_text(strip=True)


def tablet(app: Flask, manager: Staff, name: str = "Tablet 1", kind: str = "tablet") -> Person:
    """A browser in nobody's hands that the manager enrolled."""
    return Person(app).enrolls(code_for(Person(app, manager), name, kind))


def give_pins(*people: Staff) -> None:
    for staff in people:
        set_pin(staff, PIN, by=SYSTEM)


def copy_of(person: Person, app: Flask) -> Person:
    """A thief's browser with all the cookies that this one has now."""
    thief = Person(app, htmx=True)
    for name in ("associate", "device"):
        if cookie := person.client.get_cookie(name):
            thief.client.set_cookie(name, cookie.value)
    thief._token = person.token
    return thief
