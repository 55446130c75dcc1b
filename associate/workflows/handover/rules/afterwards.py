"""What was handed over with paper in hand, by the rules of the counter: known, old enough, every bag."""

from associate.core.acts.afterwards import Deed
from associate.core.events.record import record
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.db import atomic
from associate.errors import OutOfDate
from associate.words import _
from associate.workflows.handover.forms import read_proof
from associate.workflows.handover.rules.age import check_age, min_age
from associate.workflows.handover.rules.bags import scan_bag
from associate.workflows.handover.rules.completion import hand_over
from associate.workflows.handover.rules.counter import handover_here, must_be_free
from associate.workflows.handover.rules.opening import open_handover
from associate.workflows.handover.rules.verification import verify


def handed_over(job: Fulfillment, deed: Deed) -> None:
    """All six characters of the code are checked here, whatever two of them said at the counter.

    Raises what the rules of the counter raise: "not_ready", "on_hold", "being_served", "wrong_code",
    "no_id_type" and their like.
    """
    told, by = deed.told, deed.by
    with atomic(job.order, job):
        begun = open_handover([job], take_over=told.take_over, intent=deed.part("open"), by=by)
        handover = handover_here(begun, store=job.store)
        _must_be_alone(handover, job)
        proof = read_proof({"how": told.how, "code" if told.how == "code" else "id_type": told.proof})
        verify(handover, proof, key=deed.key, intent=deed.part("verify"), by=by)
        if min_age([job], handover):
            check_age(handover, told.age_seen, intent=deed.part("age"), by=by)
        for bag in job.open_bags:
            scan_bag(handover, f"BAG-{bag.tag}", intent=deed.part(f"bag.{bag.id}"), by=by)
        hand_over(handover, key=deed.key, intent=deed.part("done"), by=by)


def _must_be_alone(handover: Handover, job: Fulfillment) -> None:
    """At the counter it stood with other orders, or things were refused: paper says nothing of these."""
    if handover.refusals or {row.fulfillment_id for row in handover.orders} != {job.id}:
        words = _("%(number)s is still open at the counter. End that first.", number=job.number)
        raise OutOfDate("being_served", words)


def stayed(job: Fulfillment, deed: Deed) -> None:
    """They came and it wasn’t given to them, or nobody came: it waits on. Raises what must_be_free raises."""
    with atomic(job):
        must_be_free(job)
        record("outage.stayed", about=job, by=deed.by)
