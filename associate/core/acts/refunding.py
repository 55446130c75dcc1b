"""Money that goes back: what is meant, written down whole. A job asks (payment_answers.py keeps it)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.refund_state import settle
from associate.core.customers.persons import lock_person
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order, Refund, RefundState, Tender
from associate.core.payments.calls import (
    NEVER,
    OPEN,
    PaymentCall,
    PaymentState,
    PaymentVerb,
    calls_of,
    new_call,
    sum_of,
)
from associate.core.payments.credit import add_credit, entry_of, take_back
from associate.core.payments.models import PaymentAccount, account_of
from associate.core.payments.slips import reference
from associate.core.returns.answer import Payout, Way
from associate.core.returns.reader import purchase_of
from associate.core.returns.tenders import left_of
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import atomic, db
from associate.errors import Refused
from associate.integrations.payments.port import CAPTURED
from associate.words import _

OURS = "ours-"
CASH = "cash"


@dataclass(frozen=True)
class _Meant:
    """What all parts of one deed have in common. `at`: the earliest moment money may leave."""

    order: Order
    cause: str
    by: Actor
    store_id: int | None
    at: datetime


def pay_back(
    order: Order,
    payouts: Sequence[Payout],
    *,
    amount: int,
    why: str,
    cause: str,
    by: Actor,
    store_id: int | None,
    reason: str = "",
    lines: Sequence[tuple[str, int]] = (),
    customer_id: int | None = None,
    not_before: datetime | None = None,
) -> Refund | None:
    """Inside atomic(order): so much goes back by these payouts, once for a `cause`.

    BACK is asked of whoever holds that tender’s money, else a slip for the till; CREDIT is theirs at once;
    RELEASE lets go of what was only authorized. `amount`: minor units, the sum of BACK and CREDIT. `lines`:
    the channel’s line id → units. Nothing is asked, and nobody outside hears of it, before `not_before`.
    None where no money comes back: only releases, or an even exchange.

    Raises ValueError where the payouts are another sum; Refused: "more_than_left", "no_customer" for credit,
    "no_way" to release it, "being_taken".
    """
    meant = _Meant(order, cause, by, store_id, max(now(), not_before or now()))
    back = [each for each in payouts if each.way == Way.BACK]
    credit = sum(each.amount for each in payouts if each.way == Way.CREDIT)
    if amount != credit + sum(each.amount for each in back):
        raise ValueError(f"{amount} are to go back, and the payouts say otherwise")
    known = refund_for(order, cause)
    if known is not None or any(_released(order, cause)):
        return known
    for each in payouts:
        if each.way == Way.RELEASE:
            _let_go(meant, each)
    if not amount:
        return None
    _must_be_left(order, [each for each in payouts if each.way in (Way.BACK, Way.EXCHANGE)], credit)
    refund = _refund(meant, amount, why[:40], credit)
    refund.reason, refund.lines = reason[:300], [list(each) for each in lines]
    if credit:
        _give_credit(refund, customer_id or order.customer_id, order.currency)
    for each in back:
        _ask_back(meant, refund, each)
    settle(refund, order)
    return refund


def call_off(refund: Refund, *, by: Actor) -> None:
    """All of it is taken back, as if it had never been meant; a second time changes nothing.

    Raises Refused("money_left") once anybody was asked, or it is there; Refused("not_enough_credit") where
    credit of it was spent.
    """
    order = db.session.get_one(Order, refund.order_id)
    with atomic(order):
        db.session.refresh(refund)
        cause = refund.external_id.removeprefix(OURS)
        calls = [call for call in calls_of(order.id) if call.refund_id == refund.id or call.cause == cause]
        for call in calls:  # what was refused is owed to nobody any more
            if not call.counts:
                close_tasks(TaskKind.MONEY_STUCK, str(call.id), "called off", by=by)
        if refund.state == RefundState.FAILED:
            return
        if refund.state != RefundState.ASKED or not all(call.is_untouched for call in calls if call.counts):
            raise Refused("money_left", _("The money is on its way already, so this stays as it is."))
        if refund.to_credit:
            _lock_customer_of(refund)
            take_back(refund.ref, by=by.ref)
        for call in calls:
            call.state = PaymentState.WITHDRAWN if call.counts else call.state
        refund.state, refund.external_id = RefundState.FAILED, f"{refund.external_id[:60]}-off-{refund.id}"
        record("refund.called_off", about=order, by=by, refund=refund.id, amount=refund.amount)


def call_off_release(order: Order, cause: str, *, by: Actor) -> None:
    """Inside atomic(order): what this cause lets go of stays authorized. Raises Refused("money_left"), also
    where it was taken meanwhile, so that it goes back."""
    is_release = PaymentCall.verb == PaymentVerb.RELEASE
    ours = [call for call in calls_of(order.id, is_release) if call.cause == cause[:80]]
    calls = [call for call in ours if call.counts]
    if any(call.code == CAPTURED for call in ours) or not all(call.is_untouched for call in calls):
        raise Refused("money_left", _("The money is on its way already, so this stays as it is."))
    for call in calls:
        call.state = PaymentState.WITHDRAWN


def holder_of(order: Order, tender: Tender | None, verb: PaymentVerb) -> PaymentAccount | None:
    """Who can be asked to do that with this tender’s money; None where a person has to."""
    if tender is not None and tender.kind == CASH:
        return None
    order, tender = root_of(order, tender)
    charged = _charged_by(tender)
    if charged is not None:
        return charged.account if charged.account and charged.account.can(verb) else None
    account = account_of(order.channel_id, verb)
    needs_name = account is not None and account.platform == "stripe"
    return None if needs_name and not (tender and tender.external_id) else account


def root_of(order: Order, tender: Tender | None) -> tuple[Order, Tender | None]:
    """Where the money of an exchange lies: with the first order’s tender, and whoever holds that."""
    while tender is not None and tender.of_id is not None:
        tender = db.session.get_one(Tender, tender.of_id)
        order = db.session.get_one(Order, tender.order_id)
    return order, tender


def is_being_taken(order: Order, tender: Tender | None) -> bool:
    """Was its capture asked for, and nobody knows yet what became of it?"""
    return tender is not None and any(not call.is_untouched for call in _captures(order, tender))


def _charged_by(tender: Tender | None) -> PaymentCall | None:
    """Where the tender is what we charged ourselves."""
    if tender is None:
        return None
    find = sa.select(PaymentCall).where(PaymentCall.tender_id == tender.id)
    return db.session.scalar(find.where(PaymentCall.verb == PaymentVerb.CHARGE).limit(1))


def refund_for(order: Order, cause: str) -> Refund | None:
    """What this cause gives back; one that was called off is not it any more."""
    return db.session.scalar(sa.select(Refund).filter_by(order_id=order.id, external_id=_own_id(cause)))


def _own_id(cause: str) -> str:
    return f"{OURS}{cause}"[:80]


def _released(order: Order, cause: str) -> list[PaymentCall]:
    is_release = PaymentCall.verb == PaymentVerb.RELEASE
    return [call for call in calls_of(order.id, is_release) if call.cause == cause[:80] and call.counts]


def _must_be_left(order: Order, back: Sequence[Payout], credit: int) -> None:
    """Whatever the caller reckoned: under the lock of the order it has to be there still, what pays for an
    exchange with it."""
    left = left_of(purchase_of(order))
    asked: dict[int | str, int] = {}
    for each in back:
        asked[each.tender] = asked.get(each.tender, 0) + each.amount
    is_there = all(amount <= left.get(tender, 0) for tender, amount in asked.items())
    if not is_there or sum(asked.values()) + credit > sum(left.values()):
        words = _("That’s more than is left of what was paid.")
        raise Refused("more_than_left", words, left=sum(left.values()))


def _refund(meant: _Meant, amount: int, why: str, to_credit: int) -> Refund:
    refund = Refund(
        external_id=_own_id(meant.cause),
        amount=amount,
        at=meant.at,
        why=why,
        is_ours=True,
        state=RefundState.ASKED,
        store_id=meant.store_id,
        by=meant.by.ref,
        to_credit=to_credit,
    )
    meant.order.refunds.append(refund)
    db.session.flush()
    record("refund.asked", about=meant.order, by=meant.by, refund=refund.id, amount=amount, why=why)
    return refund


def _give_credit(refund: Refund, customer_id: int | None, currency: str) -> None:
    if customer_id is None:
        raise Refused("no_customer", _("Store credit needs a customer. Find or add them first."))
    lock_person(customer_id)
    add_credit(
        customer_id, currency, refund.to_credit, cause=refund.ref, by=refund.by, store_id=refund.store_id
    )


def _lock_customer_of(refund: Refund) -> None:
    if (entry := entry_of(refund.ref)) is not None:
        lock_person(entry.customer_id)


def _ask_back(meant: _Meant, refund: Refund, payout: Payout) -> None:
    tender = db.session.get(Tender, payout.tender) if payout.tender else None
    account = holder_of(meant.order, tender, PaymentVerb.REFUND)
    call = _call(PaymentVerb.REFUND, meant, payout.amount, account)
    call.tender_id, call.refund_id = tender.id if tender else None, refund.id
    if account is None:
        call.provider_ref = reference(call.key, call.verb.value)


def _let_go(meant: _Meant, payout: Payout) -> None:
    """All of an authorization is let go of at once; a part with its capture, which takes only the rest."""
    tender = db.session.get_one(Tender, payout.tender)
    left = tender.amount - sum_of(tender.id, PaymentVerb.RELEASE)
    if payout.amount > left:
        raise Refused("more_than_left", _("That’s more than was authorized."), left=left)
    account = holder_of(meant.order, tender, PaymentVerb.RELEASE)
    if account is None:
        raise Refused("no_way", _("Nobody here can let go of it. Release it in the web shop."))
    is_whole = payout.amount == left
    _stop_capturing(meant.order, tender, is_whole=is_whole)
    call = _call(PaymentVerb.RELEASE, meant, payout.amount, account)
    call.tender_id = tender.id
    if not is_whole:
        call.state, call.next_at = PaymentState.WAITING, NEVER


def _stop_capturing(order: Order, tender: Tender, *, is_whole: bool) -> None:
    """A capture that nobody was asked for takes what is left then. Raises Refused("being_taken")."""
    if is_being_taken(order, tender):
        raise Refused("being_taken", _("The money is being taken right now. Try again in a minute."))
    for call in _captures(order, tender):
        call.state = PaymentState.WITHDRAWN if is_whole else call.state


def _captures(order: Order, tender: Tender) -> list[PaymentCall]:
    is_capture = (PaymentCall.verb == PaymentVerb.CAPTURE, PaymentCall.tender_id == tender.id)
    return [call for call in calls_of(order.id, *is_capture) if call.state in OPEN]


def _call(verb: PaymentVerb, meant: _Meant, amount: int, account: PaymentAccount | None) -> PaymentCall:
    call = new_call(
        verb, meant.order, amount, account, cause=meant.cause, by=meant.by, store_id=meant.store_id
    )
    call.next_at = meant.at if account else call.next_at
    return call
