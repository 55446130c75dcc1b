"""Curbside as a store likes it: on or off, the minutes, the times to come."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.stores.models import Store
from associate.db import atomic, db
from tests.support.cars import has_bays
from tests.support.people import Person
from tests.support.settings import press
from tests.support.shop import look_again

PAGE = "/settings/curbside"


def test_typed_previewed_saved_and_written_down(app, shop):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    with atomic(job):
        job.window_at = now() + timedelta(hours=3)
    helen = Person(app, shop.helen).opens(PAGE).sees("No bay yet")
    press(helen, lead_alarm_minutes="3", window_minutes="30", pickups_a_window="4")
    helen.sees("The new minutes hold at once").sees("1 customer keeps the time they chose")
    press(helen).sees("Saved")
    look_again()
    store = db.session.get(Store, shop.mill_quay.id)
    assert (store.lead_alarm_minutes, store.window_minutes, store.pickups_a_window) == (3, 30, 4)
    told = sa.select(Event).filter_by(kind="store.changed").order_by(Event.id.desc()).limit(1)
    event = db.session.scalars(told).one()
    assert "Pickups in one pickup time 0 → 4" in describe(event.kind, event.facts)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"car_minutes": "0"}, "car_minutes", "whole number from 1"),
        ({"window_minutes": "10"}, "window_minutes", "whole number from 15"),
        ({"pickups_a_window": "-1"}, "pickups_a_window", "whole number from 0"),
        ({"lead_alarm_minutes": "5"}, "manager_alarm_minutes", "Not before the lead"),
    ],
)
def test_what_cannot_be_so_says_why(app, shop, typed, field, sentence):
    helen = Person(app, shop.helen).opens(PAGE)
    press(helen, **typed).sees(sentence)
    assert helen.status == 422 and helen.page.select_one(f"#{field}-problem, [id*={field}]")


def test_bays_are_counted_and_their_signs_a_tap_away(app, shop):
    has_bays(shop.mill_quay, "1", "2")
    helen = Person(app, shop.helen).opens(PAGE).sees("2 bays.")
    assert helen.page.select_one('a[href="/documents/bay-signs.pdf"]')


def test_an_associate_has_no_such_page(app, shop):
    assert Person(app, shop.ana).opens(PAGE).status == 403
