"""What the customer adds to an exchange: asked for before it is settled, given back where it isn’t."""

from dataclasses import replace

import sqlalchemy as sa

from associate.core.acts.charging import call_off_charge, charge
from associate.core.acts.refunding import pay_back
from associate.core.events.record import Actor
from associate.core.orders.models import Order, Tender
from associate.core.payments.calls import (
    PaymentCall,
    PaymentState,
    PaymentVerb,
    called_off_pages,
    calls_of,
    sum_of,
)
from associate.core.returns.answer import Payout, Way
from associate.core.returns.models import Return
from associate.core.returns.purchase import Purchase
from associate.core.returns.told import money
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _


def ask_to_pay(return_: Return, amount: int, *, at_till: bool, by: Actor) -> PaymentCall | None:
    """Inside atomic(order, return): what is missing of so many minor units, by a page or at the till.

    What was asked before and isn’t paid is called off where it is another sum, or the other way. None where
    nothing is missing.
    """
    assert return_.order is not None
    missing = amount - paid(return_)
    for call in asked(return_):
        if call.amount == missing and call.is_slip == at_till:
            return call
        call_off_charge(call, by=by)
    if missing <= 0:
        return None
    cause = f"{return_.ref}:pay:{len(_charges(return_))}"
    return charge(return_.order, missing, cause=cause, by=by, store_id=return_.store_id, at_till=at_till)


def asked(return_: Return) -> list[PaymentCall]:
    """Asked for, and neither paid nor called off. A page that is being let go of may still be paid on."""
    open_ = [call for call in _charges(return_) if call.counts and call.state != PaymentState.DONE]
    let_go = {each.of_id for each in calls_of(return_.order_id or 0) if each.counts} if open_ else set()
    return [call for call in open_ if call.id not in let_go]


def paid(return_: Return) -> int:
    """What is there, in minor units."""
    return sum(call.amount for call in _paid(return_))


def without_paid(purchase: Purchase, return_: Return) -> Purchase:
    """The purchase as it was before the customer added to it: that money is the new order’s."""
    theirs = {call.tender_id for call in _paid(return_)}
    return replace(purchase, tenders=tuple(each for each in purchase.tenders if each.key not in theirs))


def must_be_paid(return_: Return, amount: int) -> None:
    """Raises Refused("pay_first") with what is missing."""
    if paid(return_) < amount:
        missing = money(amount - paid(return_), return_.currency)
        raise Refused("pay_first", _("%(sum)s is to be paid first.", sum=missing))


def move_paid(return_: Return, to: Order, amount: int, *, by: Actor) -> None:
    """Inside atomic(order, return): what was added pays for the new order. What is too much goes back, and
    what was asked for besides isn’t to be paid any more."""
    for call in asked(return_):
        call_off_charge(call, by=by)
    ids = [call.tender_id for call in _paid(return_)]
    if not ids:
        return
    moved = sa.update(Tender).where(Tender.id.in_(ids)).values(order_id=to.id)
    db.session.execute(moved, execution_options={"synchronize_session": False})
    db.session.expire(return_.order, ["tenders"])
    db.session.expire(to, ["tenders"])
    _give_back(to, paid(return_) - amount, return_, over_of(return_), by)


def call_off_paying(return_: Return, *, by: Actor) -> None:
    """Inside atomic(order, return): nobody goes on with it; what was paid goes back."""
    for call in asked(return_):
        call_off_charge(call, by=by)
    if return_.order is not None:
        _give_back(return_.order, paid(return_), return_, over_of(return_), by)


def give_back_paid(return_: Return, of: Order, *, by: Actor) -> None:
    """Inside atomic(of): the exchange never was; what is left of what was added goes back from its order."""
    _give_back(of, paid(return_), return_, _undone(return_), by)


def slips_of(return_: Return) -> list[PaymentCall]:
    """What the till has to do for this return, and hasn’t done."""
    calls = asked(return_)
    if return_.order_id and return_.refund_id:
        calls += calls_of(return_.order_id, PaymentCall.refund_id == return_.refund_id)
    over = PaymentCall.cause.in_([over_of(return_), _undone(return_)])
    for order_id in filter(None, (return_.order_id, return_.exchange_id)):
        calls += calls_of(order_id, PaymentCall.verb == PaymentVerb.REFUND, over)
    return [call for call in calls if call.is_slip and call.state == PaymentState.WAITING]


def slip_of(return_: Return, call_id: int) -> PaymentCall:
    """Raises Missing("no_slip") for one that the till has nothing to do with any more."""
    found = next((call for call in slips_of(return_) if call.id == call_id), None)
    if found is None:
        raise Missing("no_slip", _("That slip isn’t open any more. Look at the return again."))
    return found


def _give_back(order: Order, amount: int, return_: Return, cause: str, by: Actor) -> None:
    """So many minor units of what was added, never more than a tender of it still has."""
    payouts = []
    left = amount
    ids = [call.tender_id for call in _paid(return_)]
    for tender in db.session.scalars(sa.select(Tender).where(Tender.id.in_(ids)).order_by(Tender.id)):
        part = min(left, tender.amount - sum_of(tender.id, PaymentVerb.REFUND))
        if part > 0:
            payouts.append(Payout(tender.id, tender.kind, Way.BACK, part))
            left -= part
    if payouts:
        back = sum(each.amount for each in payouts)
        pay_back(order, payouts, amount=back, why="exchange", cause=cause, by=by, store_id=return_.store_id)


def over_of(return_: Return) -> str:
    """The cause of giving back what was paid too much."""
    return f"{return_.ref}:over"


def _undone(return_: Return) -> str:
    return f"{return_.ref}:undone"


def _paid(return_: Return) -> list[PaymentCall]:
    """What somebody paid on a page that was called off is owed to them already."""
    done = [call for call in _charges(return_) if call.state == PaymentState.DONE and call.tender_id]
    owed = called_off_pages(return_.order_id or 0) if done else set()
    return [call for call in done if call.id not in owed]


def _charges(return_: Return) -> list[PaymentCall]:
    if return_.order_id is None:
        return []
    of_this = PaymentCall.cause.startswith(f"{return_.ref}:pay:", autoescape=True)
    return list(calls_of(return_.order_id, PaymentCall.verb == PaymentVerb.CHARGE, of_this))
