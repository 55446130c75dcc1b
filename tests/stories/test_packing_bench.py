"""A tablet at the packing bench: things are scanned into a parcel, and its label comes while they look on."""

import pytest

from associate.db import atomic
from tests.support.hands import Hands
from tests.support.packing import Bench, books_agree, states
from tests.support.picking import scan_all

JACKET, KETTLE = "96385074", "4006381333931"

pytestmark = pytest.mark.engine("sqlite", later="postgresql")


@pytest.fixture
def bench(shop):
    made = Bench(shop)
    with atomic(made.swift, made.slow):
        made.swift.platform = made.slow.platform = "pretend"
        shop.mill_quay.postcode = "97209"
    yield made
    books_agree()


@pytest.fixture
def ana(devices, server, shop, bench):
    return Hands(devices.tablet(), server.url).signs_in(shop.ana)


def test_one_order_and_n_scans_and_no_tap_until_the_label_is_there(shop, bench, ana):
    job = bench.picked((shop.jacket, 2), (shop.kettle, 1))
    ana.opens("/pack").sees("HW-1001").scans("HW-1001").sees("Scan the Harbor rain jacket.")
    ana.scans("9780201379624").sees("Stop", "Nobody here knows that code.")
    ana.scans(JACKET).sees("Harbor rain jacket, 1 of 2").scans(JACKET).sees("Scan the Enamel kettle")
    ana.scans(KETTLE).sees("Closed in L").sees("Print the label, stick it on.", "Print the label")
    assert states(job) == ("packed", ["labeled"])
    with ana.page.expect_popup() as opened:
        ana.taps("Print the label")
    assert "/documents/parcels/" in opened.value.url or opened.value.url.startswith(("about:", "blob:"))
    ana.sees("Printed at", "Print again")


@pytest.mark.later
def test_a_carrier_that_says_no_is_heard_and_the_number_is_typed(shop, bench, ana):
    order = bench.order((shop.kettle, 1))
    with atomic(order):
        order.email = "refused@mail.example"
    scan_all(shop.job(order), shop.ana)
    job = shop.job(order)
    ana.opens("/pack").scans("HW-1001").sees("Scan the Enamel").scans(KETTLE).sees(
        "No label", "Swift didn’t make a label."
    )
    ana.sees("DELIVERY POINT NOT SERVED").page.get_by_text("Type a tracking number").click()
    ana.page.get_by_label("Carrier", exact=True).fill("Kestrel")
    ana.page.get_by_label("Number on its label").fill("KX 1234 5678")
    ana.taps("Send it so").sees("Goes with Kestrel", "KX12345678")
    assert states(job) == ("packed", ["labeled"])
