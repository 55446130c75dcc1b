"""One scan at the packing bench: a tote or an order to begin with, then each thing into its parcel."""

from typing import Any

from associate.core.acts import packing
from associate.core.catalog.codes import Code, read_code
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.states import OPEN, State
from associate.core.shipping.models import Parcel, ParcelLine
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.queries import boxes
from associate.core.shipping.serials import awaited
from associate.core.stores.models import Store
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.packing.forms import Going
from associate.workflows.packing.rules.closing import closed_words, finish, parcel_of, use_box
from associate.workflows.packing.rules.said import Said

TO_OPEN = tuple(state for state in OPEN if state != State.PACKED)
"""States in which a scan begins the work, or says why it can't; later ones are only looked at."""


def open_scanned(store: Store, raw: str, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """The job that a scanned tote or order means, begun. Answers with its `number`.

    Raises Missing("no_order" | "not_sent"), Refused("not_an_order"), and what packing.open_at_bench raises.
    """
    code = read_code(raw)
    if not code.kind and (thing := variant_by_code(code)):
        words = _("That’s the %(name)s. Scan its tote or its order first.", name=thing.name)
        raise Refused("not_an_order", words)
    job = packing.job_at_bench(code, store=store)
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        begin(job, by=by)
        return answer(intent, number=job.number)


def begin(job: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(job): a parcel to pack into, where something is left to pack."""
    if job.state in TO_OPEN and (job.state != State.PACKING or packing.to_pack(job)):
        packing.open_at_bench(job, by=by)


def take_scan(job: Fulfillment, raw: str, *, going: Going, intent: Intent, by: Actor) -> Said:
    """A thing goes in, its serial number where it asks for one, or a box of ours is chosen. The last of it
    closes the parcels and asks for labels.

    Raises Refused: "wrong_item", "have_all", "another_order", "unknown_code", "serial_first",
    and what packing.scan_in and packing.scan_serial raise.
    """
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        packing.may_pack(job)
        code = _read(job, raw)
        if not any(matches(line.variant, code) for line in job.lines):
            _must_not_be_another(job, code)
        begin(job, by=by)
        into = _into(job, going)
        said = _note_serial(into, code, going, by) or _choose(into, code, by)
        said = said or _put_in(job, into, code, going, by)
        return answer(intent, **said)


def _read(job: Fulfillment, raw: str) -> Code:
    """A SKU of this order is that thing, whatever else its digits might mean. An awaited serial may look like
    a number that didn’t come through whole."""
    text = raw.strip().casefold()
    if any(line.variant.sku.casefold() == text for line in job.lines):
        return Code(raw.strip(), value=raw.strip())
    try:
        return read_code(raw)
    except Refused:
        if not any(awaited(parcel) for parcel in packing.parcels_of(job, ParcelState.OPEN)):
            raise
        return read_code(raw, may_be_serial=True)


def _into(job: Fulfillment, going: Going) -> Parcel:
    """The parcel they chose, as long as it is open; else the one begun last."""
    chosen = parcel_of(job, going.into) if going.into else None
    into = chosen if chosen and chosen.state == ParcelState.OPEN else packing.open_parcel(job)
    if into is None:
        raise OutOfDate("all_packed", _("All of %(number)s is packed. Put this one back.", number=job.number))
    return into


def _choose(into: Parcel, code: Code, by: Actor) -> Said | None:
    """A scanned box: its code is printed on it."""
    known = {box.code.upper(): box for box in boxes()}
    box = None if code.kind or code.gtins else known.get(code.value.upper())
    if box is None or any(matches(line.variant, code) for line in into.fulfillment.lines):
        return None
    use_box(into, box.code, by=by)
    return {"kind": "ok", "word": _("Box %(code)s", code=box.code), "what": box.name}


def _note_serial(into: Parcel, code: Code, going: Going, by: Actor) -> Said | None:
    """The unit that went in last asks for its serial: nothing else is scanned before that."""
    lies = awaited(into)
    if lies is None:
        return None
    is_ours = code.kind or any(code.value.upper() == box.code.upper() for box in boxes())
    is_it = matches(lies.line.variant, code)
    if is_ours or (is_it and not code.serial) or (not is_it and variant_by_code(code)):
        name = called(lies.line)
        raise Refused("serial_first", _("Scan the serial number on the %(name)s first.", name=name))
    kept = packing.scan_serial(into, lies, code, by=by)
    return _went_in(lies, _("Serial %(serial)s", serial=kept.serial), going, by)


def _put_in(job: Fulfillment, into: Parcel, code: Code, going: Going, by: Actor) -> Said:
    lies = packing.scan_in(job, code, by=by, parcel=into)
    word = _("%(name)s, %(n)s", name=called(lies.line), n=_so_far(lies, packing.to_pack(job)))
    if awaited(into):
        return {"kind": "ok", "word": word, "what": _("Now scan its serial number.")}
    return _went_in(lies, word, going, by)


def _went_in(lies: ParcelLine, word: str, going: Going, by: Actor) -> Said:
    """What comes next; with the last thing its parcels are closed."""
    job = lies.parcel.fulfillment
    left = packing.to_pack(job)
    if left:
        return {"kind": "ok", "word": word, "what": _next_words(job, left)}
    if closed := finish(job, asks=going.asks, by=by):
        return closed_words(closed, asks=going.asks)
    what = _("That was the last. Say which box, and what it weighs: then its label comes.")
    return {"kind": "ok", "word": word, "what": what}


def called(line: FulfillmentLine) -> str:
    """Its title; with size and color where the job has another one of it."""
    product = line.variant.product_id
    alike = sum(each.variant.product_id == product for each in line.fulfillment.lines)
    return line.variant.name if alike > 1 else line.variant.product.title


def _so_far(lies: ParcelLine, left: dict[int, int]) -> str:
    """ "2 of 3"."""
    of_all = lies.line.to_hand_over
    return _("%(n)d of %(all)d", n=of_all - left.get(lies.fulfillment_line_id, 0), all=of_all)


def _next_words(job: Fulfillment, left: dict[int, int]) -> str:
    line = next(line for line in job.lines if line.id in left)
    return _("Scan the %(name)s.", name=called(line))


def _must_not_be_another(job: Fulfillment, code: Code) -> None:
    if code.kind == "BAG" or (not code.kind and not variant_by_code(code)):
        tote = open_bag(job.store, code.key)
        if tote and tote.fulfillment_id == job.id:
            raise Refused("its_tote", _("That’s its tote. Scan the things in it."))
        if tote:
            words = _(
                "That’s the tote of %(other)s. Finish %(number)s first.",
                other=tote.fulfillment.number,
                number=job.number,
            )
            raise Refused("another_order", words)
    if code.kind in ("", "ORD") and code.value.upper() == job.number.upper():
        raise Refused("its_order", _("That’s this order. Scan the things in it."))
    if code.kind == "ORD":
        raise Refused(
            "another_order", _("That’s an order’s code. Scan the things of %(number)s.", number=job.number)
        )
