"""The one moment: goods into the store, money on its way, all of it or nothing."""

from collections import Counter
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from associate.clock import now
from associate.core.acts import crossdock
from associate.core.acts.exchanging.choosing import drop_swaps
from associate.core.acts.exchanging.handing_out import hand_out
from associate.core.acts.exchanging.paying import call_off_paying, move_paid, must_be_paid
from associate.core.acts.refunding import pay_back
from associate.core.acts.returning.desk import (
    emails_of,
    must_be_open,
    must_be_verified,
    must_not_be_own,
)
from associate.core.acts.returning.grading import look_again
from associate.core.acts.returning.reckoning import Bill, bill_of
from associate.core.acts.returning.stock import take_in
from associate.core.acts.returning.units import here
from associate.core.acts.returning.without_receipt import give_credit
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.returns.answer import Refund
from associate.core.returns.check_words import check_sentence
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.telling import tell_returned
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

SILENCE = timedelta(seconds=60)  # it is told only then, so that an undo at once is silent


def settle(
    return_: Return,
    *,
    seen: int | None,
    actual: int | None = None,
    reason: str = "",
    approval: Approval | None = None,
    intent: Intent,
    by: Actor,
) -> int:
    """Everything comes back and the money goes; what went back in minor units.

    `seen`: the sum on the button that was tapped. `actual`: another one, with the `reason`. Raises Refused
    with what bill_of finds wrong, "not_verified", "nothing_here", "not_graded", the name of a check that bars
    a unit, "needs_approval"; OutOfDate("other_sum") where it comes to something else by now.
    """
    with _all_locked(return_) as locked:
        if (done := answered(intent)) is not None:
            return int(done["amount"])
        _must_be_settled_by(return_, by)
        look_again(return_, by)
        bill = bill_of(return_, by=by, actual=actual, reason=reason)
        refund = must_be_whole(bill)
        if seen is not None and actual is None and refund.total != seen:
            raise OutOfDate("other_sum", _("It comes to another sum by now. Look again."))
        _must_be_let(return_, bill, approval, by)
        _forget_announced(return_)
        must_be_paid(return_, bill.to_pay)
        take_in(return_, bill.units, locked, by=by)
        close(return_, bill, refund, by=by)
        note_done(return_, by=by)
        return int(answer(intent, amount=refund.total)["amount"])


def undo_until(return_: Return) -> datetime | None:
    """Until when anyone who takes returns takes this one back; the money doesn’t leave before."""
    store = db.session.get(Store, return_.store_id) if return_.store_id else None
    closed = return_.closed_at
    return closed + timedelta(minutes=store.undo_minutes) if store and closed else None


def must_be_whole(bill: Bill) -> Refund:
    """Raises what keeps it from being settled."""
    if not bill.units:
        raise Refused("nothing_here", _("Scan what they bring first."))
    if bill.ungraded:
        raise Refused("not_graded", _("Say of each item why it comes back and how it looks."))
    for _unit, check in bill.barred:
        raise Refused(check.name, check_sentence(check))
    if bill.problem:
        raise bill.problem
    assert bill.refund is not None
    return bill.refund


def close(return_: Return, bill: Bill, refund: Refund, *, by: Actor) -> None:
    """Inside atomic(order, return), their goods being seen to: money on its way, what they take in their
    hands, and every figure kept that explains it."""
    _pay(return_, bill.units, refund, by)  # before its own parts count as spent
    _keep(return_, bill.units, refund)
    _give_instead(return_, bill, refund, by)
    return_.state, return_.closed_at, return_.closed_by = ReturnState.DONE, now(), by.ref


def note_done(return_: Return, *, by: Actor) -> None:
    """Inside atomic(): the journal, the world, and the customer, who isn’t told of a gift of theirs."""
    units = [unit for unit in return_.lines if unit.amount is not None]
    record(
        "return.done",
        about=return_,
        by=by,
        amount=return_.actual,
        suggested=return_.suggested,
        units=len(units),
        lines=[
            [unit.variant_id, unit.reason, unit.condition, unit.disposition, unit.amount] for unit in units
        ],
    )
    tell_returned(return_, not_before=now() + SILENCE)


def _all_locked(return_: Return) -> AbstractContextManager[set[int]]:
    """The orders, then the jobs that get something, then the return; gives the ids of those jobs."""
    lines = [unit.goes_to_id for unit in return_.lines if unit.goes_to_id]
    return crossdock.all_locked(lines, return_, orders=[return_.order] if return_.order else [])


def _must_be_settled_by(return_: Return, by: Actor) -> None:
    must_be_open(return_)
    must_be_verified(return_)
    if return_.order:
        must_not_be_own(return_.order, by)
    if return_.to_credit and return_.customer_id is None:
        raise Refused("no_customer", _("Store credit needs a customer. Type their name and email first."))


def _must_be_let(return_: Return, bill: Bill, approval: Approval | None, by: Actor) -> None:
    """Another sum than the rules come to is a manager’s; above the store’s limit it takes two people."""
    assert bill.refund is not None
    emails = emails_of(return_, approval)
    if bill.takes_two:
        must_be_let("approve", about=return_, by=by, approval=approval, emails=emails, even_if_may=True)
    elif bill.refund.total != bill.refund.suggested:
        must_be_let("approve", about=return_, by=by, approval=approval, emails=emails)


def _forget_announced(return_: Return) -> None:
    """What the customer said they bring, and didn’t."""
    for unit in [unit for unit in return_.lines if unit.here_at is None]:
        drop_swaps(return_, unit)
        return_.lines.remove(unit)
    db.session.flush()


def _keep(return_: Return, units: list[ReturnLine], refund: Refund) -> None:
    for unit, line in zip(units, refund.lines, strict=True):
        unit.amount, unit.parts = line.amount, [part.row for part in line.parts]
    return_.parts = [part.row for part in refund.extras]
    return_.suggested, return_.actual, return_.why_differs = (
        refund.suggested,
        refund.total,
        refund.reason[:300],
    )


def _give_instead(return_: Return, bill: Bill, refund: Refund, by: Actor) -> None:
    """What they take leaves with them, or is on its way; paid by what comes back and what they added."""
    if return_.takes:
        made = hand_out(return_, bill.costs, refund.payouts, address=return_.send_to, by=by)
        move_paid(return_, made, bill.to_pay, by=by)
    else:
        call_off_paying(return_, by=by)


def _pay(return_: Return, units: list[ReturnLine], refund: Refund, by: Actor) -> None:
    if return_.order is None:
        return give_credit(return_, refund.total, by=by)
    is_desk = return_.kind == ReturnKind.DESK
    back = Counter(unit.order_line.external_id for unit in units if unit.order_line and not is_desk)
    store = db.session.get(Store, return_.store_id)
    wait = timedelta(minutes=store.undo_minutes if store else 0)
    return_.refund = pay_back(
        return_.order,
        refund.payouts,
        amount=refund.total,
        why="refused" if is_desk else "return",
        cause=return_.ref,
        by=by,
        store_id=return_.store_id,
        reason=refund.reason,
        lines=tuple(back.items()),
        customer_id=return_.customer_id,
        not_before=now() + wait,
    )


def will_be_here(return_: Return) -> int:
    """Units that were announced and nobody has seen yet."""
    return len(return_.lines) - len(here(return_))
