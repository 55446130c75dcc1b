"""Parcels of a job: another one, things from one into another, opened again, dropped, back to the tote."""

from associate.core.acts import packing
from associate.core.catalog.codes import Code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.models import Parcel
from associate.db import atomic
from associate.errors import Refused
from associate.words import _
from associate.workflows.packing.rules.closing import finish, parcel_of
from associate.workflows.packing.rules.said import Said


def add(job: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        parcel = packing.add_parcel(job, by=by)
        word = _("Parcel %(n)d", n=parcel.sequence)
        return answer(intent, kind="ok", word=word, what=_("What you scan next goes into it."))


def take_out(parcel: Parcel, line_id: int, serial: str, *, to: int, intent: Intent, by: Actor) -> Said:
    """One unit, the one with this `serial`, out of this parcel: into the job’s parcel `to`, or to be scanned
    in again (0).

    Raises what packing.take_out and packing.scan_in raise, Refused("same_parcel").
    """
    job = parcel.fulfillment
    with atomic(job, parcel):
        if (done := answered(intent)) is not None:
            return done
        if to == parcel.sequence:
            raise Refused("same_parcel", _("It lies in that parcel already."))
        packing.take_out(parcel, line_id, serial=serial, by=by)
        name = next(line.variant for line in job.lines if line.id == line_id).product.title
        if not to:
            word, what = _("%(name)s is out", name=name), _("Scan it into the parcel it belongs in.")
            return answer(intent, kind="ok", word=word, what=what)
        sku = next(line.variant.sku for line in job.lines if line.id == line_id)
        packing.scan_in(job, Code(sku, value=sku, serial=serial), by=by, parcel=parcel_of(job, to))
        return answer(intent, kind="ok", word=_("Into parcel %(n)d", n=to), what=f"{name}.")


def reopen(parcel: Parcel, *, intent: Intent, by: Actor) -> Said:
    with atomic(parcel.fulfillment, parcel):
        if (done := answered(intent)) is not None:
            return done
        packing.reopen(parcel, by=by)
        word = _("Parcel %(n)d is open", n=parcel.sequence)
        return answer(intent, kind="ok", word=word, what=_("Change what you like, then close it."))


def drop(parcel: Parcel, *, asks: bool, intent: Intent, by: Actor) -> Said:
    """What lies in it is to be packed again. An empty one that went may have been the last thing open."""
    job = parcel.fulfillment
    with atomic(job, parcel):
        if (done := answered(intent)) is not None:
            return done
        packing.drop_parcel(parcel, by=by)
        if not packing.to_pack(job):
            finish(job, asks=asks, by=by)
        word = _("Parcel %(n)d is gone", n=parcel.sequence)
        what = _("Scan its things into another one.") if parcel.lines else ""
        return answer(intent, kind="ok", word=word, what=what)


def put_back_in_tote(job: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """Not now: all of it lies in its tote again."""
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        packing.back_to_tote(job, by=by)
        word = _("%(number)s waits again", number=job.number)
        return answer(intent, kind="ok", word=word, what=_("Everything goes back into its tote."))
