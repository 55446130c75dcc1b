"""From a cause to a mail in the customer's hands, once."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.collect import collect, refuse
from associate.core.acts.money_back import owe_units
from associate.core.events.deliveries import queue_message
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.ready import tell_ready, unready
from associate.core.orders.incoming import Payment
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.integrations.notifications.console import kept
from associate.jobs.claims import claim
from associate.jobs.outlets import outlet
from associate.jobs.worker import work_off
from associate.jobs.write import write
from tests.support.pickups import make_ready

NOON = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)  # a Tuesday; Dublin is an hour ahead in summer


@pytest.fixture
def tuesday():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mails(app, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "mail"
    return lambda: kept(tmp_path / "mail")


def delivery():
    return db.session.scalars(sa.select(Delivery).order_by(Delivery.id.desc())).first()


def ready_order(shop, *items, email="maya@mail.example", first="Maya"):
    told = shop.tells(*(items or ((shop.jacket, 2),)), number="1001", first=first)
    from associate.core.acts.intake import take_in

    contact = told.contact.model_copy(update={"email": email})
    order = take_in(shop.web, told.model_copy(update={"contact": contact}))
    make_ready(shop.job(order))
    return order


# ── once ─────────────────────────────────────────────────────────────────────


def test_ready_is_told_once_however_often_the_worker_looks(shop, mails):
    order = ready_order(shop)
    assert [work_off() for _ in range(3)] == [1, 0, 0]
    with atomic():
        tell_ready(shop.job(order), cause=delivery().cause.removeprefix("ready:"))
    assert work_off() == 0 and len(mails()) == 1
    assert delivery().state == DeliveryState.SENT and delivery().sent_at
    assert "message.sent" in shop.diary(shop.job(order))


def test_a_refusal_becomes_a_task_with_the_providers_words(shop, mails):
    ready_order(shop, email="bounce@mail.example")
    work_off()
    [task] = db.session.scalars(sa.select(Task).filter_by(kind=TaskKind.MESSAGE_FAILED))
    assert task.facts["words"] == "550 5.1.1 No such mailbox" and delivery().state == DeliveryState.FAILED
    assert work_off() == 0 and mails() == []


def test_sending_again_to_a_right_address_closes_the_task(shop, mails):
    order = ready_order(shop, email="bounce@mail.example")
    work_off()
    job = shop.job(order)
    with atomic(job.order):
        job.order.email = "maya@mail.example"
        tell_ready(job, cause="again")
    work_off()
    assert shop.tasks() == [] and len(mails()) == 1


def test_an_unknown_outcome_is_tried_again_later_and_later_then_given_up(app, shop, mails, tuesday):
    ready_order(shop, email="slow@mail.example")
    keys, waits = set(), []
    for _ in range(5):
        keys.add(write(delivery(), app).key)
        assert work_off() == 1 and work_off() == 0
        waits.append((delivery().next_at - now()).total_seconds())
        tuesday.move_to(delivery().next_at + timedelta(seconds=1))
    assert len(keys) == 1 and waits[:4] == [20, 40, 80, 160]
    assert delivery().state == DeliveryState.FAILED and shop.tasks() == ["message_failed"]


def test_a_worker_that_dies_after_sending_leaves_a_lease_and_the_same_id(app, shop, mails, tuesday):
    ready_order(shop)
    dead = claim(Delivery)
    outlet("email", app.config).send(write(db.session.get(Delivery, dead), app))  # and here it was killed
    [first] = mails()
    assert work_off() == 0
    tuesday.shift(timedelta(seconds=61))
    assert work_off() == 1
    [again] = mails()  # the same name in the folder, the same id at a provider
    assert first["Message-ID"] == again["Message-ID"] and delivery().state == DeliveryState.SENT


def test_a_message_that_cannot_be_written_stops_no_other(shop, mails):
    order = ready_order(shop)
    with atomic():
        earlier = now() - timedelta(hours=1)
        queue_message("no_such_kind", "x", recipient="a@mail.example", order_id=order.id, not_before=earlier)
    assert work_off() == 2 and len(mails()) == 1


def test_an_address_no_mail_can_carry_becomes_a_task(shop, mails):
    ready_order(shop, email="maya@mail.example\r\nBcc: all@mail.example")
    work_off()
    assert shop.tasks() == ["message_failed"] and mails() == []


# ── only what is still so ────────────────────────────────────────────────────


def test_ready_is_not_told_once_it_is_taken_back(shop, mails):
    order = ready_order(shop)
    with atomic(shop.job(order)):
        unready(shop.job(order), by=SYSTEM)
    work_off()
    assert mails() == [] and delivery().result == "overtaken" and shop.tasks() == []


def test_picked_up_is_not_told_when_it_was_not(shop, mails):
    order = ready_order(shop)
    work_off()
    _queue_picked_up(shop, order)
    work_off()
    assert len(mails()) == 1 and delivery().result == "overtaken"


# ── what it says ─────────────────────────────────────────────────────────────


def test_ready_names_store_hours_hold_and_what_to_bring(shop, mails, tuesday):
    with atomic(shop.mill_quay):
        shop.mill_quay.phone = "+353 1 555 0134"
        for hours in shop.mill_quay.hours:
            hours.opens, hours.closes = time(9), time(20)
    ready_order(shop, (shop.jacket, 2), (shop.wine, 1))
    work_off()
    [mail] = mails()
    text = mail.get_content()
    assert mail["Subject"] == "Ready at Mill Quay: order HW-1001"
    for words in (
        "Ready, Maya.",
        "We hold it until Tuesday 28 July, 20:00.",
        "14 Mill Quay",
        "+353 1 555 0134",
        "Open Tuesday 21 July, 09:00 to 20:00",
        "your phone with the page above open",
        "a photo ID: some of it is only for people of 18 and older",
        "2 × Harbor rain jacket, Moss, M",
        "http://localhost/p/",
    ):
        assert words in text
    assert "Rosen" not in text and "&" not in text.replace("Hollis & Wren", "")


def test_the_link_in_the_mail_opens_the_page(shop, mails, client):
    ready_order(shop)
    work_off()
    link = next(line for line in mails()[0].get_content().splitlines() if "/p/" in line)
    assert "Ready, Maya." in client.get(link.removeprefix("http://localhost")).get_data(as_text=True)


def test_times_are_the_stores(shop, mails, tuesday):
    order = ready_order(shop)
    work_off()
    order = db.session.merge(order)
    job = shop.job(order)
    with atomic(order, job):
        refuse(job.lines[0], 1, by=SYSTEM)
        owe_units(order, [(job.lines[0].order_line, 1, 0)], key="h", by=SYSTEM, why="refused")
        collect(job, {job.lines[0].id: 1}, cause="handover:1", by=SYSTEM)
    _queue_picked_up(shop, order)
    tuesday.shift(timedelta(minutes=1))
    work_off()
    text = mails()[0].get_content()
    for words in (
        "All yours, Maya.",
        "Tuesday 21 July at 13:00, Mill Quay",
        "1 × Harbor rain jacket",
        "Left at the store\n1 × Harbor",
        "€89.00 goes back to your card ending in 4417.",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (Payment.PAID, "€89.00 goes back to your card ending in 4417."),
        (Payment.AUTHORIZED, "You aren’t charged for it"),
        (Payment.PENDING, "You paid nothing"),
    ],
)
@pytest.mark.parametrize("location", ["mq", None])
def test_canceled_tells_about_the_money_with_a_store_or_without(shop, mails, payment, words, location):
    order = shop.has_order((shop.jacket, 1), payment=payment, location=location)
    cancel_order(order, by=SYSTEM, reason="test")
    work_off()
    [mail] = mails()
    assert mail["Subject"] == "Canceled: order HW-1001" and words in mail.get_content()


@pytest.mark.parametrize("locale", ["de", "zz-ZZ", "en-GB", "??", ""])
def test_a_language_we_do_not_speak_falls_back_whole(shop, mails, locale, tuesday):
    order = ready_order(shop)
    with atomic(order):
        order.locale = locale
    work_off()
    assert "Tuesday 28 July" in mails()[0].get_content()


@pytest.mark.parametrize("name", ["Maya\r\nBcc: x", "https://evil.example", "win@evil.example"])
def test_a_name_can_not_advertise_or_add_a_line(shop, mails, name):
    ready_order(shop, first="Maya")
    order = ready_first_name(shop, name)
    work_off()
    text = mails()[0].get_content()
    assert name not in text and text.startswith("Ready.\n"), order.number


def ready_first_name(shop, name):
    from associate.core.orders.models import Order

    order = db.session.scalars(sa.select(Order)).one()
    with atomic(order):
        order.first_name = name
    return order


def _queue_picked_up(shop, order):
    with atomic():
        queue_message(
            "picked_up",
            "handover:1",
            recipient=order.email,
            order_id=order.id,
            fulfillment_id=shop.job(order).id,
            store_id=order.store_id,
        )
