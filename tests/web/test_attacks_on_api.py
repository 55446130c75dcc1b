"""What a machine with a token of its own sends to get more than its scopes, or to break what answers it."""

import base64
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.orders.models import Order
from associate.db import atomic, db
from tests.support.machines import Machine, code_of, own_channel
from tests.support.people import Person
from tests.support.shop import look_again


@pytest.fixture
def site(app, shop):
    """A channel whose machine may do everything."""
    with atomic():
        shop.mill_quay.cash_on_pickup = shop.castle_row.cash_on_pickup = True
    channel = own_channel("site", "RS")
    feed = Machine(app, channel=channel)
    feed.channel = channel
    return feed


def told(**fields):
    price = {"amount": 4250, "currency": "EUR"}
    line = {"external_id": "1", "sku": "HW-EK-15", "title": "Kettle", "quantity": 1}
    return {
        "external_id": "E-1",
        "number": "1",
        "placed_at": "2026-11-20T10:00:00Z",
        "updated_at": "2026-11-20T10:00:00Z",
        "currency": "EUR",
        "payment": "paid",
        "method": "pickup",
        "store": "MQ",
        "contact": {"email": "noor@mail.example"},
        "lines": [{**line, "unit_price": price, "total": price}],
        "total": price,
        **fields,
    }


def wish(**fields):
    lines = [{"sku": "HW-EK-15", "quantity": 1}]
    return {"store": "MQ", "lines": lines, "contact": {"email": "noor@mail.example"}, **fields}


def posts_raw(feed, text):
    headers = {**feed.bearer, "Idempotency-Key": "k", "Content-Type": "application/json"}
    return feed.client.post("/api/v1/stock/adjustments", data=text, headers=headers)


def cursor(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_sending_a_known_order_again_tells_nobody_who_ordered_it(app, site):
    sends_only = Machine(app, "orders:write", channel=site.channel)
    assert sends_only.sends("/orders", told()).get_json()["contact"]["email"] == "noor@mail.example"
    guess = told(contact={}, updated_at="2020-01-01T00:00:00Z")
    answer = sends_only.sends("/orders", guess)
    assert answer.status_code == 200 and answer.get_json()["contact"] is None
    assert answer.get_json()["note"] is None and "noor" not in answer.text
    assert site.sends("/orders", guess).get_json()["contact"]["email"] == "noor@mail.example"


def test_no_more_is_set_aside_than_was_ordered(shop, site):
    lines = [{**told()["lines"][0], "to_fulfill": 20}]
    assert code_of(site.sends("/orders", told(lines=lines))) == (422, "not_valid")
    assert shop.level(shop.kettle) == (20, 0, 0)


def test_a_reference_of_another_order_is_no_reservation(site):
    site.sends("/orders", told())
    assert code_of(site.sends("/reservations", wish(reference="E-1"))) == (422, "reference_taken")
    first = site.sends("/reservations", wish(reference="R-1")).get_json()["order"]
    assert site.sends("/reservations", wish(reference="R-1")).get_json()["order"] == first
    elsewhere = wish(reference="R-1", store="CR")
    assert code_of(site.sends("/reservations", elsewhere)) == (422, "reference_taken")


def reserves(site, **contact):
    return code_of(site.sends("/reservations", wish(contact=contact)))


@pytest.mark.parametrize("contact", [{"first_name": "Noor"}, {"email": " "}, {"email": "x", "phone": "+1"}])
def test_nobody_has_things_put_aside_whom_no_message_reaches(shop, site, contact):
    answer = site.sends("/reservations", wish(contact=contact))
    assert code_of(answer) == (422, "not_valid")
    assert answer.get_json()["errors"][0]["pointer"] == "#/contact"
    assert shop.level(shop.kettle) == (20, 0, 0)


def test_who_pays_nothing_does_not_empty_the_shelf(shop, site):
    lines = [{"sku": "HW-EK-15", "quantity": 21}]
    assert code_of(site.sends("/reservations", wish(lines=lines))) == (422, "not_valid")
    split = [{"sku": "HW-EK-15", "quantity": 11}, {"gtin": "4006381333931", "quantity": 11}]
    assert code_of(site.sends("/reservations", wish(lines=split))) == (422, "too_many_units")
    assert shop.level(shop.kettle) == (20, 0, 0)


def test_three_reservations_may_wait_under_one_email_or_phone(shop, site):
    known = [{"email": "noor@mail.example"}, {"email": " Noor@Mail.example", "phone": "085 555 0118"}]
    for contact in (*known, {"phone": "+353 85 555 0118"}, {"phone": "00353-85-5550118"}):
        assert site.sends("/reservations", wish(contact=contact)).status_code == 201
    assert reserves(site, phone="+353855550118") == (422, "too_many_reservations")
    assert reserves(site, phone="0855550118", email="new@mail.example") == (422, "too_many_reservations")
    assert site.sends("/reservations", wish(contact={"email": "NOOR@mail.example"})).status_code == 201
    assert reserves(site, email="noor@mail.example") == (422, "too_many_reservations")
    assert reserves(site, email="noor@mail.example", phone="+34600000000")[0] == 422
    assert shop.level(shop.kettle) == (20, 5, 0)
    assert site.sends("/reservations", wish(contact={"email": "ana@mail.example"})).status_code == 201


def test_what_is_paid_or_over_waits_no_longer(site):
    numbers = [site.sends("/reservations", wish()).get_json()["order"] for _ in range(3)]
    assert reserves(site, email="noor@mail.example") == (422, "too_many_reservations")
    with atomic():
        db.session.execute(sa.update(Order).where(Order.number == numbers[0]).values(payment="paid"))
    assert site.sends("/reservations", wish(reference="R-4")).status_code == 201
    assert reserves(site, email="noor@mail.example") == (422, "too_many_reservations")
    assert site.sends("/reservations", wish(reference="R-4")).status_code == 201


def ahead(**span):
    return (now() + timedelta(**span)).isoformat()


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"total": {"amount": -1, "currency": "EUR"}}, "#/total/amount"),
        ({"placed_at": ahead(days=1, hours=2)}, "#/placed_at"),
        ({"updated_at": "2199-01-01T00:00:00Z"}, "#/updated_at"),
        ({"currency": "QQQ"}, "#/currency"),
    ],
)
def test_an_order_that_cannot_be_is_refused_by_its_path(site, fields, pointer):
    answer = site.sends("/orders", told(**fields))
    assert code_of(answer) == (422, "not_valid")
    assert pointer in [fault["pointer"] for fault in answer.get_json()["errors"]]
    assert site.sends("/orders", told(updated_at=ahead(hours=20))).status_code == 201


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"total": {"amount": -1, "currency": "EUR"}}, "#/total/amount"),
        ({"at": ahead(days=1, hours=2)}, "#/at"),
        ({"at": "1999-12-31T23:59:59Z"}, "#/at"),
        ({}, "#/lines/0/quantity"),
    ],
)
def test_a_receipt_that_cannot_be_moves_no_stock(shop, site, fields, pointer):
    line = {"sku": "HW-EK-15", "quantity": 100_001 if "quantity" in pointer else 1}
    price = {"amount": 4250, "currency": "EUR"}
    receipt = {"receipt": "R-1", "store": "MQ", "at": "2026-11-20T10:00:00Z"}
    sold = {
        **receipt,
        "currency": "EUR",
        "total": price,
        "lines": [{**line, "unit_price": price, "total": price}],
    }
    answer = site.sends("/sales", {"sales": [{**sold, **fields}]})
    assert (code_of(answer), pointers(answer)) == ((422, "not_valid"), [pointer.replace("#", "#/sales/0")])
    if "total" not in fields:
        back = {**receipt, "lines": [line], "amount": price, **fields}
        answer = site.sends("/returns", {"returns": [back]})
        assert pointers(answer) == [pointer.replace("#", "#/returns/0")]
    assert shop.level(shop.kettle) == (20, 0, 0)


def pointers(answer):
    return [fault["pointer"] for fault in answer.get_json()["errors"]]


def test_an_order_for_our_code_takes_no_place_from_another_store(app, shop, site):
    """What the web shop calls MQ is Castle Row: that is a setting, and a machine doesn’t change it."""
    with atomic():
        site.channel.locations = {"MQ": "CR"}
    assert site.sends("/orders", told()).get_json()["store"] == "MQ"
    look_again()
    channel = db.session.get_one(Channel, site.channel.id)
    assert channel.locations["MQ"] == "CR"


def test_a_number_that_means_something_in_an_address_still_leads_to_its_order(site):
    answer = site.sends("/orders", told(number="1?x=1#y"))
    assert answer.get_json()["number"] == "RS-1?x=1#y"
    read = site.client.get(answer.headers["Location"], headers=site.bearer)
    assert read.get_json()["number"] == "RS-1?x=1#y"


@pytest.mark.parametrize("nested", ['{"a":' + "[" * 50_000 + "]" * 50_000 + "}", '{"a":' * 50_000])
def test_json_as_deep_as_a_well_is_refused(site, nested):
    assert code_of(posts_raw(site, nested)) == (400, "bad_json")


@pytest.mark.parametrize(
    ("path", "ends"),
    [
        ("/orders", ["0001-01-01T00:00:00+14:00", 1]),
        ("/orders", ["9999-12-31T23:59:59-14:00", 1]),
        ("/stores", ["\ud800"]),
        ("/stores", ["M\0Q"]),
    ],
)
def test_a_cursor_made_by_hand_is_refused(site, path, ends):
    assert code_of(site.reads(path, cursor=cursor(*ends))) == (422, "not_valid")


@pytest.mark.parametrize("variant", ["1,2", "1:2,3", "x", "²", "9" * 5000, ""])
def test_a_thing_made_by_hand_is_left_out_of_a_transfer(app, shop, variant):
    ana = Person(app, shop.ana).posts("/transfers/new", items="", variant=variant, units="2")
    assert ana.status == 200 and ana.code is None


def test_a_thing_that_nobody_sells_is_not_asked_for(app, shop):
    ana = Person(app, shop.ana).posts("/transfers", origin="CR", items="999999:1", days="2")
    assert ana.code == "no_such_product"
