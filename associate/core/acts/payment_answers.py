"""What whoever holds the money answered, kept. However often it is told: each deed once.

The job asks `begin` before it calls and brings the answer here after. What was begun is looked up, never done
again, until they say that it never was, SETTLES_IN after it was asked. See integrations/payments/port.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from associate.clock import now
from associate.core.acts import payments_done as done
from associate.core.acts.refunding import root_of
from associate.core.events.record import SYSTEM
from associate.core.orders.kits import closed_pairs
from associate.core.orders.models import Refund
from associate.core.payments.calls import PaymentCall, PaymentState, PaymentVerb, calls_of, sum_of
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import atomic, db
from associate.integrations.payments.port import (
    CAPTURED,
    EXPIRED,
    FAILED,
    NOT_FOUND,
    SETTLES_IN,
    Answer,
    Deed,
    Moved,
    Outcome,
    Verb,
)
from associate.words import _

PAUSES = (1, 2, 4, 8, 15, 30, 60, 300, 900)  # seconds until it is asked again
LOOKS = (3, 5, 10, 20, 30, 60, 300, 900, 3600, 21600)  # seconds until what they took on is looked up
LOUD_AFTER = 5  # answers that settle nothing
TRIES = 8  # that they may ask to come later before it counts as a refusal
NO_PAGE_YET = timedelta(seconds=5)
ASKED = (PaymentState.PENDING, PaymentState.WAITING)


class Step(StrEnum):
    DO = "do"
    FIND = "find"  # it may have been done: only look


def begin(call: PaymentCall) -> Step | None:
    """What to ask now; None where nothing is to be asked any more, or not yet.

    That it will be asked is committed before it is: a process that dies in between leaves a deed to look up,
    none to repeat.
    """
    with atomic(call.order, call):
        if call.state not in ASKED or call.account_id is None:
            return None
        if call.asked_at is not None:
            return Step.FIND
        if call.state != PaymentState.PENDING or _waits_for_page(call) or _has_nothing_to_take(call):
            return None
        call.asked_at = now()
        return Step.DO


def deed_of(call: PaymentCall, return_url: str = "") -> Deed:
    """What is asked: the same for the same call, whenever it is asked."""
    order, refund = call.order, call.refund
    holds, _tender = root_of(order, call.tender)  # of an exchange, the first order’s web shop has the money
    tells_units = holds is order and _is_first(call)
    return Deed(
        key=call.key,
        verb=Verb(call.verb.value),
        amount=call.amount,
        currency=call.currency,
        reference=order.number,
        payment=_payment(call),
        order=holds.external_id,
        note=refund.why if refund else "",
        email=order.email,
        return_url=return_url if call.verb == PaymentVerb.CHARGE else "",
        lines=tuple(closed_pairs(order, dict(_lines(refund))).items()) if refund and tells_units else (),
    )


def _lines(refund: Refund) -> tuple[tuple[str, int], ...]:
    return tuple((str(line), int(units)) for line, units in refund.lines)


def _is_first(call: PaymentCall) -> bool:
    """Of those that its refund is made of: one alone tells the units."""
    theirs = calls_of(call.order_id, PaymentCall.refund_id == call.refund_id)
    return call.refund_id is not None and call.id == min(each.id for each in theirs if each.counts)


def keep(call: PaymentCall, moved: Moved, *, step: Step) -> None:
    """What became of a deed, by `step`: by doing it or by looking it up."""
    answer = moved.answer
    with atomic(call.order, call):
        if call.state == PaymentState.DONE and answer.code == FAILED and answer.outcome == Outcome.REFUSED:
            _came_back(call, answer)
        if call.state not in ASKED:
            return
        call.provider_ref = moved.ref[:120] or call.provider_ref
        if answer.outcome == Outcome.DONE:
            _done(call, moved)
        elif answer.outcome == Outcome.PENDING:
            _waits(call, moved)
        else:
            _not_done(call, answer, step)


def give_up_call(call: PaymentCall) -> None:
    """Inside atomic(): nobody who tried it ever came back. Whether it was done nobody knows."""
    call.state = PaymentState.STUCK
    call.words = _("Asking broke off %(n)d times. It may have been done all the same.", n=call.tries)
    done.ask_a_person(call, call.words, is_unknown=True)


def _waits_for_page(call: PaymentCall) -> bool:
    """A page can be let go of once we know its name."""
    if call.of is None or call.of.provider_ref:
        return False
    if call.of.state in ASKED:
        call.next_at, call.tries = now() + NO_PAGE_YET, 0
    else:
        call.state = PaymentState.WITHDRAWN
    return True


def _has_nothing_to_take(call: PaymentCall) -> bool:
    """A capture takes what is left of the authorization as it is asked: what was short meanwhile isn’t."""
    if call.verb == PaymentVerb.CAPTURE and call.tender is not None:
        left = call.tender.amount - sum_of(call.tender_id, PaymentVerb.RELEASE)
        if left <= 0 or call.tender.is_captured:
            call.state = PaymentState.WITHDRAWN
            return True
        call.amount = left
    return False


def _payment(call: PaymentCall) -> str:
    if call.of is not None:
        return call.of.provider_ref
    return call.tender.external_id if call.tender else ""


def _done(call: PaymentCall, moved: Moved) -> None:
    missing = call.amount - moved.amount if 0 < moved.amount < call.amount else 0
    if missing and call.verb == PaymentVerb.REFUND:
        call.amount = moved.amount
    _over(call, PaymentState.DONE, moved.answer)
    close_tasks(TaskKind.MONEY_STUCK, str(call.id), "went through", by=SYSTEM)
    match call.verb:
        case PaymentVerb.REFUND:
            done.refunded(call)
            if missing:
                done.ask_a_person(call, moved.answer.words, owed=missing)
        case PaymentVerb.CAPTURE:
            done.captured(call, moved.amount or call.amount)
        case PaymentVerb.RELEASE:
            done.released(call)
        case PaymentVerb.CHARGE:
            done.charged(call, moved.payment)


def _waits(call: PaymentCall, moved: Moved) -> None:
    call.state, call.url = PaymentState.WAITING, moved.pay_url[:2000] or call.url
    _note(call, moved.answer)
    call.next_at = now() + timedelta(seconds=LOOKS[min(call.rounds, len(LOOKS) - 1)])
    call.rounds += 1


def _not_done(call: PaymentCall, answer: Answer, step: Step) -> None:
    if answer.outcome == Outcome.REFUSED and step == Step.FIND and answer.code == NOT_FOUND:
        _never_done(call, answer)
    elif answer.outcome == Outcome.REFUSED:
        _refused(call, answer)
    elif answer.outcome == Outcome.RETRY and step == Step.DO:
        _later(call, answer)
    else:
        _again(call, answer)
        if call.rounds >= LOUD_AFTER:
            done.ask_a_person(call, call.words, is_unknown=True)


def _never_done(call: PaymentCall, answer: Answer) -> None:
    """It may still come as long as SETTLES_IN; then it is asked for again, under the same key."""
    assert call.asked_at is not None
    settled = call.asked_at + SETTLES_IN
    if now() >= settled:
        call.asked_at, call.state = None, PaymentState.PENDING
    _again(call, answer, at=max(settled, now()))


def _later(call: PaymentCall, answer: Answer) -> None:
    call.asked_at = None
    if call.rounds + 1 >= TRIES:
        _refused(call, answer)
    else:
        _again(call, answer)


def _refused(call: PaymentCall, answer: Answer) -> None:
    """No money moved, or it is back where it was."""
    if call.verb == PaymentVerb.RELEASE and answer.code == EXPIRED:
        _done(call, Moved(replace(answer, outcome=Outcome.DONE)))
        return
    _over(call, PaymentState.REFUSED, answer)
    if call.verb == PaymentVerb.RELEASE and answer.code == CAPTURED:
        done.was_captured(call)
    elif call.verb == PaymentVerb.CHARGE:
        done.not_paid(call, is_late=answer.code == EXPIRED)
    else:
        owed = call.amount if call.verb == PaymentVerb.REFUND else 0
        _settle_refund(call)
        done.ask_a_person(call, answer.words, owed=owed)


def _came_back(call: PaymentCall, answer: Answer) -> None:
    """It was done, and days later their bank didn’t take it."""
    _over(call, PaymentState.REFUSED, answer)
    _settle_refund(call)
    done.ask_a_person(call, answer.words, owed=call.amount if call.verb == PaymentVerb.REFUND else 0)


def _settle_refund(call: PaymentCall) -> None:
    if call.refund_id is not None:
        db.session.get_one(Refund, call.refund_id, populate_existing=True)
        done.refunded(call)


def _over(call: PaymentCall, state: PaymentState, answer: Answer) -> None:
    _note(call, answer)
    call.state, call.done_at = state, now()


def _again(call: PaymentCall, answer: Answer, *, at: datetime | None = None) -> None:
    _note(call, answer)
    pause = max(PAUSES[min(call.rounds, len(PAUSES) - 1)], answer.retry_after or 0)
    call.rounds += 1
    call.next_at = at or now() + timedelta(seconds=pause)


def _note(call: PaymentCall, answer: Answer) -> None:
    call.tries = 0
    call.outcome, call.words, call.code = answer.outcome.value, answer.words[:500], answer.code[:60]
