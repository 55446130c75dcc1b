"""What was picked, or not found, with paper in hand: unit by unit by the rules of the screen."""

from associate.core.acts.afterwards import Deed
from associate.core.acts.batch_shorts import batch_of
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules.owning import take_over
from associate.workflows.picking.rules.scans import take_scan
from associate.workflows.picking.rules.shorts import LOOK, report_short

UNSAID = "unsaid"  # no store offers that: the rule asks for a reason


def picked(job: Fulfillment, deed: Deed) -> None:
    """Into its tote, and then each unit as if it were scanned.

    Raises what take_scan raises; Refused("nothing_picked"), OutOfDate("not_picking").
    """
    told = deed.told
    with atomic(job):
        _begin(job, deed)
        if not told.units:
            raise Refused("nothing_picked", _("Say how many of each were picked."))
        if told.tag:
            take_scan(job, f"BAG-{told.tag}", key=deed.key, intent=deed.part("tote"), by=deed.by)
        for line in list(job.lines):
            for n in range(told.units.get(line.id, 0)):
                step = deed.part(f"{line.id}.{n}")
                take_scan(job, line.variant.sku, key=deed.key, intent=step, by=deed.by)


def not_found(job: Fulfillment, deed: Deed) -> None:
    """The rest of these lines, after all four places were searched. Raises what report_short raises."""
    told = deed.told
    batches = {batch for line in job.lines if (batch := batch_of(line))}
    together = {job, *(each for batch in batches for each in batch.to_pick)}
    with atomic(*batches, *sorted(together, key=lambda each: each.id)):
        _begin(job, deed)
        if not told.units:
            raise Refused("nothing_short", _("Choose what wasn’t found."))
        for line in told.units:
            form = ShortForm(line=line, reason=told.reason or UNSAID, looked=list(LOOK))
            report_short(job, form, intent=deed.part(f"short.{line}"), by=deed.by)


def _begin(job: Fulfillment, deed: Deed) -> None:
    if job.state not in (State.RELEASED, State.PICKING):
        words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        raise OutOfDate("not_picking", words)
    if deed.told.take_over:
        take_over(job, intent=deed.part("take_over"), by=deed.by)
