"""Money that was set aside is taken once: as the order is ready, or as it leaves, never too late unsaid."""

from datetime import timedelta

import pytest

from associate.clock import as_of, now
from associate.core.acts.capturing import capture, leave_authorized, running_out, runs_out_at, warn
from associate.core.acts.intake import take_in
from associate.core.acts.money_back import owe_units
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import IncomingTender, Payment
from associate.core.payments.calls import PaymentState, calls_of
from associate.db import atomic
from associate.integrations.payments.port import Verb
from associate.jobs.payments import ask_for_money
from tests.support.money import account, now_order, paper_order, stuck, three_minutes_pass
from tests.support.packing import books_agree
from tests.support.paper_payments import PaperPayments, connect
from tests.support.people import Person
from tests.support.picking import scan, scan_all

JACKET = 8900
CONFIG = {"BASE_URL": "https://shop.example"}


@pytest.fixture
def holder(shop, tmp_path):
    paper = PaperPayments(tmp_path)
    connect(paper)
    account(shop.web, "paper")
    return paper


@pytest.fixture
def order(shop, holder):
    return paper_order(shop, captured=False)


def takes(shop, order, cause="job:1", **when):
    with atomic(order):
        capture(order, cause=cause, by=shop.ana.actor, store_id=shop.mill_quay.id, **when)


def asks():
    ask_for_money(CONFIG)
    three_minutes_pass()


def test_it_is_taken_once_whoever_means_to(shop, order, holder):
    takes(shop, order)
    takes(shop, order, "handover:1")
    asks()
    takes(shop, now_order(order), "handover:2")
    asks()
    assert [amount for _key, amount in holder.moved(Verb.CAPTURE)] == [2 * JACKET]
    order = now_order(order)
    assert order.payment == Payment.PAID and order.tenders[0].is_captured
    books_agree()


def test_what_went_short_before_it_was_asked_is_not_taken(shop, order, holder):
    takes(shop, order, not_before=now() + timedelta(hours=1))
    with atomic(order):
        owe_units(order, [(order.lines[0], 1, 0)], key="short", by=shop.ana.actor, why="short")
    three_minutes_pass()
    asks()
    assert [amount for _key, amount in holder.moved()] == [JACKET]
    books_agree()


def test_an_undone_handover_takes_nothing(shop, order, holder):
    takes(shop, order, "handover:1", not_before=now() + timedelta(minutes=5))
    with atomic(order):
        leave_authorized(order, "handover:1")
    asks()
    assert [call.state for call in calls_of(order.id)] == [PaymentState.WITHDRAWN] and holder.moved() == []
    takes(shop, order, "handover:2")
    asks()
    assert len(holder.moved()) == 1


def test_of_two_cards_one_taken_and_one_let_go_it_is_paid(shop, holder):
    each = IncomingTender(external_id="a", kind="card", amount=JACKET, is_captured=False)
    tenders = (each, each.model_copy(update={"external_id": "b"}))
    told = shop.tells((shop.jacket, 2), number="1002", tenders=tenders, payment=Payment.AUTHORIZED)
    order = take_in(shop.web, told)
    with atomic(order):
        owe_units(order, [(order.lines[0], 1, 0)], key="short", by=shop.ana.actor, why="short")
    asks()
    takes(shop, now_order(order))
    asks()
    order = now_order(order)
    assert order.payment == Payment.PAID
    assert sorted(each.is_captured for each in order.tenders) == [False, True]
    books_agree()


@pytest.mark.parametrize("at_ready", [True, False])
def test_ready_or_handed_over_as_the_store_says(shop, order, holder, at_ready):
    with atomic(shop.mill_quay):
        shop.mill_quay.captures_at_ready = at_ready
    scan_all(shop.job(order), shop.ana)
    job = shop.job(order)
    scan(job, "7K2", shop.ana)
    scan(job, "R-1", shop.ana)
    assert shop.job(order).state == State.READY and len(calls_of(order.id)) == at_ready


def test_a_day_before_it_runs_out_somebody_hears_of_it_once(app, shop, order, holder):
    until = runs_out_at(order, order.tenders[0])
    assert until == order.placed_at + timedelta(days=7) and running_out() == []
    with as_of(until - timedelta(hours=23)):
        for each in running_out():
            warn(each)
        assert [task.facts["why"] for task in stuck()] == ["runs_out"] and running_out() == []
        Person(app, shop.helen).opens(f"/tasks/{stuck()[0].id}").sees("€178.00 is set aside not much longer")
        takes(shop, order)
        asks()
    assert stuck() == []


def test_a_payload_may_say_until_when(shop, holder):
    until = now() + timedelta(hours=5)
    tender = IncomingTender(
        external_id="a", kind="card", amount=JACKET, is_captured=False, authorized_until=until
    )
    told = shop.tells((shop.jacket, 1), number="1", tenders=(tender,), payment=Payment.AUTHORIZED)
    order = take_in(shop.web, told)
    assert runs_out_at(order, order.tenders[0]) == until and running_out() == [order]
