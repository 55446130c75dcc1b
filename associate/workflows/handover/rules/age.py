"""Goods with an age need an ID that was seen. No role overrides what the check said."""

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Handover
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.counter import at_the_counter, must_be_known, must_be_open
from associate.workflows.handover.rules.shares import AGE_REASONS

SEEN = ("passport", "driving_license", "national_id")


def check_age(handover: Handover, seen: str, *, intent: Intent, by: Actor) -> None:
    """`seen` is the type of the ID that shows somebody old enough, or "no_id", or "under_age".

    The latter two refuse every age-restricted line; "under_age" can't be taken back at this handover.
    """
    with at_the_counter(handover) as jobs:
        if answered(intent) is not None:
            return
        must_be_open(handover)
        must_be_known(handover, jobs)
        if seen not in (*SEEN, *AGE_REASONS):
            raise Refused("no_id_type", _("Choose which ID you saw. We keep the type, never a number."))
        if refused_for_age(handover) == "under_age":
            raise Refused(
                "under_age", _("Under age was written down here, and nobody changes that. The rest may go.")
            )
        handover.age_checked = seen in SEEN
        handover.refusals = (
            _without_age(handover) if seen in SEEN else {**handover.refusals, **_all(jobs, seen)}
        )
        record("handover.age_checked", about=handover, by=by, seen=seen)
        answer(intent, seen=seen)


def refused_for_age(handover: Handover) -> str:
    """ "under_age" or "no_id" when the check refused something, else ""."""
    reasons = {reason for _quantity, reason in handover.refusals.values()}
    return next((reason for reason in ("under_age", "no_id") if reason in reasons), "")


def restricted(jobs: list[Fulfillment]) -> list[FulfillmentLine]:
    lines = [line for job in jobs for line in job.lines if line.to_hand_over]
    return [line for line in lines if line.variant.product.min_age]


def _all(jobs: list[Fulfillment], reason: str) -> dict[str, list[object]]:
    return {str(line.id): [line.to_hand_over, reason] for line in restricted(jobs)}


def _without_age(handover: Handover) -> dict[str, list[object]]:
    return {line: what for line, what in handover.refusals.items() if what[1] not in AGE_REASONS}
