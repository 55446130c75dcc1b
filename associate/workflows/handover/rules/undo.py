"""A slip of the hand is taken back by compensating entries, never by deletion."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.capturing import leave_authorized
from associate.core.acts.collect import uncollect
from associate.core.acts.holds import must_not_be_frozen
from associate.core.acts.money_back import unowe
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.deliveries import withdraw_message
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import ensure_pass
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverBag, HandoverOrder, HandoverState
from associate.core.fulfillment.queries import open_bag
from associate.core.inventory import ledger
from associate.core.orders.whose import addresses
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.core.stores.hours import closing_of, local_day
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.handover.rules.completion import done_event, told_cause
from associate.workflows.handover.rules.counter import at_the_counter, first_name, wall_time
from associate.workflows.handover.rules.settling import levels_of, settled_with, take_back


def undo(
    handover: Handover, *, key: str, intent: Intent, by: Actor, approval: Approval | None = None
) -> None:
    """Everything is as it was before: stock, reservations, states, bags, message; and a new pickup code.

    Raises OutOfDate("undone_already"), Refused with "too_late", "money_back", "money_left", "shelved",
    "bag_found", "later_handover", "tag_in_use"; what it settled with the handover: what
    at_pickup.take_back raises.
    """
    with at_the_counter(handover) as jobs:
        if answered(intent) is not None:
            return
        must_be_done(handover)
        must_not_be_frozen(*jobs)
        _must_be_in_time(handover, jobs, by, approval)
        must_be_last(handover, jobs)
        must_be_untouched(handover, jobs)
        _must_not_be_found(handover)
        tasks = _refunds(handover, jobs)
        desk = settled_with(handover)
        here = [line.reservation.level_id for job in jobs for line in job.lines if line.reservation]
        ledger.lock([*here, *(levels_of(desk) if desk else [])])
        take_back(handover, by=by)
        ledger.reverse(handover.ref, by=by)
        for row in handover.orders:
            _take_back(handover, row, key, by)
        for task in tasks:
            close_task(task, "handover undone", by=by)
        for order in {job.order_id: job.order for job in jobs}.values():
            unowe(order, handover.ref, by=by)
            leave_authorized(order, handover.ref)
        handover.state = HandoverState.UNDONE
        answer(intent, handover=handover.id)


def undo_until(handover: Handover) -> datetime | None:
    """Until when anyone who may hand over takes it back."""
    store = db.session.get_one(Store, handover.store_id)
    return handover.closed_at and handover.closed_at + timedelta(minutes=store.undo_minutes)


def may_undo(handover: Handover, staff: Staff | None) -> bool:
    """Without anybody else's word."""
    needs = undo_needs(handover)
    return needs == "" or bool(needs and staff and staff.can(needs))


def undo_needs(handover: Handover) -> str | None:
    """The permission that takes it back now: "" in the store's minutes, "late_undo" until it closes, then
    "approve"; None when there is nothing to take back."""
    until = undo_until(handover)
    if handover.state != HandoverState.DONE or until is None or handover.closed_at is None:
        return None
    if now() <= until:
        return ""
    store = db.session.get_one(Store, handover.store_id)
    return "late_undo" if now() <= closing_of(store, local_day(store, handover.closed_at)) else "approve"


def must_be_done(handover: Handover) -> None:
    if handover.state == HandoverState.UNDONE:
        raise OutOfDate("undone_already", _("This was taken back already."))
    if handover.state != HandoverState.DONE:
        raise OutOfDate("not_done", _("Nothing was handed over here."))


def _must_be_in_time(
    handover: Handover, jobs: list[Fulfillment], by: Actor, approval: Approval | None
) -> None:
    staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if may_undo(handover, staff):
        return
    needs = undo_needs(handover) or "approve"
    if approval is None:
        who = _("A lead") if needs == "late_undo" else _("A manager")
        raise Refused("too_late", _("It’s too late to undo this alone. %(who)s must agree.", who=who))
    emails = addresses(*(job.order for job in jobs))
    must_be_let(needs, about=jobs[0], by=by, approval=approval, emails=emails)


def must_be_last(handover: Handover, jobs: list[Fulfillment]) -> None:
    later = (
        sa.select(Handover)
        .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
        .where(
            HandoverOrder.fulfillment_id.in_([job.id for job in jobs]),
            Handover.id != handover.id,
            Handover.state == HandoverState.DONE,
            Handover.closed_at > handover.closed_at,
        )
    )
    if (after := db.session.scalar(later.limit(1))) and after.closed_at and after.closed_by:
        who, at = first_name(after.closed_by), wall_time(after, after.closed_at)
        raise Refused(
            "later_handover",
            _("%(who)s handed over the rest at %(at)s. Undo that one first.", who=who, at=at),
        )


def must_be_untouched(handover: Handover, jobs: list[Fulfillment]) -> None:
    """Raises Refused("bag_settled") where a wrong bag brought goods of it onto the books since."""
    keys = [f"{TaskKind.WRONG_BAG.value}:{job.id}" for job in jobs]
    cases = sa.select(Task).where(Task.key.in_(keys), Task.created_at >= handover.closed_at)
    own = [case.facts["sides"][0] for case in db.session.scalars(cases)]
    if any(side["part"] == "robbed" or side["how"] == "shelved" for side in own):
        raise Refused("bag_settled", _("A wrong bag of it was settled since, so this stays as it is."))


def _must_not_be_found(handover: Handover) -> None:
    """What was in a lost bag is held; once somebody settled that, the books can't go back."""
    keys = [f"{TaskKind.BAG_MISSING.value}:{row.bag_id}" for row in handover.bags if row.how == "replaced"]
    settled = sa.select(Task.id).where(Task.key.in_(keys), Task.done_at > handover.closed_at)
    if keys and db.session.scalar(settled.limit(1)):
        raise Refused("bag_found", _("The lost bag was settled meanwhile, so this stays as it is."))


def _refunds(handover: Handover, jobs: list[Fulfillment]) -> list[Task]:
    """The open refund tasks of this handover. Raises Refused("money_back") when one is done."""
    keys = [f"{TaskKind.REFUND.value}:{job.order_id}:{handover.ref}" for job in jobs]
    tasks = list(db.session.scalars(sa.select(Task).where(Task.key.in_(keys))))
    if any(task.done_at for task in tasks):
        raise Refused(
            "money_back", _("The money for what was refused went back already, so this stays as it is.")
        )
    return tasks


def _take_back(handover: Handover, row: HandoverOrder, key: str, by: Actor) -> None:
    job = row.fulfillment
    given, refused = what_went(handover, job)
    if not given and not refused:
        return
    uncollect(job, given, refused, cause=handover.ref, back_to=row.state_before, by=by)
    for bag in handover.bags:
        bring_back(bag, job, by)
    withdraw_message(f"picked_up:{told_cause(handover, job)}")
    ensure_pass(job, key=key)
    record("handover.undone", about=job, by=by, handover=handover.id)


def what_went(handover: Handover, job: Fulfillment) -> tuple[dict[int, int], dict[int, int]]:
    """(handed over, refused) of one order, line id → units, as the journal has them."""
    done = done_event(handover, job)
    if done is None:
        return {}, {}
    given, refused = done.facts["given"], done.facts["refused"]
    return {int(line): n for line, n in given.items()}, {int(line): n for line, n in refused.items()}


def bring_back(row: HandoverBag, job: Fulfillment, by: Actor) -> None:
    bag = row.bag
    if bag.fulfillment_id != job.id or bag.gone_at is None:
        return
    if open_bag(db.session.get_one(Store, bag.store_id), bag.tag):
        raise Refused(
            "tag_in_use", _("Tag %(tag)s is on another bag by now, so this stays as it is.", tag=bag.tag)
        )
    bag.gone_at = None
    if row.how == "replaced":
        open_task(TaskKind.BAG_MISSING, str(bag.id), by=by, held=False)
    db.session.flush()
