"""Goods with an age need an ID that was seen. No role overrides what the check said."""

from associate.core.catalog.models import Variant
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Handover
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.counter import at_the_counter, must_be_known, must_be_open
from associate.workflows.handover.rules.desk import age_of_takes, drop_restricted, fit
from associate.workflows.handover.rules.shares import AGE_REASONS, shares_of

FROM_THE_FLOOR = "floor"
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
        if not handover.age_checked:
            drop_restricted(handover, by=by)
        fit(handover, shares_of(jobs, handover))
        record("handover.age_checked", about=handover, by=by, seen=seen)
        answer(intent, seen=seen)


def refused_for_age(handover: Handover) -> str:
    """ "under_age" or "no_id" when the check refused something, else ""."""
    reasons = {reason for _quantity, reason in handover.refusals.values()}
    return next((reason for reason in ("under_age", "no_id") if reason in reasons), "")


def min_age(jobs: list[Fulfillment], handover: Handover) -> int | None:
    """The age, in years, that what still goes asks for, from the floor too."""
    going = (share.line.variant.product.min_age for share in shares_of(jobs, handover) if share.going)
    return max((age for age in (*going, age_of_takes(handover)) if age), default=None)


def must_be_let_have(variant: Variant, handover: Handover, jobs: list[Fulfillment]) -> None:
    """Inside the handover’s locks: an older age than an ID was asked for asks for it again.

    Raises Refused("no_id" | "under_age") where the check said no.
    """
    if not (age := variant.product.min_age):
        return
    if why := refused_for_age(handover):
        raise Refused(why, _("%(name)s stays here: %(why)s.", name=variant.name, why=AGE_REASONS[why]))
    ages = [line.variant.product.min_age or 0 for line in restricted(jobs)]
    if age > max((*ages, age_of_takes(handover) or 0)):
        handover.age_checked = False


def restricted(jobs: list[Fulfillment]) -> list[FulfillmentLine]:
    lines = [line for job in jobs for line in job.lines if line.to_hand_over]
    return [line for line in lines if line.variant.product.min_age]


def _all(jobs: list[Fulfillment], reason: str) -> dict[str, list[object]]:
    """Also where nothing that was packed has an age: whoever is refused takes none from the floor."""
    lines: dict[str, list[object]] = {str(line.id): [line.to_hand_over, reason] for line in restricted(jobs)}
    return lines or {FROM_THE_FLOOR: [0, reason]}


def _without_age(handover: Handover) -> dict[str, list[object]]:
    return {line: what for line, what in handover.refusals.items() if what[1] not in AGE_REASONS}
