"""Pause a method or close the store: previewed, saved, told, followed on the floor and by the customer."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.fulfillment.links import make_link
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.incoming import Method
from associate.core.routing.promise import ready_by
from associate.core.stores.closing import takes_work
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.jobs.chores.goes_on import go_on_when_due
from associate.jobs.chores.reminders import remind
from associate.jobs.send import send_delivery
from associate.jobs.write import is_still_true
from tests.support.counter import qr, stage
from tests.support.people import Person
from tests.support.pickups import make_ready
from tests.support.settings import press
from tests.support.shop import look_again

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday; Dublin is on UTC in winter


@pytest.fixture(autouse=True)
def tuesday(shop):
    """Mill Quay is open from 9 to 20."""
    with atomic():
        for hours in shop.mill_quay.hours:
            hours.opens, hours.closes = time(9), time(20)
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


@pytest.fixture
def waiting(shop):
    """Joel's is to be picked, Maya's is ready."""
    todo = shop.job(shop.has_order((shop.jacket, 1), number="1001", first="Joel", customer="c-joel"))
    make_ready(shop.job(shop.has_order((shop.kettle, 1), number="1002")))
    return todo, shop.job(_order(shop, "HW-1002"))


def _order(shop, number):
    return db.session.scalars(sa.select(Fulfillment).filter_by(number=number)).one().order


def stops(person: Person, what: str, why: str, *, clock: str = "14:30", day: str = "2026-11-24") -> Person:
    press(person.opens("/settings/pause"), what=what, until_day=day, until_time=clock, why=why)
    return person


def messages(kind: str) -> list[Delivery]:
    look_again()
    return list(db.session.scalars(sa.select(Delivery).filter_by(kind=kind).order_by(Delivery.id)))


def store_now(shop) -> Store:
    look_again()
    return db.session.get_one(Store, shop.mill_quay.id)


def link_page(client, job) -> str:
    with atomic():
        token = make_link(job.order)
    return " ".join(client.get(f"/p/{token}").get_data(as_text=True).split())


def test_a_closing_is_previewed_and_changes_nothing_yet(app, shop, waiting):
    helen = stops(Person(app, shop.helen), "closed", "weather")
    helen.sees(
        "This closes the store now, whatever its hours say",
        "1 promise moves",
        "HW-1001: 12:00 → 16:30",
        "2 customers are told",
        "New orders are promised from 16:30 on",
        "Nobody is asked to come before that",
    )
    assert store_now(shop).closed_until is None and not messages("closed")


def test_a_closing_tells_everyone_once_and_the_pages_follow(app, shop, waiting, client):
    todo, ready = waiting
    helen = stops(Person(app, shop.helen), "closed", "weather")
    press(helen).sees("Closed", "1 promise moved", "Closed until 14:30 because of the weather")
    assert shop.job(todo.order).promise_at == TEN + timedelta(hours=6, minutes=30)
    assert [each.fulfillment_id for each in messages("closed")] == [todo.id, ready.id]
    assert not messages("delayed") and not messages("extended")
    facts = db.session.scalars(sa.select(Event).filter_by(kind="store.closed")).one().facts
    assert (facts["what"], facts["why"], facts["until"]) == ("closed", "weather", "2026-11-24 14:30")
    store = store_now(shop)
    assert not takes_work(store, Method.PICKUP, now()) and not takes_work(store, Method.SHIP, now())
    assert ready_by(store, now()) == TEN + timedelta(hours=6, minutes=30)
    Person(app, shop.ana).opens("/").sees("Closed until 14:30 because of the weather", "Their orders wait")
    for job in (todo, ready):
        page = link_page(client, shop.job(job.order))
        assert "The store is closed until 14:30 because of the weather." in page
        assert "Your order stays safe." in page
    assert "Come today, 14:30 to 20:00." in page


def test_what_they_are_told_names_the_time_and_is_dropped_when_it_opens_early(app, shop, waiting):
    todo, ready = waiting
    helen = press(stops(Person(app, shop.helen), "closed", "weather"))
    first, second = messages("closed")
    assert is_still_true(first) and is_still_true(second)
    send_delivery(second.id)
    assert messages("closed")[1].state == DeliveryState.SENT
    helen.opens("/settings/pause").taps("Open again now").sees("Open again", "1 promise moved")
    assert not is_still_true(messages("closed")[0])
    assert shop.job(todo.order).promise_at == TEN + timedelta(hours=2)
    assert store_now(shop).closed_why == ""


def test_going_on_early_never_makes_a_promise_later(app, shop, waiting, tuesday):
    todo, _ready = waiting
    press(stops(Person(app, shop.helen), "closed", "evacuation"))
    told = shop.job(todo.order).promise_at
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).lead_minutes = 600  # a promise made now would be later
    tuesday.move_to(TEN + timedelta(hours=4))
    Person(app, shop.helen).opens("/settings/pause").taps("Open again now").sees("Open again")
    assert shop.job(todo.order).promise_at == told


@pytest.mark.parametrize("why", ["weather", "evacuation"])
def test_nothing_is_handed_over_behind_a_closed_door(app, shop, why):
    job = stage(shop, shop.has_order((shop.kettle, 1)), "7K4")
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job)).scans("7K4")
    helen = press(stops(Person(app, shop.helen), "closed", why))
    ana.taps("Hand over 1 bag").sees("Nothing is handed over before 14:30")
    assert ana.code == "closed" and shop.job(job.order).state == "ready"
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    assert ana.code == "closed"
    helen.opens("/settings/pause").taps("Open again now")
    ana.opens("/handover").scans(qr(job)).taps("Hand over 1 bag").sees("Handed over, 1 bag")


@pytest.mark.parametrize(("what", "why"), [("closed", "stocktake"), ("all", "other"), ("pickup", "other")])
def test_in_a_stocktake_or_a_pause_it_is(app, shop, what, why):
    job = stage(shop, shop.has_order((shop.kettle, 1)), "7K4")
    press(stops(Person(app, shop.helen), what, why))
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job)).scans("7K4")
    ana.taps("Hand over 1 bag").sees("Handed over, 1 bag")


def test_in_a_stocktake_what_is_ready_can_be_fetched(app, shop, waiting, client):
    todo, ready = waiting
    helen = stops(Person(app, shop.helen), "closed", "stocktake")
    press(helen.sees("1 customer is told", "Ready orders can still be picked up"))
    assert [each.fulfillment_id for each in messages("closed")] == [todo.id]
    page = link_page(client, shop.job(ready.order))
    assert "Come any time until 20:00." in page and "The store" not in page
    assert "The store counts its stock until 14:30." in link_page(client, shop.job(todo.order))
    helen.opens("/").sees("Closed until 14:30 for a stocktake", "Ready orders can still be picked up")


def test_a_hold_that_ends_in_a_closing_lasts_longer_and_nobody_is_reminded(app, shop, waiting):
    _todo, ready = waiting
    with atomic():
        job = db.session.get_one(Fulfillment, ready.id)
        job.ready_at, job.hold_until = TEN - timedelta(days=6, hours=22), TEN + timedelta(hours=3)
    press(stops(Person(app, shop.helen), "closed", "weather").sees("1 ready order waits longer"))
    assert shop.job(ready.order).hold_until > TEN + timedelta(hours=9)
    assert len(messages("closed")) == 2
    remind()
    assert not messages("reminder") and not messages("last_day")


def test_it_goes_on_by_itself(app, shop, waiting, tuesday):
    todo, _ready = waiting
    press(stops(Person(app, shop.helen), "closed", "other"))
    told = shop.job(todo.order).promise_at
    go_on_when_due()
    assert store_now(shop).closed_until is not None
    tuesday.move_to(TEN + timedelta(hours=4, minutes=30))
    assert takes_work(store_now(shop), Method.PICKUP, now())
    go_on_when_due()
    go_on_when_due()
    store = store_now(shop)
    assert (store.closed_until, store.closed_why) == (None, "")
    assert db.session.query(Event).filter_by(kind="store.resumed").count() == 1
    assert shop.job(todo.order).promise_at == told
    Person(app, shop.ana).opens("/").does_not_see("Closed until")


def test_a_pause_of_parcels_leaves_pickups_alone(app, shop, waiting):
    todo, _ready = waiting
    before = shop.job(todo.order).promise_at
    helen = stops(Person(app, shop.helen), "ship", "staff").sees(
        "No promise moves", "No more parcels are sent here"
    )
    press(helen).sees("Paused", "Parcels paused until 14:30")
    store = store_now(shop)
    assert takes_work(store, Method.PICKUP, now()) and not takes_work(store, Method.SHIP, now())
    assert shop.job(todo.order).promise_at == before and not messages("closed")
    assert ready_by(store, now(), Method.SHIP) > ready_by(store, now(), Method.PICKUP)


def test_what_a_pause_puts_off_is_worked_off_one_after_another(app, shop):
    jobs = [
        shop.job(shop.has_order((shop.kettle, 1), number=str(1001 + n), first=f"P{n}", customer=f"c-{n}"))
        for n in range(3)
    ]
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).minutes_an_order = 90
    press(stops(Person(app, shop.helen), "pickup", "staff"))
    moved = [shop.job(job.order).promise_at - TEN for job in jobs]
    assert moved == [timedelta(hours=4, minutes=30 + minutes) for minutes in (120, 180, 270)]
    assert len(messages("delayed")) == 3


def test_the_strip_comes_and_goes_by_itself(app, shop):
    ana = Person(app, shop.ana).opens("/")
    stamp = ana.page.select_one("#stops")["data-version"]
    assert ana.client.get(f"/stops?v={stamp}", headers={"HX-Request": "true"}).status_code == 204
    press(stops(Person(app, shop.helen), "pickup", "staff"))
    changed = ana.client.get(f"/stops?v={stamp}", headers={"HX-Request": "true"})
    assert changed.status_code == 200 and "Pickups paused until 14:30" in changed.get_data(as_text=True)


def test_only_who_may_pauses_and_the_past_is_no_time(app, shop):
    ana = Person(app, shop.ana).opens("/").does_not_see("Pause or close")
    assert ana.client.get("/settings/pause").status_code == 403
    helen = stops(Person(app, shop.helen), "closed", "weather", clock="09:00")
    assert helen.client and "That has passed" in helen.text
    Person(app, shop.helen).opens("/").sees("Pause or close")
