"""The bench against what a customer wrote, an old page, a second tap and a way back."""

import pytest

from associate.db import atomic
from associate.jobs.labels import ask_carriers
from tests.support.packing import every_parcel, labels, now_, states
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.printed import words
from tests.support.shipping import Sending

NASTY = "<script>x()</script>^XZ^XA^FDx"


@pytest.fixture
def sending(shop):
    return Sending(shop)


def test_what_a_customer_wrote_is_text_on_every_screen_and_paper(app, shop, sending):
    with atomic():
        shop.kettle.product.asks_serial, shop.kettle.product.pack_note = True, NASTY
    job = sending.picked((shop.kettle, 1))
    with atomic(job.order):
        to = {**job.order.shipping_address, "name": NASTY, "street": NASTY}
        job.order.shipping_address, job.order.note, job.order.first_name = to, NASTY, NASTY
        job.order.is_gift, job.order.gift_note = True, NASTY
        sending.swift.is_active = sending.slow.is_active = False
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001").sees(NASTY)
    ana.scans(KETTLE, NASTY[:30]).sees("Its label is coming.")
    ask_carriers()
    ana.opens("/pack/HW-1001").opens("/manifests").taps("Close with 1 parcel")
    ana.opens("/orders/HW-1001").sees(NASTY[:30].upper())
    at = f"/documents/parcels/{every_parcel(job)[0].id}"
    zpl = ana.client.get(f"{at}/label.zpl").data
    assert (zpl.count(b"^XA"), zpl.count(b"^XZ")) == (1, 1)
    for paper in ("label", "packing-slip", "gift-slip", "return-slip", "customs"):
        assert "script" in words(ana.client.get(f"{at}/{paper}.pdf").data).lower() or paper == "return-slip"


def test_an_old_page_and_a_second_tap_do_nothing_twice(app, shop, sending):
    """Two tablets show the same order; one closes it, the other still shows what was."""
    with atomic():
        sending.swift.is_active = sending.slow.is_active = False
    job = sending.picked((shop.jacket, 1), (shop.kettle, 1))
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET)
    priya = Person(app, shop.priya).opens("/pack/HW-1001")
    ana.scans(KETTLE).sees("Its label is coming.")
    assert priya.scans(KETTLE).code in ("parcel_closed", "all_packed", "have_all")
    assert priya.posts("/pack/HW-1001/parcels/1/box", box="S", then="close").code == "parcel_closed"
    ask_carriers()
    for _tap in range(2):
        ana.posts("/pack/HW-1001/parcels/1/void", command_id="void-once-and-only")
        ask_carriers()
    assert [label.voided_at is not None for label in labels(every_parcel(job)[0])] == [True]
    for _tap in range(2):
        ana.posts("/pack/HW-1001/parcels/1/label", account="parcel", command_id="label-once-only")
    ask_carriers()
    assert len(labels(every_parcel(job)[0])) == 2 and states(job) == ("packed", ["labeled"])


def test_whoever_goes_back_and_comes_again_finds_all_as_it_was(app, shop, sending):
    job = sending.picked((shop.jacket, 2))
    ana = Person(app, shop.ana).opens("/pack").scans("HW-1001", JACKET)
    ana.opens("/pack").sees("Begun.", "1/2").opens("/pack/HW-1001").sees("1 of 2 packed")
    assert ana.scans("HW-1001").code == ana.opens("/pack/HW-1001").scans("ORD-HW-1001").code == "its_order"
    assert now_(job).state == "packing" and sum(each.units for each in every_parcel(job)) == 1
