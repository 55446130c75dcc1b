"""What the demo's people did, through the very rules that the screens use: scan by scan."""

from datetime import timedelta
from itertools import count

from flask import current_app

from associate.clock import as_of, now
from associate.core.acts.shorts import Reason
from associate.core.events.commands import Intent, intent
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine, Handover
from associate.core.fulfillment.walk import walk
from associate.core.fulfillment.wave_walk import wave_walk
from associate.core.fulfillment.waves import PickMode, wave_here
from associate.core.stores.staff import Staff
from associate.db import db
from associate.workflows.handover.forms import Proof
from associate.workflows.handover.rules import age, bags, completion, missing, opening, refusals, verification
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules import owning, scans, shorts
from associate.workflows.waves.rules import scans as wave_scans
from associate.workflows.waves.rules import starting

BETWEEN_SCANS = timedelta(seconds=25)
_numbers = count(1)


def meant(name: str, staff: Staff) -> Intent:
    """A new intent; its key says that the demo made it."""
    return intent(f"demo-{next(_numbers):06d}-{now():%Y%m%d%H%M%S}", name, staff.actor, {})


def start(job: Fulfillment, staff: Staff) -> None:
    owning.start(job, intent=meant("pick.start", staff), by=staff.actor)


def pause(job: Fulfillment, staff: Staff, words: str = "") -> None:
    owning.pause(job, words=words, intent=meant("pick.pause", staff), by=staff.actor)


def scan(job: Fulfillment, code: str, staff: Staff) -> None:
    scans.take_scan(
        job,
        code,
        key=current_app.config["SECRET_KEY"],
        intent=meant("pick.scan", staff),
        by=staff.actor,
    )


def pick(job: Fulfillment, staff: Staff, units: int | None = None) -> None:
    """Scan that many units in walking order, all without a number; each scan a moment after the last."""
    wanted = [line for stop in walk(job) for line in [stop.line] * stop.line.left][:units]
    for step, line in enumerate(wanted):
        with as_of(now() + step * BETWEEN_SCANS):
            scan(job, _printed(line), staff)


def pass_on(job: Fulfillment, staff: Staff, zone: str, tag: str, place: str) -> None:
    """A walk of its own through this zone, all into one tote, and that put down for the next zone."""
    done = starting.start(
        job.store,
        [job.number],
        mode=PickMode.ZONE,
        zone=zone,
        intent=meant("waves.start", staff),
        by=staff.actor,
    )
    wave, told = wave_here(done["number"], store=job.store), {"shown": [job.number], "by": staff.actor}
    wanted = [line for stop in wave_walk(wave) for _letter, line in stop.shares for _unit in range(line.left)]
    codes = [code for line in wanted for code in (_printed(line), f"BAG-{tag}")]
    for step, code in enumerate([*codes, f"LOC-{place}"]):
        with as_of(now() + step * BETWEEN_SCANS / 2):
            wave_scans.take_scan(wave, code, intent=meant("waves.scan", staff), **told)


def pick_into(job: Fulfillment, staff: Staff, tags: list[str]) -> None:
    """Scan each bag and then its part of what is wanted, so that everybody knows what is in which."""
    each = -(-job.units_wanted // len(tags))
    for turn, tag in enumerate(tags):
        with as_of(now() + turn * each * BETWEEN_SCANS):
            scan(job, f"BAG-{tag}", staff)
            pick(job, staff, each)


def stage(job: Fulfillment, staff: Staff, tags: list[str], places: list[str]) -> None:
    """Each bag, then its place. The last place makes it ready."""
    for tag in tags:
        scan(job, f"BAG-{tag}", staff)
        if place := places.pop(0) if places else "":
            scan(job, f"LOC-{place}", staff)


def report_short(job: Fulfillment, staff: Staff, title: str, reason: Reason) -> None:
    line = next(line for line in job.lines if line.variant.product.title == title)
    form = ShortForm(line=line.id, reason=reason, looked=["floor", "back", "fitting", "returns"])
    shorts.report_short(job, form, intent=meant("pick.short", staff), by=staff.actor)


def hand_over(job: Fulfillment, staff: Staff, *, without: Bag | None = None, refused: str = "") -> Handover:
    """Over the counter to the person on the photo ID; `without` a lost bag, or one thing refused."""
    by = staff.actor
    number = opening.open_handover([job], intent=meant("handover.open", staff), by=by)
    handover = db.session.get_one(Handover, number)
    key = current_app.config["SECRET_KEY"]
    proof = Proof(how="photo_id", id_type="driving_license")
    verification.verify(handover, proof, key=key, intent=meant("handover.verify", staff), by=by)
    if age.min_age([job], handover):
        age.check_age(handover, "driving_license", intent=meant("handover.age", staff), by=by)
    for bag in list(job.open_bags):
        if without is None or bag.id != without.id:
            bags.scan_bag(handover, f"BAG-{bag.tag}", intent=meant("handover.bag", staff), by=by)
    if without is not None:
        missing.leave_out(handover, without.tag, set(), intent=meant("handover.missing", staff), by=by)
    if refused:
        _refuse(handover, job, refused, staff)
    completion.hand_over(handover, key=key, intent=meant("handover.done", staff), by=by)
    return handover


def _refuse(handover: Handover, job: Fulfillment, title: str, staff: Staff) -> None:
    line = next(line for line in job.lines if line.variant.product.title == title)
    refusals.note_refusals(
        handover,
        {line.id: 0},
        {line.id: "changed_mind"},
        intent=meant("handover.refuse", staff),
        by=staff.actor,
    )


def _printed(line: FulfillmentLine) -> str:
    """What is on the label: 13 digits."""
    return (line.variant.gtin or line.variant.sku).removeprefix("0")
