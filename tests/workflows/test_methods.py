"""What a store doesn’t do, it isn’t asked for: each way off, and what every rule makes of it."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest
import sqlalchemy as sa

from associate.core.acts.intake_many import take_in_new
from associate.core.acts.move_pickup import move_pickup, still_wanted, stores_that_have
from associate.core.acts.reserve import reserve_and_collect
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.events.words import describe
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Contact
from associate.core.routing.availability import places_with
from associate.core.stores.devices import Device
from associate.core.stores.models import OpeningHours, Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import Refused
from associate.jobs.chores.parked import retry_parked
from associate.workflows.hygiene.screens import ready
from tests.support.brought import at_home, newest
from tests.support.counter import ana  # noqa: F401  a fixture
from tests.support.people import Person
from tests.support.phones import Phone, hand_over
from tests.support.pickups import make_ready
from tests.support.settings import press
from tests.support.shop import look_again

PAGE = "/settings/methods"


@pytest.fixture
def off(shop):
    def switch(**columns):
        with atomic():
            for name, value in columns.items():
                setattr(shop.mill_quay, name, value)

    return switch


def tasks(kind):
    look_again()
    return db.session.scalars(sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))).all()


def test_a_way_goes_off_with_its_reason_and_says_what_that_does(app, shop):
    helen = Person(app, shop.helen).opens(PAGE)
    press(helen, takes_returns=None).sees("1 thing can’t be saved", "Choose one of these")
    press(helen, why_returns="people").sees("No return is opened here")
    press(helen).sees("Saved")
    look_again()
    store = db.session.get(Store, shop.mill_quay.id)
    assert (store.takes_returns, store.methods_why, store.pickups) == (False, {"returns": "people"}, True)
    event = db.session.scalars(sa.select(Event).filter_by(kind="store.changed")).one()
    said = describe(event.kind, event.facts)
    assert "Takes returns yes → no" in said and "Why not nothing → too few people" in said
    press(press(helen, takes_returns="1").sees("Returns are opened at the counter"))
    look_again()
    assert db.session.get(Store, shop.mill_quay.id).methods_why == {}


def test_a_pickup_where_none_is_handed_out_waits_for_a_manager(app, shop, off):
    off(pickups=False)
    order = shop.has_order((shop.jacket, 1))
    assert db.session.scalar(sa.select(Fulfillment.id)) is None
    (task,) = tasks(TaskKind.CHOOSE_STORE)
    helen = Person(app, shop.helen).opens("/tasks").sees("which store?", "hands none out now")
    helen.posts(f"/tasks/{task.id}/method", method="pickup", at="MQ")
    assert helen.code == "no_pickups"
    retry_parked()
    assert len(tasks(TaskKind.CHOOSE_STORE)) == 1
    off(pickups=True)
    retry_parked()
    assert shop.job(order).state == State.RELEASED and tasks(TaskKind.CHOOSE_STORE) == []


def test_nothing_is_promised_or_put_aside_there(shop, off):
    def asked():
        places = places_with([shop.jacket], 1, origin=None, most=9, stopped=set())[shop.jacket.id]
        found = next(place for place in places if place.store.code == "MQ")
        return found.has_enough, found.can_reserve, found.ready_by is not None

    off(cash_on_pickup=True)
    assert asked() == (True, True, True)
    off(pickups=False)
    assert asked() == (True, False, False)
    with pytest.raises(Refused, match="no_pickups"):
        reserve_and_collect(shop.web, shop.mill_quay, {shop.jacket: 1}, Contact(email="m@mail.example"))


def test_no_pickup_is_moved_there(shop, off):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    other = shop.castle_row
    shop.stocks(shop.jacket, 5, store=other)
    with atomic():
        other.currency = shop.mill_quay.currency
    assert [store.code for store in stores_that_have(still_wanted(job), besides=job.store_id)] == ["CR"]
    with atomic():
        other.pickups = False
    assert stores_that_have(still_wanted(job), besides=job.store_id) == []
    with pytest.raises(Refused, match="no_pickups"), atomic(job.order, job):
        move_pickup(job, other, by=shop.ana.actor)
    assert shop.level(shop.jacket)[1] == 1


def test_many_at_once_are_no_way_around_it(shop, off):
    told = [shop.tells((shop.jacket, 1), number="2001"), shop.tells((shop.jacket, 1), number="2002")]
    off(pickups=False)
    with atomic():
        assert take_in_new(shop.web, told) == []
    off(pickups=True)
    with atomic():
        assert len(take_in_new(shop.web, told)) == 2


def test_nothing_is_taken_back_but_what_was_begun_is_finished(app, shop, off, ana):
    at_home(shop, (shop.kettle, 1))
    ana.opens("/returns").scans("HW-1001").taps("Next: their things", how="photo_id", id_type="passport")
    begun = newest()
    at_home(shop, (shop.jacket, 1), number="1002")
    off(takes_returns=False)
    ana.opens("/returns").sees("No returns are opened here")
    assert ana.posts("/returns/openings", order="HW-1002").code == "no_returns"
    who = {"first_name": "M", "last_name": "R", "email": "m@mail.example"}
    assert ana.posts("/returns/without-receipt", **who).code == "no_returns"
    ana.opens(f"/returns/{begun.id}").scans("4006381333931").sees("Enamel kettle")


def test_the_link_names_the_counters_that_take_things_back(app, shop, off):
    order = shop.has_order((shop.kettle, 1))
    make_ready(shop.job(order))
    hand_over(shop.job(order))
    maya = Phone(app, order)
    off(takes_returns=False)
    maya.at_home().taps("Bring something back").sees("for the counter of Castle Row")
    with atomic():
        shop.castle_row.takes_returns = False
    maya.at_home().does_not_see("Bring something back")


READY = "/settings/hygiene/ready"


def test_a_store_that_is_not_ready_says_what_it_lacks(app, shop, off):
    helen = Person(app, shop.helen).opens("/settings").taps("Ready to open")
    helen.sees("Opening hours", "No tablet or phone is enrolled", "Nobody scanned anything here yet")
    lacking = {
        each.get_text(" ", strip=True) for each in helen.page.select("a.button") if "Mend" in each.text
    }
    assert {"Mend it , Devices", "Mend it , First scan"} <= lacking
    off(takes_returns=False, methods_why={"returns": "room"})
    with atomic():
        db.session.execute(sa.delete(OpeningHours).where(OpeningHours.store_id == shop.mill_quay.id))
    look_again()
    helen.opens(READY).sees("Off, no room", "Nothing can be promised while it is never open")
    for link in helen.page.select("main a.button"):
        assert helen.client.get(link["href"]).status_code == 200, link


def test_what_becomes_so_is_seen_at_once(app, shop):
    def kinds():
        return {str(each.label): each.kind for each in ready.page(shop.mill_quay, {})["common"]}

    assert kinds()["First scan"] == "late" and kinds()["Devices"] == "late"
    with atomic():
        device = Device(
            store_id=shop.mill_quay.id, name="T", kind="tablet", token_hash="t", enrolled_by=shop.helen.ref
        )
        db.session.add(device)
        record("bag.staged", about=shop.mill_quay, by=Actor(shop.ana.ref, None, "wedge"))
    assert kinds()["First scan"] == "ok" and kinds()["Devices"] == "ok"
