"""What was handed over, to whom, by whom, and until when it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.acts.money_back import owed_for
from associate.core.acts.returning.reckoning import bill_of
from associate.core.acts.returning.taking import Taking
from associate.core.events.models import Delivery
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _
from associate.workflows.handover.rules.completion import done_event, told_cause
from associate.workflows.handover.rules.counter import first_name, jobs_of
from associate.workflows.handover.rules.settling import settled_with
from associate.workflows.handover.rules.undo import may_undo, undo_needs, undo_until
from associate.workflows.handover.screens.counter import BY


@dataclass(frozen=True)
class Done:
    handover: Handover
    bags: int
    who: str
    how: str
    by: str
    undo_until: datetime | None
    may_undo: bool
    undo_needs: str  # the permission, where somebody else has to agree
    is_late: bool
    money_back: int
    currency: str
    refused: int
    stays: list[str]  # tags of bags nobody found
    message: Delivery | None
    taking: Taking | None  # what they took from the floor


def done(handover: Handover, staff: Staff, at: datetime, told: Sequence[Delivery] = ()) -> Done:
    """`told`: the messages, where the caller has them at hand."""
    jobs = jobs_of(handover)
    until = undo_until(handover)
    return Done(
        handover,
        sum(row.how != "left_out" for row in handover.bags),
        next((job.order.first_name for job in jobs if job.order.first_name), "") or _("the customer"),
        how(handover),
        _("you") if handover.closed_by == staff.ref else first_name(handover.closed_by or ""),
        until,
        may_undo(handover, staff),
        "" if may_undo(handover, staff) else undo_needs(handover) or "",
        until is not None and at > until,
        _owed(handover),
        jobs[0].order.currency,
        _refused(handover, jobs),
        [row.bag.tag for row in handover.bags if row.how == "left_out"],
        told[0] if told else _message(handover),
        _taking(handover),
    )


def how(handover: Handover) -> str:
    """ "QR code and photo ID": what was asked for, in words."""
    words = str(BY.get(handover.verified_by, ""))
    if handover.age_checked and handover.verified_by != "photo_id":
        return _("%(how)s and photo ID", how=words)
    return words


def _refused(handover: Handover, jobs: list[Fulfillment]) -> int:
    """Units, as the journal has them."""
    if not handover.refusals:
        return 0
    events = [event for job in jobs if (event := done_event(handover, job))]
    return sum(sum(event.facts["refused"].values()) for event in events)


def _owed(handover: Handover) -> int:
    """Money, in minor units, for what was refused."""
    if not handover.refusals:
        return 0
    orders = {job.order_id: job.order for job in jobs_of(handover)}
    return sum(owed_for(order, handover.ref) for order in orders.values())


def _taking(handover: Handover) -> Taking | None:
    desk = settled_with(handover)
    return Taking(desk, bill_of(desk, by=Actor(desk.opened_by))) if desk else None


def _message(handover: Handover) -> Delivery | None:
    causes = [f"picked_up:{told_cause(handover, job)}" for job in jobs_of(handover)]
    return db.session.scalar(
        sa.select(Delivery).where(Delivery.cause.in_(causes)).order_by(Delivery.id).limit(1)
    )
