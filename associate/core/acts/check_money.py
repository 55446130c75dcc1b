"""Does the money add up? Refunds with what they are made of, tenders, store credit, points."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.core.customers.loyalty import LoyaltyEntry
from associate.core.orders.models import Order, Refund, RefundState, Tender
from associate.core.payments.calls import COUNTING, OPEN, PaymentCall, PaymentState, PaymentVerb
from associate.core.payments.credit import CreditEntry, balance
from associate.core.returns.models import Return, ReturnState
from associate.db import db

Call = PaymentCall


def money_mismatches() -> Iterator[str]:
    yield from _tenders()
    yield from _refunds()
    yield from _states()
    yield from _credit()
    yield from _points()


def _tenders() -> Iterator[str]:
    """By tender: what went back, was let go of and paid for exchanges fits into what was paid."""
    part = aliased(Tender)
    back, held = (_sum(Call.tender_id == Tender.id, Call.verb == verb) for verb in GONE)
    never = sa.select(Return.exchange_id).where(Return.state == ReturnState.UNDONE, Return.exchange_id > 0)
    spent = sa.select(sa.func.coalesce(sa.func.sum(part.amount), 0)).where(part.of_id == Tender.id)
    spent_ = spent.where(part.order_id.not_in(never)).correlate(Tender).scalar_subquery()
    used = sa.case((Tender.is_captured, back + spent_), else_=back + held)
    touched = sa.or_(
        sa.exists().where(Call.tender_id == Tender.id), sa.exists().where(part.of_id == Tender.id)
    )
    find = sa.select(Order.number, Tender.id, Tender.amount, used).join(Order, Order.id == Tender.order_id)
    for number, tender, amount, gone in db.session.execute(find.where(touched, used > Tender.amount)):
        yield f"{number}: {gone} of tender {tender} is gone, and it brought {amount}"


GONE = (PaymentVerb.REFUND, PaymentVerb.RELEASE)


def _refunds() -> Iterator[str]:
    """Ours are the sum of what was asked, and of credit."""
    asked = _sum(Call.refund_id == Refund.id, Call.verb == PaymentVerb.REFUND)
    amount = sa.case((Refund.state == RefundState.FAILED, 0), else_=Refund.amount)
    credit = sa.case((Refund.state == RefundState.FAILED, 0), else_=Refund.to_credit)
    find = sa.select(Refund.id, amount, asked + credit).where(Refund.is_ours, amount != asked + credit)
    for number, says, is_ in db.session.execute(find.order_by(Refund.id)):
        yield f"refund {number}: {says}, and {is_} were asked for or are credit"
    ledger = _ledger()
    wrong = sa.select(Refund.id, credit, ledger).where(Refund.is_ours, credit != ledger)
    for number, says, is_ in db.session.execute(wrong.order_by(Refund.id)):
        yield f"refund {number}: {says} as credit, and the ledger says {is_}"


def _states() -> Iterator[str]:
    """Done means that nothing of it is open."""
    is_open = sa.exists().where(Call.refund_id == Refund.id, Call.state.in_(OPEN))
    find = sa.select(Refund.id).where(Refund.is_ours, Refund.state == RefundState.DONE, is_open)
    for number in db.session.scalars(find.order_by(Refund.id)):
        yield f"refund {number}: done, and somebody is still asked"
    bare = sa.select(Call.id).where(Call.state == PaymentState.PENDING, Call.account_id.is_(None))
    for number in db.session.scalars(bare.order_by(Call.id)):
        yield f"payment call {number}: to be asked, and of nobody"


def _credit() -> Iterator[str]:
    """Of a person: one of their profiles alone may have spent what another one was given."""
    total = sa.func.sum(CreditEntry.amount)
    find = sa.select(CreditEntry.customer_id, CreditEntry.currency)
    for customer, currency in db.session.execute(
        find.group_by(CreditEntry.customer_id, CreditEntry.currency).having(total < 0)
    ):
        if (amount := balance(customer, currency)) < 0:
            yield f"customer {customer}: {amount} {currency} of store credit"


def _points() -> Iterator[str]:
    """Nobody loses more points of an order than it brought."""
    total = sa.func.sum(LoyaltyEntry.points)
    find = sa.select(LoyaltyEntry.order_id, total).group_by(LoyaltyEntry.order_id).having(total < 0)
    for order, points in db.session.execute(find.where(LoyaltyEntry.order_id.is_not(None))):
        yield f"order {order}: {points} points"


def _sum(*which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    find = sa.select(sa.func.coalesce(sa.func.sum(Call.amount), 0))
    return find.where(*which, Call.state.in_(COUNTING)).correlate(Refund, Tender).scalar_subquery()


def _ledger() -> sa.ScalarSelect[int]:
    """What its cause wrote, with what an undo took back."""
    cause = "refund:" + sa.cast(Refund.id, sa.String)
    both = sa.or_(CreditEntry.cause == cause, CreditEntry.cause == "undo:" + cause)
    find = sa.select(sa.func.coalesce(sa.func.sum(CreditEntry.amount), 0)).where(both)
    return find.correlate(Refund).scalar_subquery()
