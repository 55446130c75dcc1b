"""The moment the goods change hands."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.capturing import capture
from associate.core.acts.collect import collect_all, refuse
from associate.core.acts.money_back import owe_units
from associate.core.acts.returning import at_pickup
from associate.core.acts.running import ended
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Delivery, Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import contents
from associate.core.fulfillment.links import ensure_pass, use_pass
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverState
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.states import State
from associate.core.fulfillment.telling import tell
from associate.core.inventory import ledger
from associate.core.orders.incoming import Payment
from associate.core.orders.models import OrderLine
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.age import min_age
from associate.workflows.handover.rules.bags import must_stay_behind, row_of, unaccounted
from associate.workflows.handover.rules.counter import (
    at_the_counter,
    must_be_free,
    must_be_open,
    must_be_verified,
)
from associate.workflows.handover.rules.inside import must_be_out
from associate.workflows.handover.rules.missing import hold_lost
from associate.workflows.handover.rules.opening import sent_with
from associate.workflows.handover.rules.refusals import must_have_reasons
from associate.workflows.handover.rules.settling import Settled, levels_of, must_be_settled
from associate.workflows.handover.rules.shares import Share, refused_units, shares_of

SILENCE = timedelta(seconds=60)  # "picked up" is told only then, so that an undo is silent


def hand_over(
    handover: Handover,
    *,
    key: str,
    seen: int | None = None,
    out: Collection[int] | None = None,
    intent: Intent,
    by: Actor,
) -> list[Delivery]:
    """Stock leaves with the customer, once. Gives the messages this call queued: none when it came twice.

    `seen`: what the button said goes back. `out`: ids of what it said to take out of the bags first; None
    where it is told afterwards. Raises Refused with "not_verified", "check_age", "bags_left", "take_out",
    "no_reason", "nothing_goes", "on_hold", and what must_be_settled raises; OutOfDate when it was handed
    over, left or changed meanwhile.
    """
    with at_the_counter(handover) as jobs:
        if answered(intent) is not None:
            return []
        shares = shares_of(jobs, handover)
        _must_be_complete(handover, jobs, shares)
        if out is not None:
            must_be_out(jobs, out)
        settled = must_be_settled(handover, shares, seen, by=by)
        going = {share.line.id: share.going for share in shares if share.going}
        bags = sum(row.how != "left_out" for row in handover.bags)
        _let_go(handover, jobs, shares, going, settled, key, by)
        handover.state, handover.closed_at, handover.closed_by = HandoverState.DONE, now(), by.ref
        moved = _moving(jobs, shares)
        for job in moved:
            _note(handover, job, going, shares, by)
        ended(moved, by=by)
        told = [_tell(handover, job) for job in moved if any(line.id in going for line in job.lines)]
        answer(intent, bags=bags, units=sum(going.values()))
        return [message for message in told if message]


def _must_be_complete(handover: Handover, jobs: list[Fulfillment], shares: list[Share]) -> None:
    must_be_open(handover)
    must_be_verified(handover)
    for job in jobs:
        must_be_free(job)
        must_stay_behind(handover, job)
    if not handover.age_checked and min_age(jobs, handover):
        raise Refused("check_age", _("Check a photo ID first: something in here has an age."))
    if left := unaccounted(handover, jobs):
        raise Refused("bags_left", _("Not scanned yet: %(tags)s.", tags=", ".join(bag.tag for bag in left)))
    must_have_reasons(shares)
    if not any(share.going or share.refused for share in shares):
        raise Refused("nothing_goes", _("Nothing would go. Find a bag first, or leave it for later."))


def _moving(jobs: list[Fulfillment], shares: list[Share]) -> list[Fulfillment]:
    """Of the others the only bag was not found: they wait on."""
    moved = {share.line.fulfillment_id for share in shares if share.going or share.refused}
    return [job for job in jobs if job.id in moved]


def _let_go(
    handover: Handover,
    jobs: list[Fulfillment],
    shares: list[Share],
    going: dict[int, int],
    settled: Settled | None,
    key: str,
    by: Actor,
) -> None:
    """Refuse first, so that what is collected decides the state."""
    moving = _moving(jobs, shares)
    refused = [share for share in shares if share.refused]
    if refused or settled or any(row.how == "replaced" for row in handover.bags):
        _settle_the_rest(handover, moving, refused, settled, by)
    use_pass(*moving)
    collect_all(moving, going, cause=handover.ref, by=by)
    for job in moving:
        _close_bags(handover, job)
        if job.order.payment == Payment.AUTHORIZED:
            later = _for_good_at(handover)
            capture(job.order, cause=handover.ref, by=by, store_id=job.store_id, not_before=later)
    for job in moving:
        if job.state == State.PART_COLLECTED:
            ensure_pass(job, key=key)  # the customer comes again for the rest


def _settle_the_rest(
    handover: Handover, moving: list[Fulfillment], refused: list[Share], settled: Settled | None, by: Actor
) -> None:
    """What goes back to the shelf and what comes from it. That stock is touched more than once: lock it."""
    here = [line.reservation.level_id for job in moving for line in job.lines if line.reservation]
    ledger.lock([*here, *(levels_of(settled[0]) if settled else [])])
    for job in moving:
        _replace_lost(handover, job, by)
        if units := _owed_units(job, handover, settled):
            later = _for_good_at(handover)
            owe_units(job.order, units, key=handover.ref, by=by, why="refused", not_before=later)
    if settled:
        at_pickup.settle(*settled, by=by)
    for share in refused:
        refuse(share.line, share.refused, is_damaged=share.reason == "damaged", by=by)


def _owed_units(
    job: Fulfillment, handover: Handover, settled: Settled | None
) -> list[tuple[OrderLine, int, int]]:
    """What isn’t settled with what they take instead."""
    is_settled = settled is not None and settled[0].order_id == job.order_id
    return [] if is_settled else refused_units(job, handover)


def _for_good_at(handover: Handover) -> datetime:
    """No money moves before it can’t be undone in silence any more."""
    return now() + timedelta(minutes=db.session.get_one(Store, handover.store_id).undo_minutes)


def _replace_lost(handover: Handover, job: Fulfillment, by: Actor) -> None:
    for bag in job.open_bags:
        row = row_of(handover, bag)
        if row is not None and row.how == "replaced" and (inside := contents(bag)):
            hold_lost(bag, inside, cause=handover.ref, by=by)


def _close_bags(handover: Handover, job: Fulfillment) -> None:
    for bag in job.open_bags:
        row = row_of(handover, bag)
        if row is not None and row.how != "left_out":
            bag.gone_at = now()


def _note(
    handover: Handover, job: Fulfillment, going: dict[int, int], shares: list[Share], by: Actor
) -> None:
    given = {line.id: going[line.id] for line in job.lines if line.id in going}
    refused = {
        share.line.id: share.refused
        for share in shares
        if share.refused and share.line.fulfillment_id == job.id
    }
    record(
        "handover.done",
        about=job,
        by=by,
        handover=handover.id,
        method=handover.verified_by,
        note=handover.verified_note,
        age_checked=handover.age_checked,
        given={str(line): n for line, n in given.items()},
        refused={str(line): n for line, n in refused.items()},
        **sent_with(db.session.get(PickupPass, handover.pass_id) if handover.pass_id else None),
        bags=[[row.bag.tag, row.how] for row in handover.bags if row.bag.fulfillment_id == job.id],
    )


def _tell(handover: Handover, job: Fulfillment) -> Delivery | None:
    return tell(job.order, "picked_up", told_cause(handover, job), job=job, not_before=now() + SILENCE)


def done_event(handover: Handover, job: Fulfillment) -> Event | None:
    """What the journal says went and was refused of one order; None when nothing of it moved."""
    told = (
        sa.select(Event)
        .where(Event.about == job.ref, Event.kind == "handover.done")
        .order_by(Event.id.desc())
    )
    return next((event for event in db.session.scalars(told) if event.facts["handover"] == handover.id), None)


def told_cause(handover: Handover, job: Fulfillment) -> str:
    """One message an order: several of one person may go together."""
    return f"{handover.ref}:{job.id}"
