"""What is owed goes back by whoever holds the money, where they can be asked; else a person does it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.going_back import going_back
from associate.core.acts.intake import note_refund, take_in
from associate.core.acts.money_back import left_to_owe, owe_units, owed_for, unowe
from associate.core.acts.refunding import call_off
from associate.core.events.models import Event
from associate.core.events.outbox import Outgoing, Post
from associate.core.events.record import SYSTEM, Actor
from associate.core.orders.incoming import IncomingRefund, IncomingTender, Payment
from associate.core.payments.calls import PaymentState, PaymentVerb, calls_of
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import Refused
from associate.integrations import payments
from associate.jobs.payments import ask_for_money
from associate.jobs.publish_orders import compose
from tests.support.money import account, now_order, paper_order, refunds, three_minutes_pass
from tests.support.packing import books_agree
from tests.support.paper_payments import PaperPayments, connect

JACKET = 8900
CONFIG = {"BASE_URL": "https://shop.example"}


@pytest.fixture
def holder(shop, tmp_path):
    paper = PaperPayments(tmp_path)
    connect(paper)
    account(shop.web, "paper")
    return paper


def owed():
    find = sa.select(Task.facts).where(Task.kind == TaskKind.REFUND, Task.done_at.is_(None))
    return [facts["amount"] for facts in db.session.scalars(find)]


def owes(order, units=1, key="short:1"):
    with atomic(order):
        return owe_units(order, [(order.lines[0], units, 0)], key=key, by=SYSTEM, why="short")


def asks():
    ask_for_money(CONFIG)
    three_minutes_pass()


def test_a_canceled_order_is_paid_back_by_itself(shop, holder):
    order = paper_order(shop)
    cancel_order(order, by=shop.helen.actor, reason="test")
    assert owed() == [] and refunds(order) == [("asked", 2 * JACKET)]
    money = going_back(now_order(order))
    assert (money.owed, money.sent, left_to_owe(now_order(order))) == (2 * JACKET, 0, 0)
    asks()
    assert holder.moved() == [(calls_of(order.id)[0].key, 2 * JACKET)]
    assert going_back(now_order(order)).sent == 2 * JACKET
    books_agree()


def test_a_short_of_what_was_only_set_aside_is_never_taken(shop, holder):
    order = paper_order(shop, captured=False)
    assert owes(order) == JACKET and owed() == [] and owed_for(order, "short:1") == JACKET
    assert going_back(now_order(order)).is_released
    cancel_order(now_order(order), by=shop.helen.actor, reason="test")
    asks()
    calls = calls_of(order.id)
    assert [(call.verb, call.state) for call in calls] == [(PaymentVerb.RELEASE, PaymentState.DONE)] * 2
    assert len(holder.moved()) == 1 and now_order(order).payment == Payment.VOIDED
    books_agree()


def test_what_the_channel_canceled_is_a_persons_to_look_at(shop, holder):
    order = paper_order(shop)
    cancel_order(order, by=Actor(shop.web.ref), reason="platform")
    assert owed() == [2 * JACKET] and refunds(order) == []


def test_what_nobody_can_be_asked_for_is_a_task_with_the_rest(shop, holder):
    tenders = (
        IncomingTender(external_id="pay-1", kind="card", amount=JACKET, is_captured=True),
        IncomingTender(external_id="till", kind="cash", amount=JACKET, is_captured=True),
    )
    order = take_in(shop.web, shop.tells((shop.jacket, 2), number="1001", tenders=tenders))
    cancel_order(order, by=SYSTEM, reason="test")
    assert owed() == [JACKET] and refunds(order) == [("asked", JACKET)]
    books_agree()


def test_it_is_taken_back_until_it_was_asked(shop, holder):
    order = paper_order(shop)
    owes(order, key="handover:1")
    with atomic(order):
        unowe(order, "handover:1", by=SYSTEM)
    assert left_to_owe(now_order(order)) == 2 * JACKET and owed_for(order, "handover:1") == 0
    owes(order, key="handover:1")
    asks()
    with pytest.raises(Refused, match="money_left"), atomic(order):
        unowe(order, "handover:1", by=SYSTEM)
    assert [amount for _key, amount in holder.moved()] == [JACKET]


def test_two_of_one_cause_are_two_deeds_and_never_more_than_was_paid(shop, holder):
    order = paper_order(shop)
    assert [owes(order, 2, key="lost") for _each in range(2)] == [2 * JACKET, 0]
    call_off(now_order(order).refunds[0], by=SYSTEM)
    assert [owes(now_order(order), key="lost") for _each in range(3)] == [JACKET, JACKET, 0]
    asks()
    assert sum(amount for _key, amount in holder.moved()) == 2 * JACKET
    books_agree()


@pytest.mark.parametrize("is_its_own", [True, False])
def test_the_channel_hears_only_what_went_another_way(shop, tmp_path, monkeypatch, is_its_own):
    """Through its own account it knows; told back to us, it is no second refund either."""
    platform = shop.web.platform.value if is_its_own else "stripe"
    monkeypatch.setitem(payments._ADAPTERS, platform, PaperPayments(tmp_path))
    account(shop.web, platform)
    order = paper_order(shop)
    owes(order)
    asks()
    call = calls_of(order.id)[0]
    told = db.session.scalars(sa.select(Event.facts).where(Event.kind == "order.refunded")).one()
    with atomic():
        fact = Outgoing(kind="order.refunded", about=order.ref, facts=dict(told))
        db.session.add(fact)
        db.session.flush()
        db.session.add(post := Post(outgoing_id=fact.id, channel_id=shop.web.id))
    news, _why = compose(post)
    assert (news is None) if is_its_own else (news.amount == JACKET)
    for name, reason in (("r-2", f"short [{call.key}]"), ("r-3", f"Refund [{fact.uid}]")):
        assert not note_refund(now_order(order), _theirs(order, name, JACKET, reason), by=SYSTEM)
    assert not note_refund(now_order(order), _theirs(order, call.provider_ref, JACKET), by=SYSTEM)
    assert note_refund(now_order(order), _theirs(order, "r-4", 100), by=SYSTEM)


def _theirs(order, name, amount, reason=""):
    return IncomingRefund(external_id=name, amount=amount, at=order.placed_at, reason=reason)


def test_what_was_short_and_charged_there_all_the_same_is_a_persons(shop, holder):
    order = paper_order(shop, captured=False)
    owes(order)
    taken = IncomingTender(external_id="pay-1", kind="card", amount=2 * JACKET, is_captured=True)
    lines = shop.tells((shop.jacket, 2), number="1001", tenders=(taken,), at=now() + timedelta(minutes=1))
    take_in(shop.web, lines)
    assert owed() == [JACKET] and left_to_owe(now_order(order)) == JACKET
    asks()
    assert holder.moved() == []
    books_agree()
