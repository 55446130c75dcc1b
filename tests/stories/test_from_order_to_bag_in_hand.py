"""A signed order comes in from a web shop and leaves in the customer's hand: two tablets and a phone."""

import json
import re
import time

import httpx2
import pytest

from associate.core.acts.check import mismatches
from associate.core.fulfillment.links import make_link
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order
from associate.db import atomic, db
from tests.integrations.webhooks import shopify_order, signed_headers
from tests.support.hands import Hands
from tests.support.qr import read_qr
from tests.support.shop import look_again


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.tablet(), server.url).signs_in_with_a_password(shop.ana)


@pytest.fixture
def marcus(devices, server, shop):
    return Hands(devices.phone(), server.url).signs_in(shop.marcus)


def arrives(server, payload, event="e-1"):
    raw = json.dumps(payload).encode()
    answer = httpx2.post(
        f"{server.url}/webhooks/shopify/web", content=raw, headers=signed_headers(raw, event=event)
    )
    assert answer.status_code == 200


def link_in(mail):
    return re.search(r"http\S+/p/\S+", mail.get_content())[0]


@pytest.mark.engine("sqlite", later="postgresql")
def test_from_a_signed_order_to_the_bag_in_the_customers_hand(server, shop, devices, ana, marcus):
    ana.opens("/pick").sees("Everything is picked")
    arrives(
        server,
        shopify_order(
            48213,
            customer={"id": 1, "first_name": "Maya", "last_name": "Rosen", "email": "maya@mail.example"},
        ),
    )
    ana.sees("HW-48213", "Maya R.")  # by itself, on a screen nobody touched

    ana.taps("Start picking").sees("B-1")
    ana.scans("4006381333931").sees("Wrong item", "Put it back")
    ana.scans("96385074").sees("Picked 1 of 2")
    ana.scans("96385074").sees("Which bag is it in?")
    ana.scans("BAG-7K4").sees("Where does bag 7K4 go?")
    ana.scans("LOC-R-1").sees("It’s ready")
    ana.sees("and Maya knows")  # the message is a fact of its own, and shows by itself

    [mail] = server.mails()
    maya = Hands(devices.phone(), server.url).opens(link_in(mail))
    maya.sees("Ready, Maya").does_not_see("Rosen")
    code = read_qr(maya.page)
    assert code.startswith("PUP-") and server.url not in code

    marcus.opens("/handover").scans(code).sees("Rack R-1")
    marcus.scans("BAG-7K4").taps_twice("Hand over 1 bag").sees("Handed over").does_not_see("It changed")
    maya.sees("All yours, Maya")

    look_again()
    order = db.session.scalars(db.select(Order)).one()
    assert shop.job(order).state == State.COLLECTED
    assert shop.level(shop.jacket) == (18, 0, 0)
    assert list(mismatches()) == []

    marcus.taps("Undo").sees("Taken back")
    assert shop.job(order).state == State.READY
    assert shop.level(shop.jacket) == (20, 2, 0)
    assert list(mismatches()) == []


@pytest.mark.later
def test_the_customer_cancels_and_the_picker_stops(server, shop, devices, ana):
    arrives(
        server,
        shopify_order(
            48214,
            customer={"id": 1, "first_name": "Maya", "last_name": "Rosen", "email": "maya@mail.example"},
        ),
    )
    order = wait_for_order(shop)
    token = link_to(order)
    ana.opens("/pick/HW-48214").taps("Start picking").scans("96385074").sees("Picked 1 of 2")
    maya = Hands(devices.phone(), server.url).opens(f"/p/{token}").sees("Not ready yet, Maya")
    maya.taps("Cancel this order").sees("Cancel the whole order?").taps("Cancel the order").sees(
        "is canceled"
    )
    ana.sees("The customer canceled at", "back on B-1")  # without a touch; a scan would say the same
    ana.opens("/putback").sees("Harbor rain jacket")
    ana.scans("96385074").sees("Everything is on its shelf")
    assert shop.level(shop.jacket) == (20, 0, 0)
    assert "refund" in shop.tasks()


def wait_for_order(shop):
    for _ in range(100):
        db.session.rollback()
        if order := db.session.scalar(db.select(Order)):
            return order
        time.sleep(0.1)
    raise AssertionError("the order was not taken in")


def link_to(order):
    with atomic():
        return make_link(order)
