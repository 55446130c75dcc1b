"""Money is moved once, whatever whoever holds it answers, and whoever dies on the way."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import payment_answers
from associate.core.acts.charging import call_off_charge, charge
from associate.core.acts.payment_answers import deed_of
from associate.core.acts.refunding import pay_back
from associate.core.orders.incoming import Payment
from associate.core.payments.calls import PaymentState, PaymentVerb, calls_of, new_call
from associate.core.payments.models import account_of
from associate.core.payments.news import PaymentNews
from associate.core.returns.reader import purchase_of
from associate.core.returns.tenders import refundable, release
from associate.db import atomic, db
from associate.integrations.payments.port import DONE, Moved, Verb
from associate.integrations.payments.pretend import webhook
from associate.jobs import payments
from associate.jobs.claims import MOST_CLAIMS, claim
from associate.jobs.payments import ask_for_money
from tests.support.money import (
    account,
    gives_back,
    now_order,
    only_call,
    paper_order,
    refunds,
    stuck,
    three_minutes_pass,
)
from tests.support.packing import books_agree
from tests.support.paper_payments import PaperPayments, connect

JACKET = 8900
CONFIG = {"BASE_URL": "https://shop.example"}


@pytest.fixture
def holder(tmp_path):
    paper = PaperPayments(tmp_path)
    connect(paper)
    return paper


@pytest.fixture
def order(shop, holder):
    account(shop.web, "paper")
    return paper_order(shop)


@pytest.fixture
def held(shop, holder):
    account(shop.web, "paper")
    return paper_order(shop, captured=False)


def asks(times=1):
    for _each in range(times):
        ask_for_money(CONFIG)
        three_minutes_pass()


def test_a_refund_is_asked_once_and_done(shop, order, holder):
    gives_back(shop, order, JACKET)
    asks(2)
    assert holder.moved() == [(only_call().key, JACKET)] and holder.asked() == ["refund"]
    assert refunds(order) == [("done", JACKET)] and stuck() == []
    books_agree()


def test_a_timeout_after_success_three_times_is_one_refund(shop, order, holder):
    """They did it, and neither that answer nor the next lookups arrive."""
    holder.will("lost")
    gives_back(shop, order, JACKET)
    (holder.folder / "away").touch()
    asks(3)
    assert refunds(order) == [("asked", JACKET)] and only_call().state == PaymentState.PENDING
    (holder.folder / "away").unlink()
    asks()
    assert holder.moved() == [(only_call().key, JACKET)] and refunds(order) == [("done", JACKET)]
    books_agree()


def test_what_they_never_heard_of_is_asked_again_under_the_same_key_once_it_could_not_come(
    shop, order, holder
):
    holder.will("unsent", "unsent", "unsent")
    gives_back(shop, order, JACKET)
    key = only_call().key
    ask_for_money(CONFIG)
    assert only_call().asked_at is not None and holder.moved() == []
    asks(8)
    assert holder.moved() == [(key, JACKET)] and refunds(order) == [("done", JACKET)]


def test_a_refusal_leaves_the_money_owed_and_says_their_words(shop, order, holder):
    holder.will("refused")
    gives_back(shop, order, JACKET)
    asks()
    (task,) = stuck()
    assert (task.facts["owed"], task.facts["words"]) == (JACKET, "Do not honor")
    assert refunds(order) == [("failed", 0)] and refundable(purchase_of(now_order(order))) == JACKET
    books_agree()


def test_one_tender_refused_and_the_other_done_is_a_smaller_refund(shop, order, holder):
    order = now_order(order)
    first = gives_back(shop, order, JACKET, cause="return:1")
    with atomic(order):
        call = new_call(
            PaymentVerb.REFUND,
            order,
            500,
            account_of(shop.web.id),
            cause="return:1",
            by=shop.helen.actor,
            store_id=None,
        )
        call.refund_id, call.tender_id, first.amount = first.id, order.tenders[0].id, JACKET + 500
    holder.will("", "refused")
    holder.will("refused")
    asks()
    assert refunds(order) == [("done", 500)] and [task.facts["owed"] for task in stuck()] == [JACKET]
    books_agree()


def test_busy_is_asked_again_and_too_often_is_a_refusal(shop, order, holder):
    holder.will(*["busy"] * payment_answers.TRIES)
    gives_back(shop, order, JACKET)
    asks(payment_answers.TRIES)
    assert only_call().state == PaymentState.REFUSED and len(stuck()) == 1


def test_nobody_knows_is_said_aloud_and_still_counts(shop, order, holder):
    holder.will("lost")
    (holder.folder / "away").touch()
    gives_back(shop, order, JACKET)
    asks(payment_answers.LOUD_AFTER + 1)
    (task,) = stuck()
    assert task.facts["is_unknown"] and task.facts["owed"] == 0 and refunds(order) == [("asked", JACKET)]
    (holder.folder / "away").unlink()
    asks()
    assert stuck() == [] and refunds(order) == [("done", JACKET)]


def test_later_is_looked_up_until_it_is_there(shop, order, holder):
    holder.will("later")
    gives_back(shop, order, JACKET)
    ask_for_money(CONFIG)
    assert only_call().state == PaymentState.WAITING and refunds(order) == [("asked", JACKET)]
    asks(2)
    assert refunds(order) == [("done", JACKET)] and len(holder.moved()) == 1


def test_done_and_days_later_it_came_back(shop, order, holder):
    gives_back(shop, order, JACKET)
    asks()
    holder.bounces(only_call().key)
    payments.look_up(only_call())
    (task,) = stuck()
    assert (task.facts["owed"], task.facts["words"]) == (JACKET, "account closed")
    assert refunds(order) == [("failed", 0)]
    books_agree()


def test_who_dies_each_time_leaves_a_task(shop, order, holder):
    gives_back(shop, order, JACKET)
    with atomic():
        only_call().tries = MOST_CLAIMS
    assert claim(type(only_call())) is None
    assert only_call().state == PaymentState.STUCK and stuck()[0].facts["is_unknown"]
    books_agree()


def test_what_was_only_authorized_is_let_go_of(shop, held, holder):
    with atomic(held):
        payouts = release(purchase_of(held), 2 * JACKET)
        about = {"why": "canceled", "by": shop.helen.actor, "store_id": None}
        pay_back(held, payouts, amount=0, cause="canceled", **about)
    asks()
    assert holder.moved(Verb.RELEASE) == [(only_call().key, 2 * JACKET)]
    assert now_order(held).payment == Payment.VOIDED and refunds(held) == []


def test_a_capture_takes_what_is_left_and_the_rest_is_let_go_with_it(shop, held, holder):
    by = shop.helen.actor
    with atomic(held):
        payouts = release(purchase_of(held), JACKET)
        pay_back(held, payouts, amount=0, why="short", cause="short:1", by=by, store_id=None)
        capture = new_call(
            PaymentVerb.CAPTURE, held, 2 * JACKET, account_of(shop.web.id), cause="r", by=by, store_id=None
        )
        capture.tender_id = held.tenders[0].id
    asks()
    assert [amount for _key, amount in holder.moved(Verb.CAPTURE)] == [JACKET]
    order = now_order(held)
    assert order.payment == Payment.PAID and [(t.amount, t.is_captured) for t in order.tenders] == [
        (JACKET, True)
    ]
    assert {call.state for call in calls_of(order.id)} == {PaymentState.DONE}
    assert refundable(purchase_of(order)) == JACKET
    books_agree()


def test_a_page_is_paid_and_the_money_is_a_tender(shop, order, holder):
    account(None, "paper", key="desk")
    holder.will("later")
    with atomic(order):
        charge(order, 300, cause="exchange:1", by=shop.helen.actor, store_id=None)
    asks(2)
    tender = now_order(order).tenders[-1]
    assert (tender.kind, tender.amount, tender.gateway) == ("card", 300, "paper")
    gives_back(shop, now_order(order), 300, tender=1)
    asks()
    assert holder.moved(Verb.REFUND)[0][1] == 300


def test_a_page_that_is_called_off_is_let_go_of(shop, order, holder):
    account(None, "paper", key="desk")
    holder.will("later")
    with atomic(order):
        call = charge(order, 300, cause="exchange:1", by=shop.helen.actor, store_id=None)
    ask_for_money(CONFIG)
    call_off_charge(calls_of(order.id)[0], by=shop.helen.actor)
    with atomic():
        calls_of(order.id)[0].next_at = now() + timedelta(hours=1)
    asks()
    assert [c.state for c in calls_of(order.id)] == [PaymentState.WITHDRAWN, PaymentState.DONE]
    assert call.id == calls_of(order.id)[0].id and len(now_order(order).tenders) == 1


def test_a_webhook_only_rings_and_days_later_money_is_back(app, shop):
    """What it says of it doesn’t count: what was done is looked up, and their bank sent it back."""
    account(shop.web, "pretend", key="desk", secret="s-1")
    order = paper_order(shop)
    with atomic(order):
        order.email = "recalled@mail.example"
    gives_back(shop, order, JACKET)
    ask_for_money(CONFIG)
    assert refunds(order) == [("done", JACKET)] and stuck() == []
    call = only_call()
    raw, headers = webhook(deed_of(call), Moved(DONE, ref=call.provider_ref), secret="s-1")
    client = app.test_client()
    for _twice in range(2):
        assert client.post("/webhooks/payments/desk", data=raw, headers=headers).status_code == 200
    assert client.post("/webhooks/payments/desk", data=raw + b" ", headers=headers).status_code == 401
    assert client.post("/webhooks/payments/nobody", data=raw, headers=headers).status_code == 404
    with as_of(now() + timedelta(days=2)):
        ask_for_money(CONFIG)
    (task,) = stuck()
    assert (task.facts["owed"], task.facts["words"]) == (JACKET, "ACCOUNT CLOSED")
    assert refunds(order) == [("failed", 0)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PaymentNews)) == 1
    books_agree()
