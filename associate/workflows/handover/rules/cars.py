"""Taken out to a car: the bags are scanned on the way, and there the customer is asked for the code."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from associate.core.acts import running
from associate.core.events.commands import Intent
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Handover, HandoverState
from associate.core.fulfillment.visit_moves import must_be_open
from associate.core.fulfillment.visits import Visit, ready_jobs
from associate.core.stores.staff import Staff
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.handover.rules.bags import scan_bag
from associate.workflows.handover.rules.left import leave
from associate.workflows.handover.rules.opening import open_handover, open_handover_of


def scan_on_the_way(visit: Visit, raw: str, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """A bag goes out to this car. Answers {tag, is_new}; raises what `take_along` and `scan_bag` raise."""
    return scan_bag(take_along(visit, intent=intent, by=by), raw, intent=intent, by=by)


def take_along(visit: Visit, *, intent: Intent, by: Actor) -> Handover:
    """The open handover of all that is ready for this car, begun with the first deed about it in this visit.

    Raises OutOfDate("not_yours") when another runner has the car, ("visit_over"), Refused("nothing_ready"),
    and what `open_handover` raises.
    """
    _must_be_theirs(visit, by)
    jobs = sorted(ready_jobs(visit), key=lambda job: (bool(job.hold), job.id))
    if not jobs:
        raise Refused("nothing_ready", _("Nothing of it is ready yet. Stage its bags first."))
    now_open = open_handover_of(jobs[0])
    if now_open and visit.arrived_at and now_open.opened_at < visit.arrived_at:
        leave(now_open, by=by)  # of an earlier visit: its bags went back to their places
    elif now_open and now_open.opened_by == by.ref and _holds(now_open, {job.id for job in jobs}):
        return now_open
    number = open_handover(jobs, take_over=True, intent=following(intent, "handover.open"), by=by)
    return db.session.get_one(Handover, number)


def arrive(visit: Visit, *, intent: Intent, by: Actor) -> Handover:
    """The runner stands at the car. Where nobody has it any more they have it again.

    Raises OutOfDate("claimed") when another runner has it, ("not_here"), ("visit_over"), and what
    `take_along` raises.
    """
    assert by.staff_id is not None
    running.claim(visit, db.session.get_one(Staff, by.staff_id), by=by)
    handover = take_along(visit, intent=intent, by=by)
    running.at_car(visit, by=by)
    return handover


def following(intent: Intent, name: str) -> Intent:
    """The same intent’s next deed: done once as well, however often the first one comes."""
    return replace(intent, key=sha256(f"{intent.key}:{name}".encode()).hexdigest(), name=name)


def _must_be_theirs(visit: Visit, by: Actor) -> None:
    must_be_open(visit)
    if visit.runner_id is None:
        raise OutOfDate("not_yours", _("Nobody has this car now. Take it first."))
    if visit.runner_id != by.staff_id:
        who = visit.runner.first_name if visit.runner else _("Somebody")
        raise OutOfDate("not_yours", _("%(who)s has this car. Take it over first.", who=who))


def _holds(handover: Handover, job_ids: set[int]) -> bool:
    return handover.state == HandoverState.OPEN and job_ids <= {row.fulfillment_id for row in handover.orders}
