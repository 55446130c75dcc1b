"""An address that won’t do, put right where it shows: at the bench, or in the task before."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.core.acts.addresses import correct_address
from associate.core.acts.intake import take_in
from associate.core.events.models import Event
from associate.core.orders.models import Order
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import db
from associate.jobs.labels import ask_carriers
from tests.support.packing import books_agree, now_, states, the_parcel
from tests.support.people import Person
from tests.support.picking import scan_all
from tests.support.shipping import Sending
from tests.support.shop import look_again

GOOD = {"postcode": "97211", "street": "1 Ferry Street"}


@pytest.fixture
def sending(shop):
    made = Sending(shop)
    made.parcels.sets(shop.castle_row, ships=False)
    yield made
    books_agree()


@pytest.fixture
def marcus(app, shop):
    return Person(app, shop.marcus)


@pytest.fixture
def refused(shop, sending):
    """Its parcel is closed, and the carrier won’t take it without a postcode."""
    job = shop.job(sending.order((shop.jacket, 1), number="1001", postcode=""))
    scan_all(job, shop.ana)
    job = now_(job)
    sending.labels(sending.packs(job))
    return now_(job)


def corrected():
    look_again()
    find = sa.select(Event.facts).where(Event.kind == "order.address_corrected")
    return [facts["fields"] for facts in db.session.scalars(find)]


def test_at_the_bench_and_its_label_comes_after_all(app, shop, refused, marcus):
    ana = Person(app, shop.ana).opens("/pack/HW-1001").sees("INCOMPLETE", "A lead can correct it.")
    assert ana.posts("/pack/HW-1001/address", **GOOD, command_id="a" * 16).status == 403
    marcus.opens("/pack/HW-1001").taps("It goes there", postcode="9721")
    assert marcus.code == "bad_postcode" and states(refused) == ("packing", ["closed"])
    marcus.opens("/pack/HW-1001").taps("It goes there", postcode="97211")
    marcus.sees("Address corrected", "Its label is asked for again.")
    ask_carriers()
    assert states(refused) == ("packed", ["labeled"]) and corrected() == [["postcode"]]
    assert task_of(TaskKind.LABEL_FAILED, str(the_parcel(refused).id)) is None
    assert task_of(TaskKind.SHIP_PREFLIGHT, str(refused.id)) is None
    marcus.opens("/orders/HW-1001").sees("Address corrected")
    marcus.posts("/pack/HW-1001/address", name="M", city="P", country="US", **GOOD, command_id="b" * 16)
    assert marcus.code == "has_label"


def test_in_the_task_before_it_is_packed(shop, sending, marcus):
    told = sending.parcels.tells((shop.jacket, 1), number="1001", postcode="ABC")
    contact = told.contact.model_copy(update={"phone": "+15035550118"})
    told = told.model_copy(update={"contact": contact})
    take_in(shop.web, told)
    marcus.opens("/tasks").sees("doesn’t look like one of its country").taps("Look at it")
    marcus.taps("It goes there", postcode="97211", street="2 Ferry Street").sees("Address corrected")
    assert "ship_preflight" not in shop.tasks() and corrected() == [["street", "postcode"]]

    def tells_again(minutes, **fields):
        at = told.updated_at + timedelta(minutes=minutes)
        take_in(shop.web, told.model_copy(update={"updated_at": at, **fields}))
        look_again()
        return db.session.scalars(sa.select(Order)).one().shipping_address["street"]

    assert tells_again(1) == "2 Ferry Street"
    assert tells_again(2, note="Ring twice") == "2 Ferry Street"
    moved = told.shipping_address.model_copy(update={"street": "9 Hill Road", "postcode": "97212"})
    assert tells_again(3, shipping_address=moved) == "9 Hill Road"


def test_corrected_twice_where_the_channel_tells_none_the_last_stays(shop, sending):
    told = sending.parcels.tells((shop.jacket, 1), number="1001")
    take_in(shop.web, told)

    def tells_none(minutes):
        at = told.updated_at + timedelta(minutes=minutes)
        take_in(shop.web, told.model_copy(update={"updated_at": at, "shipping_address": None}))
        look_again()
        return db.session.scalars(sa.select(Order)).one()

    order = tells_none(1)
    whole = {"name": "Maya Rosen", "postcode": "97211", "city": "Portland", "country": "US"}
    for street in ("1 Ferry Street", "2 Ferry Street"):
        correct_address(order, {**whole, "street": street, "phone": "+15035550118"}, by=shop.marcus.actor)
    assert tells_none(2).shipping_address["street"] == "2 Ferry Street"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"street": " "}, "half_an_address"),
        ({"country": "1"}, "no_country"),
        ({"postcode": "ABC"}, "bad_postcode"),
        ({"phone": "123"}, "bad_phone"),
        ({}, "same_address"),
    ],
)
def test_what_is_no_address_changes_nothing(shop, sending, marcus, typed, code):
    sending.order((shop.jacket, 1), number="1001")
    whole = {"name": "Maya Rosen", "street": "1 Ferry Street", "postcode": "97211", "city": "Portland"}
    whole |= {"country": "US", "phone": "+15035550118"}
    marcus.posts("/pack/HW-1001/address", **{**whole, **typed}, command_id="c" * 16)
    assert marcus.code == code and corrected() == []
