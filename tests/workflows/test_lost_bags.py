"""A bag stays away: each way to help its customer, and the books after it."""

import pytest
import sqlalchemy as sa

from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.core.orders.incoming import Method
from associate.core.tasks.models import Task
from associate.db import atomic, db
from tests.support.counter import books_agree, qr, stage
from tests.support.people import Person
from tests.support.picking import JACKET
from tests.support.shop import look_again
from tests.support.tasks import missing, only_task

__all__ = ["books_agree"]
HOME = {"name": "Maya Rosen", "street": "1 Quay", "city": "Dublin", "postcode": "D02 X285", "country": "IE"}


@pytest.fixture
def marcus(app, shop):
    return Person(app, shop.marcus)


def new_job() -> Fulfillment:
    look_again()
    return db.session.scalars(sa.select(Fulfillment).order_by(Fulfillment.id.desc())).first()


def test_it_is_picked_again_from_the_shelf_and_comes_back_if_found_later(app, shop, marcus):
    job = missing(shop, held=False)
    task = only_task()
    marcus.opens(f"/tasks/{task.id}").sees("It stays away", "leave the books as lost")
    marcus.taps("Pick it again from the shelf").sees("Settled")
    assert shop.job(job.order).state == State.RELEASED and shop.level(shop.jacket) == (18, 2, 0)
    assert "delayed" in shop.messages() and shop.tasks() == []
    ana = Person(app, shop.ana).posts(f"/pick/{job.number}/start")
    ana.opens(f"/pick/{job.number}").scans(JACKET, JACKET, "BAG-X1X", "LOC-R-2").sees("X1X is on Rack R-2")
    assert shop.job(job.order).state == State.READY
    marcus.opens(f"/tasks/{task.id}").taps("The bag is here").sees("Back on the books")
    assert shop.level(shop.jacket) == (20, 2, 2)
    assert db.session.scalars(sa.select(PutBack)).one().why == "found"
    assert marcus.posts(f"/tasks/{task.id}/turned-up").code == "not_lost"
    Person(app, shop.priya).opens(f"/handover/orders/{job.number}").sees("ready")


def test_without_enough_on_the_shelf_it_is_collected_at_another_store(app, shop, marcus):
    job = missing(shop, held=False)
    with atomic():
        level = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
        ledger.adjust(level, -18, Kind.COUNTED, cause="test", by=SYSTEM)
    task = only_task()
    marcus.opens(f"/tasks/{task.id}").sees("too few of: Harbor rain jacket").does_not_see("Pick it again")
    assert marcus.posts(f"/tasks/{task.id}/replacement", how="again").code == "none_free"
    marcus.opens(f"/tasks/{task.id}").taps("It’s made there", at="CR").sees("Settled")
    there = new_job()
    assert (there.store_id, there.method, there.state) == (shop.castle_row.id, Method.PICKUP, State.RELEASED)
    assert shop.level(shop.jacket) == (0, 0, 0) and shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    old = db.session.get(Fulfillment, job.id)
    assert old.state == State.REROUTED and old.open_bags == []
    Person(app, shop.charlie).opens(f"/pick/{there.number}").sees("Harbor rain jacket")


def test_it_is_sent_free_to_an_address_and_needs_one(app, shop, marcus):
    missing(shop, held=False)
    url = f"/tasks/{only_task().id}/replacement"
    assert marcus.posts(url, how="ship").code == "half_an_address"
    marcus.posts(url, how="ship", **HOME, command_id="send-it-once").posts(
        url, how="ship", **HOME, command_id="send-it-once"
    )
    sent = new_job()
    assert (sent.method, sent.units_wanted, sent.order.shipping_address["city"]) == (Method.SHIP, 2, "Dublin")
    assert len(list(db.session.scalars(sa.select(Fulfillment)))) == 2 and shop.tasks() == []


def test_of_two_bags_only_the_lost_one_is_replaced(app, shop, marcus):
    job = stage(
        shop,
        shop.has_order((shop.jacket, 2), (shop.kettle, 1)),
        "7K4",
        "9MB",
        contents={"7K4": {0: 2}, "9MB": {1: 1}},
    )
    Person(app, shop.ana, htmx=True).posts("/bag-walks", place="R-1").scans("9MB").taps("Not here")
    marcus.opens(f"/tasks/{only_task().id}").sees("2 × Harbor rain jacket").taps("Give the money back")
    assert shop.job(job.order).state == State.READY and shop.level(shop.kettle) == (20, 1, 0)
    assert only_task().facts["amount"] == 2 * 8900
    ana = Person(app, shop.ana).posts("/handover/scans", code=qr(job)).scans("9MB").taps("Hand over")
    ana.sees("Handed over")
    assert shop.job(job.order).state == State.COLLECTED


def test_a_walk_finds_what_was_written_off(app, shop, marcus):
    missing(shop, held=False)
    task = db.session.scalars(sa.select(Task)).one()
    marcus.opens(f"/tasks/{task.id}").taps("Give the money back")
    tag = task.facts["tag"]
    ana = Person(app, shop.ana, htmx=True).posts("/bag-walks", place="R-1").scans(tag).sees("Left over")
    ana.taps("Take it to put-back").sees("On its way to the shelf")
    assert shop.level(shop.jacket) == (20, 0, 2)


def test_they_wait_and_hear_once_it_is_found(app, shop, marcus):
    job = missing(shop, held=False)
    task = only_task()
    marcus.opens(f"/tasks/{task.id}").taps("They wait: look on")
    marcus.opens(f"/tasks/{task.id}").sees("knows, and waits", "Owner: Marcus").does_not_see("look on")
    assert shop.messages() == ["bag_away"]
    assert marcus.posts(f"/tasks/{task.id}/decision", decision="wait").code == "waits_already"
    marcus.opens(f"/tasks/{task.id}").taps("Found it")
    assert shop.tasks() == [] and shop.messages() == ["bag_away", "ready"]
    assert shop.job(job.order).state == State.READY and shop.level(shop.jacket) == (20, 2, 0)
