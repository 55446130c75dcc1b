"""The moment the goods change hands."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.collect import collect, refuse
from associate.core.acts.money_back import owe_units
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.deliveries import queue_message
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import ensure_pass, use_pass
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverState
from associate.core.fulfillment.states import State
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.bags import row_of, unaccounted
from associate.workflows.handover.rules.counter import (
    at_the_counter,
    must_be_free,
    must_be_open,
    must_be_verified,
)
from associate.workflows.handover.rules.missing import contents, hold_lost
from associate.workflows.handover.rules.refusals import must_have_reasons
from associate.workflows.handover.rules.shares import min_age, refused_units, shares_of

SILENCE = timedelta(seconds=60)  # "picked up" is told only then, so that an undo is silent


def hand_over(handover: Handover, *, key: str, intent: Intent, by: Actor) -> dict[str, Any]:
    """Stock leaves with the customer, once. Answers {bags, units}.

    Raises Refused with "not_verified", "check_age", "bags_left", "no_reason", "nothing_goes", "on_hold";
    OutOfDate when it was handed over, left or changed meanwhile.
    """
    with at_the_counter(handover) as jobs:
        if (done := answered(intent)) is not None:
            return done
        _must_be_complete(handover, jobs)
        units = sum(share.going for share in shares_of(jobs, handover))
        bags = sum(row.how != "left_out" for row in handover.bags)
        for job in jobs:
            _finish(handover, job, key, by)
        handover.state, handover.closed_at, handover.closed_by = HandoverState.DONE, now(), by.ref
        return answer(intent, bags=bags, units=units)


def _must_be_complete(handover: Handover, jobs: list[Fulfillment]) -> None:
    must_be_open(handover)
    must_be_verified(handover)
    for job in jobs:
        must_be_free(job)
    shares = shares_of(jobs, handover)
    if not handover.age_checked and min_age(jobs, handover):
        raise Refused("check_age", _("Check a photo ID first: something in here has an age."))
    if left := unaccounted(handover, jobs):
        raise Refused("bags_left", _("Not scanned yet: %(tags)s.", tags=", ".join(bag.tag for bag in left)))
    must_have_reasons(shares)
    if not any(share.going or share.refused for share in shares):
        raise Refused("nothing_goes", _("Nothing would go. Find a bag first, or leave it for later."))


def _finish(handover: Handover, job: Fulfillment, key: str, by: Actor) -> None:
    """One order: refuse first, so that what is collected decides the state."""
    shares = shares_of([job], handover)
    units = {share.line.id: share.going for share in shares if share.going}
    refused = [share for share in shares if share.refused]
    if not units and not refused:
        return  # its only bag was not found: it waits on
    _replace_lost(handover, job, by)
    owe_units(job.order, refused_units(job, handover), key=handover.ref, by=by, why="refused")
    for share in sorted(refused, key=lambda share: share.line.variant_id):
        refuse(share.line, share.refused, is_damaged=share.reason == "damaged", by=by)
    collect(job, units, cause=handover.ref, by=by)
    _close_bags(handover, job)
    use_pass(job)
    if job.state == State.PART_COLLECTED:
        ensure_pass(job, key=key)  # the customer comes again for the rest
    _tell(handover, job, units, {share.line.id: share.refused for share in refused}, by)


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


def _tell(
    handover: Handover, job: Fulfillment, units: dict[int, int], refused: dict[int, int], by: Actor
) -> None:
    record(
        "handover.done",
        about=job,
        by=by,
        handover=handover.id,
        method=handover.verified_by,
        note=handover.verified_note,
        age_checked=handover.age_checked,
        given={str(line): n for line, n in units.items()},
        refused={str(line): n for line, n in refused.items()},
        bags=[[row.bag.tag, row.how] for row in handover.bags if row.bag.fulfillment_id == job.id],
    )
    if units:
        queue_message(
            "picked_up",
            told_cause(handover, job),
            recipient=job.order.email,
            order_id=job.order_id,
            fulfillment_id=job.id,
            store_id=job.store_id,
            not_before=now() + SILENCE,
        )
    db.session.flush()


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
