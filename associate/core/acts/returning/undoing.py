"""A slip of the hand is taken back by compensating entries, as long as the money hasn’t left."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.exchanging.handing_out import take_back as take_back_exchange
from associate.core.acts.refunding import call_off
from associate.core.acts.returning.desk import emails_of
from associate.core.acts.returning.settling import undo_until
from associate.core.acts.returning.stock import take_away
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.inventory import ledger
from associate.core.payments.credit import take_back
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.telling import untell_returned
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _


def undo(return_: Return, *, approval: Approval | None = None, intent: Intent, by: Actor) -> None:
    """Everything is as it was before: stock, money, message. The units may be brought back anew.

    Anyone who takes returns within the store’s minutes, later a manager. Raises OutOfDate("undone_already",
    "not_done", "reckoned_with"), Refused with "too_late", "money_left", "shelved", "given", and whatever
    must_be_let raises.
    """
    with _all_locked(return_):
        if answered(intent) is not None:
            return
        _must_be_done(return_)
        _must_be_in_time(return_, approval, by)
        _must_not_be_reckoned_with(return_)
        _lock_stock(return_)
        if return_.refund is not None:
            call_off(return_.refund, by=by)
        elif return_.order_id is None:
            take_back(return_.ref, by=by.ref)
        if return_.exchange is not None:
            take_back_exchange(return_.exchange, return_, by=by)
        take_away(return_, by=by)
        return_.state = ReturnState.UNDONE
        untell_returned(return_)
        record("return.undone", about=return_, by=by, amount=return_.actual)
        answer(intent, **{"return": return_.id})


@contextmanager
def _all_locked(return_: Return) -> Iterator[None]:
    """The orders, the jobs of what went out instead, then the return."""
    orders = [order for order in (return_.order, return_.exchange) if order]
    jobs = fulfillments_of(return_.exchange_id) if return_.exchange_id else []
    with atomic(*orders, *jobs, return_):
        yield


def _lock_stock(return_: Return) -> None:
    """Of both sides, by rising variant: an undo touches them one after the other."""
    assert return_.store_id is not None
    places = {(return_.store_id, unit.variant_id) for unit in return_.lines if unit.variant_id}
    places |= {(take.store_id, take.variant_id) for take in return_.takes}
    ledger.lock(ledger.levels_for(places).values())


def _must_not_be_reckoned_with(return_: Return) -> None:
    """Of a price adjustment: what came back since brought less for it."""
    if return_.kind != ReturnKind.ADJUSTMENT:
        return
    find = sa.select(ReturnLine.id).join(Return, Return.id == ReturnLine.return_id)
    find = find.where(
        ReturnLine.order_line_id.in_([line.order_line_id for line in return_.lines]),
        Return.state == ReturnState.DONE,
        Return.id > return_.id,
    )
    if db.session.scalar(find.limit(1)):
        raise OutOfDate("reckoned_with", _("Some of it came back since and was reckoned with it."))


def is_late(return_: Return) -> bool:
    until = undo_until(return_)
    return until is not None and now() > until


def _must_be_done(return_: Return) -> None:
    if return_.kind == ReturnKind.DESK:
        raise Refused("with_handover", _("It went with a pickup. Undo that handover instead."))
    if return_.state == ReturnState.UNDONE:
        raise OutOfDate("undone_already", _("This was taken back already."))
    if return_.state != ReturnState.DONE:
        raise OutOfDate("not_done", _("Nothing was settled here."))


def _must_be_in_time(return_: Return, approval: Approval | None, by: Actor) -> None:
    if not is_late(return_):
        return
    try:
        must_be_let("approve", about=return_, by=by, approval=approval, emails=emails_of(return_, approval))
    except Refused as refused:
        if refused.code != "needs_approval":
            raise
        raise Refused("too_late", _("It’s too late to undo this alone. A manager must agree.")) from None
