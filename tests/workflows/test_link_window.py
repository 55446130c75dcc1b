"""When Maya means to come: an hour with room in it, on the page and in her calendar."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from associate.db import atomic
from associate.documents.calendar import write_calendar
from tests.support.phones import Phone
from tests.support.pickups import make_ready

MORNING = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)  # a Tuesday; Dublin is on UTC in winter


@pytest.fixture
def morning(app):
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ready(shop, morning):
    with atomic(shop.mill_quay):
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3458, -6.2632
        shop.mill_quay.pickups_a_window = 1
        for hours in shop.mill_quay.hours:
            hours.opens, hours.closes = time(9), time(20)
    order = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(order))
    return order


@pytest.fixture
def maya(app, ready):
    return Phone(app, ready)


def chooses(phone, day, hour):
    start = datetime(2026, 11, day, hour, tzinfo=UTC).isoformat()
    return phone.opens(f"{phone.link}/window").taps("Keep this time", start=start)


def test_a_chosen_hour_stands_on_the_page_and_can_be_changed(shop, ready, maya):
    maya.taps("Choose a time").sees("When do you want to come?", "Tuesday 24 November", "10:00–11:00")
    maya.does_not_see("08:00–09:00", "20:00–21:00")
    chooses(maya, 25, 17).sees("Wednesday 25 November, 17:00–18:00", "Your time is on this page.")
    chooses(maya, 25, 18).sees("18:00–19:00").does_not_see("17:00–18:00")
    maya.taps("Change").taps("Keep this time", start="any").sees("Any time while it’s here")
    assert shop.diary(shop.job(ready)).count("fulfillment.window_chosen") == 2


def test_a_full_hour_can_not_be_chosen(app, shop, ready, maya):
    chooses(maya, 25, 17)
    other = shop.has_order((shop.kettle, 1), number="1002", first="Joel", customer="Joel")
    make_ready(shop.job(other), tag="9MB")
    joel = Phone(app, other)
    joel.opens(f"{joel.link}/window").sees("17:00–18:00 full", "1 place left")
    assert chooses(joel, 25, 17).code == "window_full"
    joel.sees("Choose another time.", "When do you want to come?")


@pytest.mark.parametrize("start", ["", "yesterday", "2026-11-24T03:00:00+00:00", "2026-11-25T17:20:00+00:00"])
def test_an_hour_nobody_offers_is_refused(maya, start):
    maya.opens(f"{maya.link}/window").taps("Keep this time", start=start)
    assert (maya.status, maya.code) == (422, "no_window")


def test_the_calendar_has_the_hour_and_nothing_secret(ready, maya):
    chooses(maya, 25, 17)
    maya.opens(f"{maya.link}/pickup.ics")
    assert maya.answer.mimetype == "text/calendar"
    raw = maya.answer.data
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
    date = fields(raw)
    assert (date["DTSTART"], date["DTEND"]) == ("20261125T170000Z", "20261125T180000Z")
    assert date["UID"] == f"{ready.number}@localhost" and date["GEO"] == "53.345800;-6.263200"
    assert date["SUMMARY"] == "Pick up at Mill Quay" and date["LOCATION"].startswith(
        r"Mill Quay\, 14 Mill Quay"
    )
    assert maya.link.removeprefix("/p/").encode() not in raw.replace(b"\r\n ", b"")
    first = date["SEQUENCE"]
    chooses(maya, 26, 9)
    again = fields(maya.opens(f"{maya.link}/pickup.ics").answer.data)
    assert again["UID"] == date["UID"] and int(again["SEQUENCE"]) >= int(first)


def test_without_an_hour_it_is_the_last_one(ready, maya):
    date = fields(maya.opens(f"{maya.link}/pickup.ics").answer.data)
    assert date["SUMMARY"] == "Last chance to pick up at Mill Quay" and date["DTEND"] == "20261201T200000Z"


def test_times_are_utc_over_the_change_of_the_clocks(app, shop, maya, morning):
    """18 to 19 in Dublin is 17 to 18 in UTC once summer time has begun."""
    from zoneinfo import ZoneInfo

    six = datetime(2027, 3, 28, 18, tzinfo=ZoneInfo("Europe/Dublin"))
    raw = write_calendar(uid="1", title="a", place="b", about="c", start=six, end=six + timedelta(hours=1))
    assert b"DTSTART:20270328T170000Z\r\n" in raw


def test_a_line_is_cut_between_characters_and_marks_are_escaped():
    at = datetime(2026, 11, 25, 17, tzinfo=UTC)
    title = "Café; Zürich, “Größe” \\ 🚗 " * 9 + "\nBEGIN:VALARM"
    raw = write_calendar(uid="1", title=title, place="", about="", start=at, end=at)
    cut = raw.split(b"\r\n")
    assert all(len(line) <= 75 and line.decode() for line in cut[:-1])
    unfolded = fields(raw)["SUMMARY"]
    assert unfolded == title.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
    assert b"\r\nBEGIN:VALARM" not in raw


def fields(raw):
    lines = re.sub(r"\r\n ", "", raw.decode()).split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)
