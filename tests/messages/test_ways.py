"""By which medium, to which address, and with whose consent."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.customers.addresses import e164, masked
from associate.core.customers.consent import address_hash, give_consent, may_write, withdraw_consent
from associate.core.customers.models import Consent
from associate.core.events.deliveries import withdraw_message
from associate.core.events.models import Delivery, DeliveryState
from associate.core.fulfillment.telling import tell, ways_to
from associate.db import atomic, db
from associate.integrations.notifications.console import TO, kept
from associate.integrations.notifications.twilio import Twilio
from associate.jobs.worker import work_off
from tests.support.pickups import make_ready

MOBILE, MAIL = "+353855550118", "maya@mail.example"


@pytest.fixture
def mails(app, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path / "mail"
    return lambda: kept(tmp_path / "mail")


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 1))


def consents(given=True, number=MOBILE):
    with atomic():
        (give_consent if given else withdraw_consent)("sms", number, source="link" if given else "stop")


def choose(order, medium):
    with atomic(order):
        order.message_by = medium


def deliveries():
    db.session.expire_all()
    found = db.session.scalars(sa.select(Delivery).order_by(Delivery.id))
    return [(each.medium, each.recipient, each.state.value) for each in found]


@pytest.mark.parametrize(
    ("phone", "country", "written"),
    [
        ("085 555 0118", "IE", MOBILE),
        ("+353 85 555 0118", "US", MOBILE),
        ("(212) 555-0100", "us", "+12125550100"),
        ("call me", "IE", ""),
        ("", "IE", ""),
        ("12", "IE", ""),
        ("085 555 0118", "", ""),
    ],
)
def test_one_number_is_always_written_the_same_way(phone, country, written):
    assert e164(phone, country) == written


def test_addresses_are_shown_by_halves():
    assert (
        masked("email", MAIL) == "m…@mail.example"
        and masked("sms", MOBILE) == "…0118"
        and masked("sms", "") == ""
    )


@pytest.mark.parametrize(
    ("wants", "store", "given", "medium"),
    [
        ("", ["email"], None, "email"),
        ("", ["sms", "email"], None, "email"),  # nobody said yes to a text
        ("", ["sms", "email"], True, "sms"),
        ("", ["sms", "email"], False, "email"),
        ("sms", ["email"], True, "sms"),
        ("sms", ["email"], None, "email"),
        ("email", ["sms"], True, "email"),
        ("", ["email", "sms"], True, "email"),
    ],
)
def test_the_customers_choice_then_the_stores_and_a_text_only_with_consent(
    shop, order, wants, store, given, medium
):
    with atomic(shop.mill_quay):
        shop.mill_quay.messages_by = store
    choose(order, wants)
    if given is not None:
        consents(given)
    assert ways_to(order, shop.mill_quay)[0].medium == medium


def test_consent_keeps_no_address(shop):
    consents()
    [kept_row] = db.session.scalars(sa.select(Consent)).all()
    assert MOBILE not in repr(vars(kept_row)) and kept_row.address_hash == address_hash("sms", MOBILE)
    assert address_hash("email", " Maya@Mail.Example ") == address_hash("email", MAIL)


def test_who_wrote_stop_is_written_to_by_email(shop, order):
    choose(order, "sms")
    consents()
    consents(given=False)
    assert [way.medium for way in ways_to(order, shop.mill_quay)] == ["email"]


def test_a_text_is_kept_as_a_text(shop, order, mails):
    choose(order, "sms")
    consents()
    make_ready(shop.job(order))
    work_off()
    [text] = mails()
    assert text[TO] == MOBILE and "HW-1001 is ready" in text.get_content() and "/p/" in text.get_content()
    assert deliveries() == [("sms", MOBILE, "sent")]


@pytest.mark.parametrize("number", ["+353855550003"])
def test_an_opt_out_ends_texts_and_goes_on_by_email(shop, order, mails, number):
    with atomic(order):
        order.phone = number
    choose(order, "sms")
    consents(number=number)
    make_ready(shop.job(order))
    work_off()
    assert deliveries() == [("sms", number, "failed"), ("email", MAIL, "sent")]
    assert not may_write("sms", number) and shop.tasks() == [] and len(mails()) == 1
    assert "message.other_way" in shop.diary(order)


def test_a_number_nobody_reaches_becomes_a_task(shop, order, mails):
    with atomic(order):
        order.phone = "+353855550001"
    choose(order, "sms")
    consents(number="+353855550001")
    make_ready(shop.job(order))
    work_off()
    assert deliveries() == [("sms", "+353855550001", "failed")] and shop.tasks() == ["message_failed"]


def test_without_text_messages_the_email_gets_it(app, shop, order, mails):
    app.config.update(MAIL_URL="console:", SMS_URL="")
    choose(order, "sms")
    consents()
    make_ready(shop.job(order))
    app.config["MAIL_URL"] = "smtp://127.0.0.1:9"  # then texts are not kept here either
    work_off()
    assert [medium for medium, _to, _state in deliveries()] == ["sms", "email"]


def test_an_undone_cause_takes_both_ways_back(shop, order):
    with atomic(order):
        tell(order, "picked_up", "h:1", store_id=order.store_id, not_before=now() + timedelta(minutes=1))
        db.session.execute(sa.update(Delivery).values(cause="picked_up:h:1@email"))
        withdraw_message("picked_up:h:1")
    assert [state for _m, _to, state in deliveries()] == ["withdrawn"]


# ── quiet hours ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "at", "open_all_night", "next_at"),
    [
        ("reminder", 22, True, 7),  # 23:00 in Dublin: until 8 there, 7 UTC
        ("uncollected", 22, False, 7),
        ("ready", 22, True, 22),  # the store is open: whoever ordered for tonight waits for it
        ("ready", 22, False, 7),
        ("delayed", 22, False, 7),
        ("canceled", 22, False, 22),
        ("picked_up", 22, False, 22),
        ("extended", 22, False, 22),
        ("reminder", 12, False, 12),
    ],
)
def test_who_is_let_sleep(shop, order, kind, at, open_all_night, next_at):
    if not open_all_night:
        with atomic(shop.mill_quay):
            for hours in shop.mill_quay.hours:
                hours.opens, hours.closes = time(9), time(20)
    with time_machine.travel(datetime(2026, 7, 21, at, 0, tzinfo=UTC), tick=False), atomic(order):
        delivery = tell(order, kind, "x", store_id=order.store_id)
        assert delivery.next_at.hour == next_at


# ── what Twilio tells afterwards ─────────────────────────────────────────────

ACCOUNT = "twilio://AC1:secret@+15005550006"


@pytest.fixture
def texted(app, shop, order, mails):
    """A text that was sent by Twilio."""
    choose(order, "sms")
    consents()
    make_ready(shop.job(order))
    work_off()
    app.config.update(SMS_URL=ACCOUNT, BASE_URL="https://shop.example")
    return db.session.scalars(sa.select(Delivery)).one()


def calls(client, path, sign=True, **form):
    url = f"https://shop.example{path}"
    signature = Twilio(ACCOUNT).signature(url, form) if sign else "guessed"
    return client.post(path, data=form, headers={"X-Twilio-Signature": signature}).status_code


def test_a_text_that_did_not_arrive_becomes_a_task_once(client, shop, texted):
    path = f"/webhooks/messages/{texted.id}"
    for _ in range(2):
        assert calls(client, path, MessageStatus="undelivered", ErrorCode="30003") == 204
    assert shop.tasks() == ["message_failed"] and deliveries()[0][2] == "failed"


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", ""])
def test_good_news_changes_nothing(client, shop, texted, status):
    assert calls(client, f"/webhooks/messages/{texted.id}", MessageStatus=status) == 204
    assert shop.tasks() == [] and deliveries()[0][2] == "sent"


def test_an_opt_out_told_afterwards_is_respected(client, shop, texted):
    calls(client, f"/webhooks/messages/{texted.id}", MessageStatus="failed", ErrorCode="21610")
    assert not may_write("sms", MOBILE) and deliveries()[1][:2] == ("email", MAIL)


@pytest.mark.parametrize("path", ["/webhooks/messages/1", "/webhooks/messages"])
def test_who_does_not_sign_is_not_believed(client, shop, texted, path):
    assert calls(client, path, sign=False, MessageStatus="failed", From=MOBILE, Body="STOP") == 401
    assert may_write("sms", MOBILE) and shop.tasks() == []


def test_where_texts_do_not_go_by_twilio_nobody_listens(app, client, shop, texted):
    app.config["SMS_URL"] = "console:"
    assert calls(client, "/webhooks/messages", From=MOBILE, Body="STOP") == 404


@pytest.mark.parametrize(
    ("word", "may"), [("STOP", False), (" stop ", False), ("Unsubscribe", False), ("Stop by later?", True)]
)
def test_stop_is_stop(client, shop, texted, word, may):
    assert calls(client, "/webhooks/messages", From=MOBILE, Body=word) == 200
    db.session.expire_all()
    assert may_write("sms", MOBILE) == may


def test_start_begins_again(client, shop, texted):
    for word in ("STOP", "START"):
        calls(client, "/webhooks/messages", From=MOBILE, Body=word)
    db.session.expire_all()
    assert may_write("sms", MOBILE)


def test_an_unknown_delivery_is_answered_and_nothing_else(client, shop, texted):
    assert calls(client, "/webhooks/messages/999999", MessageStatus="failed") == 204
    assert deliveries()[0][2] == DeliveryState.SENT.value
