"""Maya’s order is sent: what her page says on the way, what she is told, and what nobody reads there."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import as_of, now
from associate.core.acts import packing
from associate.core.acts.manifests import hand_off, scan_off
from associate.core.acts.manifests_late import days_ahead, put_off
from associate.core.acts.tracking import take_in
from associate.core.events.models import Delivery, DeliveryState
from associate.core.shipping.labels import live_label
from associate.core.shipping.manifests import manifest_here
from associate.db import atomic, db
from associate.integrations.carriers.port import Status, Tracked
from associate.integrations.notifications.console import kept
from associate.jobs.send import send_delivery
from tests.support.packing import books_agree, now_, the_parcel
from tests.support.phones import Phone
from tests.support.picking import scan
from tests.support.shipping import Sending, closes, leaves, tracking
from tests.support.shop import look_again

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday; Dublin is on UTC in winter
HERS = ("Rosen", "Ferry Street", "Portland", "97211", "maya@mail.example", "5550118")


@pytest.fixture
def tuesday(app):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sending(shop, tuesday):
    yield Sending(shop)
    books_agree()


@pytest.fixture
def mails(app, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "mail"

    def arrived():
        waiting = sa.select(Delivery.id).where(Delivery.state == DeliveryState.PENDING).order_by(Delivery.id)
        for delivery_id in db.session.scalars(waiting).all():
            send_delivery(delivery_id)
        return [(mail["Subject"], mail.get_content()) for mail in reversed(kept(tmp_path / "mail"))]

    return arrived


def the_manifest(shop):
    """As the database has it now."""
    look_again()
    return manifest_here("M-1001", store=shop.mill_quay)


def tells(job, status, at=None, place="Portland, 1 Ferry Street"):
    take_in([Tracked(f"e-{status}", tracking(job), status, at or now(), "Left with Rosen", place)])


def test_from_the_order_to_the_door(app, shop, sending, mails, tuesday):
    job = shop.job(sending.order((shop.jacket, 2), number="1001"))
    maya = Phone(app, job.order)
    maya.sees("We’re on it, Maya.", "It leaves us by", "2 items", "Sent by Mill Quay")
    scan(job, "HW-RJ-204-M", shop.ana)
    maya.at_home().sees("1 of 2 items")
    scan(job, "HW-RJ-204-M", shop.ana)
    packing.open_at_bench(now_(job), by=sending.by)
    maya.at_home().sees("We’re packing it, Maya.").does_not_see("Please don’t come", "Pick", "Open today")
    sending.finishes(now_(job))
    maya.at_home().sees("Packed, Maya. It waits for the carrier.")
    manifest = closes(sending)
    maya.at_home().sees("Packed, Maya. It waits for the carrier.").does_not_see(tracking(job))
    leaves(manifest, job, by=sending.by)
    maya.at_home().sees("On its way, Maya.", "Pretend Parcel : on its way", tracking(job))
    tells(job, Status.OUT_FOR_DELIVERY)
    maya.at_home().sees("Pretend Parcel : out for delivery")
    tells(job, Status.EXCEPTION, now() + timedelta(minutes=1))
    maya.at_home().sees("held up", "We’re looking into it.")
    tells(job, Status.DELIVERED, now() + timedelta(minutes=2))
    maya.at_home().sees("Delivered, Maya.", "Tuesday 24 November at 12:02.")
    maya.does_not_see(*HERS, "Left with")
    assert [subject for subject, _body in mails()] == ["On its way: order HW-1001"]


def test_told_once_by_which_carrier_and_number_it_goes(app, shop, sending, mails):
    job = sending.labeled((shop.jacket, 1), number="1001")
    with atomic():
        live_label(the_parcel(job).id).tracking_url = "https://parcel.example/track"
    leaves(closes(sending), job, by=sending.by)
    tells(job, Status.ACCEPTED)
    ((subject, body),) = mails()
    assert subject == "On its way: order HW-1001" and "/p/" in body
    assert f"Pretend Parcel {tracking(job)}\nhttps://parcel.example/track" in body
    assert not any(word in body for word in HERS)
    maya = Phone(app, now_(job).order)
    link = maya.page.find("a", string="Follow it")
    assert link["href"] == "https://parcel.example/track" and "noreferrer" in link["rel"]


def test_an_address_that_is_none_of_the_web_is_no_link(app, shop, sending):
    job = sending.labeled((shop.jacket, 1), number="1001")
    with atomic():
        live_label(the_parcel(job).id).tracking_url = "javascript:alert(1)"
    leaves(closes(sending), job, by=sending.by)
    maya = Phone(app, now_(job).order)
    assert "javascript" not in maya.answer.text and maya.page.find("a", string="Follow it") is None


def test_the_carrier_did_not_come_and_its_new_day_is_told_once(app, shop, sending, mails, tuesday):
    job = sending.labeled((shop.jacket, 1), (shop.kettle, 1), number="1001")
    manifest = closes(sending)
    tuesday.shift(timedelta(days=2))
    day = days_ahead(manifest)[1]  # Friday
    assert put_off(manifest, day, by=sending.by) == 1
    ((subject, body),) = mails()
    assert (
        subject == "A little later: order HW-1001"
        and "The carrier comes for it on Friday 27 November." in body
    )
    maya = Phone(app, now_(job).order)
    maya.sees(
        "Packed, Maya. Sorry, the carrier didn’t come as planned. It comes on Friday 27 November."
    ).does_not_see("Cancel this order")
    put_off(the_manifest(shop), days_ahead(the_manifest(shop))[-1], by=sending.by)
    put_off(the_manifest(shop), day, by=sending.by)
    assert [subject for subject, _body in mails()] == [subject]  # that day was told, the other one overtaken
    leaves(the_manifest(shop), now_(job), by=sending.by)
    assert [subject for subject, _body in mails()] == [subject, "On its way: order HW-1001"]
    maya.at_home().does_not_see("didn’t come")


def test_a_part_of_it_is_told_and_the_rest_when_it_leaves(app, shop, sending, mails):
    job = sending.picked((shop.jacket, 1), (shop.kettle, 1), number="1001")
    for sku in ("HW-RJ-204-M", "HW-EK-15"):
        sending.labels(sending.packs(job, only={sku: 1}))
        if sku == "HW-RJ-204-M":
            packing.add_parcel(now_(job), by=sending.by)
    manifest = closes(sending)
    scan_off(manifest, "HW-1001/1", by=sending.by)
    hand_off(manifest, driver="Joe", by=sending.by)
    maya = Phone(app, now_(job).order)
    maya.sees("A part of it is on its way, Maya. The rest is packed and waits for the carrier.")
    assert "a part of order HW-1001" in mails()[0][1]
    scan_off(the_manifest(shop), "HW-1001/2", by=sending.by)
    hand_off(the_manifest(shop), driver="Joe", by=sending.by)
    assert len(mails()) == 2 and "a part of" not in mails()[1][1]
    maya.at_home().sees("On its way, Maya.")


def test_the_page_stays_until_it_is_there_and_a_day_longer(app, shop, sending):
    job = sending.labeled((shop.jacket, 1), number="1001")
    leaves(closes(sending), job, by=sending.by)
    maya = Phone(app, now_(job).order)
    with as_of(now() + timedelta(days=6)):
        maya.at_home().sees("On its way, Maya.")
        tells(job, Status.DELIVERED)
        maya.at_home().sees("Delivered, Maya.")
    with as_of(now() + timedelta(days=8)):
        maya.at_home().sees("Your order is done.").taps("Email a code to").sees("Type it")
    with as_of(now() + timedelta(days=37)):  # 30 days from delivery
        assert maya.at_home().status == 404


def test_nobody_comes_for_what_is_sent(app, shop, sending):
    job = shop.job(sending.order((shop.jacket, 1), number="1001"))
    maya = Phone(app, job.order)
    for page in ("coming", "here", "window", "people"):
        assert maya.opens(f"{maya.link}/{page}").sees("We’re on it, Maya.").status == 200
    maya.opens(f"{maya.link}/cancellation").posts(f"{maya.link}/coming", eta="10", command_id="c" * 16)
    assert maya.code == "gone"
