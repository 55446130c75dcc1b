"""Sixteen wrong guesses at one moment: five are looked at, and the right PIN then finds the pair locked."""

from collections import Counter
from unittest.mock import patch

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.stores import pins
from associate.core.stores.credentials import PinTries
from associate.core.stores.devices import EnrollmentCode
from associate.db import db
from tests.races.test_scans import together
from tests.support.devices import PIN, code_for, copy_of, give_pins, tablet
from tests.support.people import Person
from tests.support.shop import look_again

WRONG = "999990"


def test_of_sixteen_guesses_at_once_five_are_looked_at(app, shop):
    give_pins(shop.ana, shop.priya)
    browser = tablet(app, shop.helen)
    app.config["WTF_CSRF_ENABLED"] = False
    clients = [copy_of(browser, app).client for _ in range(16)]
    ana, priya = shop.ana.id, shop.priya.id
    db.session.remove()
    looked_at = []

    def counting(staff, pin):
        looked_at.append(pin)
        return really(staff, pin)

    really = pins._matches
    with patch.object(pins, "_matches", counting):  # it only counts
        answers = together(lambda n: clients[n].post(f"/login/{ana}", data={"pin": WRONG}).status_code)
    assert set(answers) <= {422, 503}
    assert len(looked_at) == 5
    look_again()
    assert db.session.scalars(sa.select(PinTries.misses)).all() == [5]
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.kind == "staff.pin_missed")) == 5
    assert clients[0].post(f"/login/{ana}", data={"pin": PIN}).status_code == 422
    assert clients[0].post(f"/login/{priya}", data={"pin": PIN}).status_code == 303


def test_one_code_typed_on_sixteen_tablets_at_once_enrolls_one(app, shop):
    code = code_for(Person(app, shop.helen))
    app.config["WTF_CSRF_ENABLED"] = False
    clients = [app.test_client() for _ in range(16)]
    db.session.remove()
    answers = together(lambda n: clients[n].post("/enroll", data={"code": code}).status_code)
    assert Counter(answers)[303] == 1 and set(answers) <= {303, 422, 503}
    look_again()
    assert db.session.scalars(sa.select(EnrollmentCode)).one().device_id
