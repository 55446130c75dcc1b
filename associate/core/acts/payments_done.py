"""What follows once money has moved, or didn’t: the order’s tenders, its refund, and who has to know."""

from collections import Counter

from associate.core.acts.refund_state import settle
from associate.core.acts.refunding import pay_back
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.orders.incoming import Payment
from associate.core.orders.models import Order, Refund, Tender
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb, called_off_pages, calls_of
from associate.core.returns.answer import Payout, Way
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db

GATEWAY = "associate"
"""The gateway of a tender that we charged at the till."""


def charged(call: PaymentCall, payment: str = "") -> None:
    """Inside atomic(order): the order has another tender, which can be refunded like the others."""
    if call.tender_id is not None:
        return
    account = call.account
    tender = Tender(
        external_id=payment[:80],
        kind="card" if account else "other",
        gateway=account.platform if account else GATEWAY,
        amount=call.amount,
        is_captured=True,
    )
    call.order.tenders.append(tender)
    db.session.flush()
    call.tender_id = tender.id
    record("money.charged", about=call.order, by=Actor(call.by), call=call.id, amount=call.amount)
    if call.id in called_off_pages(call.order_id):
        _owe(call, call.amount, why="called_off")


def not_paid(call: PaymentCall, *, is_late: bool) -> None:
    """Inside atomic(order): nobody paid by this page. Where that was meant nobody has to hear of it."""
    releases = _called_off(call)
    for each in releases:
        each.state = PaymentState.WITHDRAWN
    if not releases and not is_late:
        ask_a_person(call, call.words)


def refunded(call: PaymentCall) -> None:
    """Inside atomic(order)."""
    if call.refund_id is not None:
        settle(db.session.get_one(Refund, call.refund_id), db.session.get_one(Order, call.order_id))


def captured(call: PaymentCall, amount: int) -> None:
    """Inside atomic(order): the money is ours; what was to be let go of with it has gone."""
    order, tender = call.order, call.tender
    if tender is None:
        return
    tender.amount, tender.is_captured = amount, True
    close_tasks(TaskKind.MONEY_STUCK, f"{order.id}:runs_out:{tender.id}", "taken", by=SYSTEM)
    for each in calls_of(
        order.id, PaymentCall.verb == PaymentVerb.CAPTURE, PaymentCall.tender_id == tender.id
    ):
        close_tasks(TaskKind.MONEY_STUCK, str(each.id), "taken", by=SYSTEM)
    _with_it(call)
    _follow(order)
    record("money.captured", about=order, by=Actor(call.by), call=call.id, amount=amount)


def released(call: PaymentCall) -> None:
    """Inside atomic(order): the bank lets go of it; or nobody can pay by that page any more."""
    order = call.order
    if call.of is not None:
        call.of.state = PaymentState.WITHDRAWN if call.of.state != PaymentState.DONE else call.of.state
        return
    _with_it(call)
    _follow(order)
    record("money.released", about=order, by=Actor(call.by), call=call.id, amount=call.amount)


def _follow(order: Order) -> None:
    """Once nothing of an authorized order is left to take: paid where any of it was, else void."""
    gone = Counter[int | None]()
    for each in calls_of(order.id, PaymentCall.verb == PaymentVerb.RELEASE):
        gone[each.tender_id] += each.amount if each.state == PaymentState.DONE else 0
    is_open = any(not each.is_captured and each.amount > gone[each.id] for each in order.tenders)
    if order.payment == Payment.AUTHORIZED and not is_open:
        is_paid = any(each.is_captured for each in order.tenders)
        order.payment = Payment.PAID if is_paid else Payment.VOIDED


def was_captured(call: PaymentCall) -> None:
    """Inside atomic(order): what was to be let go of was taken meanwhile, so that it goes back."""
    if call.of is not None:
        call.of.next_at = call.created_at  # it was paid by: looked up at once
        return
    assert call.tender is not None
    amount = call.amount
    for each in _waiting_with(call):
        amount += each.amount
        each.state = PaymentState.WITHDRAWN
    call.tender.is_captured = True
    db.session.flush()
    payout = Payout(call.tender.id, call.tender.kind, Way.BACK, amount)
    by = Actor(call.by)
    pay_back(
        call.order, [payout], amount=amount, why="canceled", cause=call.ref, by=by, store_id=call.store_id
    )


def ask_a_person(call: PaymentCall, words: str, *, owed: int = 0, is_unknown: bool = False) -> None:
    """Inside atomic(order): a task with their words. `owed`: minor units of the customer’s that are here."""
    record("money.failed", about=call.order, by=SYSTEM, call=call.id, verb=call.verb.value)
    open_task(
        TaskKind.MONEY_STUCK,
        str(call.id),
        by=SYSTEM,
        store_id=call.store_id or call.order.store_id,
        order_id=call.order_id,
        about=call.ref,
        call=call.id,
        verb=call.verb.value,
        amount=owed or call.amount,
        owed=owed,
        currency=call.currency,
        words=words[:500],
        is_unknown=is_unknown,
    )


def _owe(call: PaymentCall, amount: int, *, why: str) -> None:
    open_task(
        TaskKind.REFUND,
        f"{call.order_id}:{call.ref}",
        by=SYSTEM,
        order_id=call.order_id,
        store_id=call.store_id or call.order.store_id,
        amount=amount,
        currency=call.currency,
        why=why,
        authorized=False,
    )


def _called_off(call: PaymentCall) -> list[PaymentCall]:
    """What lets go of this charge’s page."""
    return [each for each in calls_of(call.order_id, PaymentCall.of_id == call.id) if each.counts]


def _waiting_with(call: PaymentCall) -> list[PaymentCall]:
    """Parts of this tender that are let go of with its capture, or with the rest of it."""
    is_part = (PaymentCall.tender_id == call.tender_id, PaymentCall.verb == PaymentVerb.RELEASE)
    return [each for each in calls_of(call.order_id, *is_part) if each.state == PaymentState.WAITING]


def _with_it(call: PaymentCall) -> None:
    for each in _waiting_with(call):
        if each.id != call.id:
            each.state, each.done_at = PaymentState.DONE, call.done_at
