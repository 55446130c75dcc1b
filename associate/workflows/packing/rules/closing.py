"""When all of it is in: boxes are closed, and their labels are asked for by the account this store uses."""

from dataclasses import dataclass

from associate.core.acts import packing
from associate.core.acts.labels import want_label, want_rates
from associate.core.acts.shipments import unknown_to_customs
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.box_hints import hint_for
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.queries import accounts_of, boxes, parcels_of
from associate.core.shipping.serials import awaited
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _, ngettext
from associate.workflows.packing.forms import OWN, Closing
from associate.workflows.packing.rules.said import Said


@dataclass(frozen=True)
class Plan:
    """How a parcel would be closed now. `box`: a code of ours, empty with a `size` of its own. mm, g."""

    box: str
    size: tuple[int, int, int] | None
    weight_g: int | None  # None: nobody knows
    weighed_g: int | None = None  # what a scale said

    @property
    def is_enough(self) -> bool:
        return bool(self.box or self.size) and bool(self.weight_g)


def plan(parcel: Parcel) -> Plan:
    """As people said, else the one box that is suggested and what its things weigh."""
    code = parcel.box.code if parcel.box else ""
    size = _own_size(parcel) if not code else None
    if not code and not size:
        hint = hint_for(parcel)
        code = hint.boxes[0].box if hint.is_whole else ""
    weighed = parcel.weight_g if parcel.is_weighed else None
    return Plan(code, size, weighed or _added_up(parcel, code), weighed)


def finish(job: Fulfillment, *, asks: bool, by: Actor) -> list[Parcel]:
    """Inside atomic(job), nothing left to pack: empty parcels go, the others are closed where we know their
    box and weight; with `asks` somebody chooses the service first. Returns what was closed."""
    closed = []
    for parcel in parcels_of(job, ParcelState.OPEN):
        if not parcel.lines:
            packing.drop_parcel(parcel, by=by)
        elif plan(parcel).is_enough and not awaited(parcel):
            close(parcel, by=by)
            closed.append(parcel)
            go_on(parcel, asks=asks, by=by)
    return closed


def close(parcel: Parcel, *, by: Actor) -> None:
    """As planned. Raises what packing.close_box raises."""
    to = plan(parcel)
    packing.close_box(parcel, to.box, size=to.size, weight_g=to.weighed_g, by=by)


def go_on(parcel: Parcel, *, asks: bool, by: Actor) -> None:
    """It is closed: its label by this store’s account and its service; with `asks` the prices of all of them.
    Nothing where it has none: then somebody types a number; nor where customs would ask first."""
    if unknown_to_customs(parcel):
        return
    for account in accounts_of(parcel.store_id) if asks else []:
        want_rates(parcel, account, by=by)
    if not asks and (account := usual_account(parcel)):
        want_label(parcel, account, by=by)


def usual_account(parcel: Parcel) -> CarrierAccount | None:
    return next(iter(accounts_of(parcel.store_id)), None)


def prepare(parcel: Parcel, form: Closing, *, asks: bool, intent: Intent, by: Actor) -> Said:
    """Say which box and what the scale says. It is closed when all is in, or now when they say so.

    Raises Refused: "no_such_box", "weigh_it", "bad_size", "empty_parcel"; OutOfDate("parcel_closed").
    """
    job = parcel.fulfillment
    with atomic(job, parcel):
        if (done := answered(intent)) is not None:
            return done
        packing.may_pack(job)
        _say(parcel, form, by)
        if form.is_now:
            close(parcel, by=by)
            go_on(parcel, asks=asks, by=by)
            return answer(intent, **closed_words([parcel], asks=asks))
        closed = finish(job, asks=asks, by=by) if not packing.to_pack(job) else []
        if closed:
            return answer(intent, **closed_words(closed, asks=asks))
        return answer(intent, kind="ok", word=_("Noted"), what=_("It’s closed with its last thing."))


def use_box(parcel: Parcel, code: str, *, by: Actor) -> None:
    """Inside atomic(job): the box with this code. Raises Refused("no_such_box")."""
    _say(parcel, Closing(box=code, weight_g=parcel.weight_g if parcel.is_weighed else None), by)


def closed_words(closed: list[Parcel], *, asks: bool) -> Said:
    """ "Closed in S. Its label is coming."."""
    boxes_ = ", ".join(parcel.box.code if parcel.box else _("a box of its own") for parcel in closed)
    if not usual_account(closed[0]):
        what = _("No carrier is connected here: type the number of its label.")
    elif unknown_to_customs(closed[0]):
        what = _("Its label waits for what customs ask.")
    elif asks:
        what = _("Choose how it goes when the prices are there.")
    else:
        what = ngettext("Its label is coming.", "Their labels are coming.", len(closed))
    return {"kind": "done", "word": _("Closed in %(boxes)s", boxes=boxes_), "what": what}


def parcel_of(job: Fulfillment, n: int) -> Parcel:
    """The job’s n-th. Raises Missing."""
    found = next((each for each in parcels_of(job, *ParcelState) if each.sequence == n), None)
    if found is None:
        raise Missing("no_parcel", _("%(number)s has no such parcel.", number=job.number))
    return found


def _say(parcel: Parcel, form: Closing, by: Actor) -> None:
    if parcel.state != ParcelState.OPEN:
        raise OutOfDate(
            "parcel_closed", _("Parcel %(number)s is closed. Look at it again.", number=parcel.number)
        )
    box = next((each for each in boxes() if each.code == form.box), None)
    if form.box and box is None:
        raise Refused("no_such_box", _("There’s no box %(code)s. Choose one from the list.", code=form.box))
    if form.size and max(form.size) > packing.LONGEST:
        raise Refused("bad_size", _("Say how long, wide and high it is, in millimeters."))
    if form.weight_g and form.weight_g > packing.HEAVIEST:
        raise Refused("weigh_it", _("Say what it weighs, in grams."))
    parcel.box, parcel.box_id = box, box.id if box else None
    parcel.length_mm, parcel.width_mm, parcel.height_mm = form.size or (None, None, None)
    parcel.weight_g, parcel.is_weighed = form.weight_g, form.weight_g is not None
    told = {"box": form.box or (OWN if form.size else ""), "weight_g": form.weight_g}
    record("parcel.prepared", about=parcel, by=by, number=parcel.number, **told)
    db.session.flush()


def _own_size(parcel: Parcel) -> tuple[int, int, int] | None:
    sides = (parcel.length_mm, parcel.width_mm, parcel.height_mm)
    return sides if all(sides) else None  # type: ignore[return-value]


def _added_up(parcel: Parcel, code: str) -> int | None:
    weights = [(each.line.variant.weight_g, each.quantity) for each in parcel.lines]
    if not weights or not all(weight for weight, _units in weights):
        return None
    box = next((each for each in boxes() if each.code == code), None)
    return sum((weight or 0) * units for weight, units in weights) + (box.weight_g if box else 0)
