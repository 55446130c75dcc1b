"""At the packing bench: a picked job into parcels, one scan a unit.

Everything here locks the job, then the parcel: order, fulfillment, parcel, manifest is the order of locks.
"""

from associate.core.catalog.codes import Code, marked
from associate.core.catalog.queries import matches, variant_by_code
from associate.core.catalog.stop_sales import must_not_be_stopped
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.moves import move as move_job
from associate.core.fulfillment.queries import fulfillment_here, open_bag
from associate.core.fulfillment.recalled import must_hold_nothing_recalled
from associate.core.fulfillment.sets import must_be_no_set
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.core.shipping import serials
from associate.core.shipping.box_hints import hint_for, hint_of
from associate.core.shipping.boxes import Suggestion
from associate.core.shipping.calls import buying
from associate.core.shipping.models import Parcel, ParcelLine, UnitSerial
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import ParcelState
from associate.core.shipping.queries import boxes, packed, parcels_of
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _

AT_BENCH = (State.PICKED, State.PACKING)
LONGEST, HEAVIEST = 3_000, 1_000_000  # mm, g


def job_at_bench(code: Code, *, store: Store) -> Fulfillment:
    """The job that a scanned tote or order means. Raises Missing."""
    tote = open_bag(store, code.key) if code.kind in ("", "BAG") else None
    job = tote.fulfillment if tote else fulfillment_here(code.value, store=store)
    if job.method != Method.SHIP:
        raise Missing("not_sent", _("%(number)s is collected, not sent.", number=job.number))
    return job


def open_at_bench(job: Fulfillment, *, by: Actor) -> Parcel:
    """Begin to pack it, or go on. Returns the parcel that the next scan goes into.

    Raises Refused: "held", what is recalled; OutOfDate("not_at_bench") before it is picked or once it left.
    """
    with atomic(job):
        may_pack(job)
        must_hold_nothing_recalled(job)
        if job.state == State.PICKED:
            move_job(job, State.PACKING, by=by)
        return open_parcel(job) or _begin(job, by)


def scan_in(job: Fulfillment, code: Code, *, by: Actor, parcel: Parcel | None = None) -> ParcelLine:
    """One unit into the open parcel, or into this one. The line as it lies there now. A code that tells the
    serial leaves none to be asked for.

    Raises Refused: "wrong_item", "scan_parts", "have_all", "unknown_code", "no_parcel", "stop_sale",
    "look_at_lot", and what serials.keep raises.
    """
    with atomic(job):
        into = _may_take(job, parcel)
        meant = [line for line in job.lines if matches(line.variant, code)]
        if not meant:
            raise _not_ours(job, code)
        must_not_be_stopped(meant[0].variant, code)
        left = to_pack(job)
        line = next((line for line in meant if left.get(line.id)), None)
        if line is None:
            name = meant[0].variant.name
            raise Refused("have_all", _("All of the %(name)s is packed. Put this one back.", name=name))
        lies = next((each for each in into.lines if each.fulfillment_line_id == line.id), None)
        if lies is None:
            lies = ParcelLine(fulfillment_line_id=line.id, quantity=0)
            into.lines.append(lies)
        lies.quantity += 1
        record("parcel.item_in", about=into, by=by, number=into.number, line=line.id, units=1)
        db.session.flush()
        if code.serial and line.variant.product.asks_serial:
            serials.keep(lies, code.serial, by=by)
        return lies


def scan_serial(parcel: Parcel, lies: ParcelLine, code: Code, *, by: Actor) -> UnitSerial:
    """The serial of the unit that was scanned in last. Raises what serials.keep raises, "stop_sale"."""
    with atomic(parcel.fulfillment, parcel):
        may_pack(parcel.fulfillment)
        _must_be(parcel, ParcelState.OPEN)
        serial = code.serial or code.text
        must_not_be_stopped(lies.line.variant, marked(code, serial))
        return serials.keep(lies, serial, by=by)


def take_out(parcel: Parcel, line_id: int, units: int = 1, *, serial: str = "", by: Actor) -> None:
    """Units of this line out of an open parcel, to be scanned in elsewhere: the one with this `serial`.

    Raises Refused("not_in_parcel"), OutOfDate("parcel_closed").
    """
    with atomic(parcel.fulfillment, parcel):
        _must_be(parcel, ParcelState.OPEN)
        lies = next((each for each in parcel.lines if each.fulfillment_line_id == line_id), None)
        if lies is None or not 0 < units <= lies.quantity:
            raise Refused("not_in_parcel", _("That isn’t in this parcel. Look at its list again."))
        lies.take(units, serial)
        record("parcel.item_out", about=parcel, by=by, number=parcel.number, line=line_id, units=units)
        db.session.flush()


def add_parcel(job: Fulfillment, *, by: Actor) -> Parcel:
    """Another parcel; what is scanned next goes into it. Raises Refused("too_many_parcels"): no more parcels
    than units."""
    with atomic(job):
        may_pack(job)
        if job.state != State.PACKING:
            raise _not_here(job)
        if len(parcels_of(job)) >= sum(line.picked - line.refused for line in job.lines):
            raise Refused("too_many_parcels", _("There aren’t more parcels than things to send."))
        return _begin(job, by)


def drop_parcel(parcel: Parcel, *, by: Actor) -> None:
    """Not needed after all: what lies in it is to be packed again.

    Raises OutOfDate("parcel_closed") once it has a label, or one is being bought.
    """
    with atomic(parcel.fulfillment, parcel):
        _must_be(parcel, ParcelState.OPEN, ParcelState.CLOSED)
        move(parcel, ParcelState.CANCELED, by=by, reason="not_needed")
        close_tasks(TaskKind.LABEL_FAILED, str(parcel.id), "not needed", by=by)


def close_box(
    parcel: Parcel,
    code: str = "",
    *,
    size: tuple[int, int, int] | None = None,
    weight_g: int | None = None,
    by: Actor,
) -> None:
    """In the box with this code, or in one of another outer `size` in mm; `weight_g` as the scale says.

    Without a scale it weighs what its things and its box do. What differs from the hint is journaled. Raises
    Refused: "empty_parcel", "serial_missing", "no_such_box", "weigh_it", "bad_size";
    OutOfDate("parcel_closed").
    """
    with atomic(parcel.fulfillment, parcel):
        may_pack(parcel.fulfillment)
        _must_be(parcel, ParcelState.OPEN)
        if not parcel.lines:
            raise Refused("empty_parcel", _("There’s nothing in it yet."))
        if lies := serials.awaited(parcel):
            name = lies.line.variant.name
            raise Refused("serial_missing", _("Scan the serial number of the %(name)s first.", name=name))
        _note_override(parcel, code, by)
        parcel.box = next((box for box in boxes() if box.code == code), None) if code else None
        if code and parcel.box is None:
            raise Refused("no_such_box", _("There’s no box %(code)s. Choose one from the list.", code=code))
        box = parcel.box
        outer = size or (box and (box.outer_length_mm, box.outer_width_mm, box.outer_height_mm))
        if not outer or min(outer) <= 0 or max(outer) > LONGEST:
            raise Refused("bad_size", _("Say how long, wide and high it is, in millimeters."))
        parcel.length_mm, parcel.width_mm, parcel.height_mm = outer
        parcel.weight_g, parcel.is_weighed = _weight(parcel, weight_g), weight_g is not None
        move(parcel, ParcelState.CLOSED, by=by, box=code, weight_g=parcel.weight_g, weighed=parcel.is_weighed)


def reopen(parcel: Parcel, *, by: Actor) -> None:
    """Closed too early. Raises OutOfDate("parcel_closed") once it has a label, or one is being bought."""
    with atomic(parcel.fulfillment, parcel):
        _must_be(parcel, ParcelState.CLOSED)
        move(parcel, ParcelState.OPEN, by=by)


def back_to_tote(job: Fulfillment, *, by: Actor) -> None:
    """Not packed here and now, and no stock is wrong for it: all of it lies in its tote again, picked.

    Raises OutOfDate("has_label") where a label is on one of its parcels, or is being bought: void that first.
    """
    with atomic(job):
        may_pack(job)
        parcels = parcels_of(job)
        loose = (ParcelState.OPEN, ParcelState.CLOSED)
        if any(parcel.state not in loose or buying(parcel.id) for parcel in parcels):
            raise OutOfDate("has_label", _("A parcel of it has a label. Void that first."))
        for parcel in parcels:
            move(parcel, ParcelState.CANCELED, by=by, reason="unpacked")
            close_tasks(TaskKind.LABEL_FAILED, str(parcel.id), "unpacked", by=by)
        if job.state == State.PACKING:
            move_job(job, State.PICKED, by=by, undo=True)


def hint(job: Fulfillment) -> Suggestion:
    """For all that is still to be packed and what lies in open parcels."""
    left = to_pack(job)
    for parcel in parcels_of(job, ParcelState.OPEN):
        for each in parcel.lines:
            left[each.fulfillment_line_id] = left.get(each.fulfillment_line_id, 0) + each.quantity
    return hint_of({line: left[line.id] for line in job.lines if left.get(line.id)})


def to_pack(job: Fulfillment) -> dict[int, int]:
    """Line id → picked units of it that lie in no parcel yet."""
    db.session.flush()
    lies = packed(job)
    left = {line.id: line.to_hand_over - lies.get(line.id, 0) for line in job.lines}
    return {line_id: units for line_id, units in left.items() if units > 0}


def open_parcel(job: Fulfillment) -> Parcel | None:
    """The one that is packed now: the last that was begun."""
    return next(iter(parcels_of(job, ParcelState.OPEN)[::-1]), None)


def may_pack(job: Fulfillment) -> None:
    """Raises Refused("held"), OutOfDate("not_at_bench")."""
    if job.hold:
        raise Refused("held", _("Stop here: this order is on hold. Ask your lead."), hold=job.hold)
    if job.method != Method.SHIP or job.state not in AT_BENCH:
        raise _not_here(job)


def _begin(job: Fulfillment, by: Actor) -> Parcel:
    n = 1 + max((parcel.sequence for parcel in parcels_of(job, *ParcelState)), default=0)
    parcel = Parcel(
        number=f"{job.number}/{n}", fulfillment_id=job.id, store_id=job.store_id, sequence=n, fulfillment=job
    )
    db.session.add(parcel)
    db.session.flush()
    record("parcel.begun", about=parcel, by=by, number=parcel.number)
    return parcel


def _may_take(job: Fulfillment, parcel: Parcel | None) -> Parcel:
    may_pack(job)
    into = parcel or open_parcel(job)
    if job.state != State.PACKING or into is None:
        raise Refused("no_parcel", _("Begin a parcel first."))
    _must_be(into, ParcelState.OPEN)
    return into


def _must_be(parcel: Parcel, *states: ParcelState) -> None:
    if parcel.state not in states or buying(parcel.id):
        words = _("Parcel %(number)s is closed. Look at it again.", number=parcel.number)
        raise OutOfDate("parcel_closed", words)


def _note_override(parcel: Parcel, code: str, by: Actor) -> None:
    hinted = [chosen.box for chosen in hint_for(parcel).boxes]
    if hinted and hinted != [code]:
        record("box.overridden", about=parcel, by=by, number=parcel.number, hinted=hinted, used=code)


def _weight(parcel: Parcel, weight_g: int | None) -> int:
    if weight_g is None:
        weights = [each.line.variant.weight_g for each in parcel.lines]
        if not all(weights):
            raise Refused("weigh_it", _("We don’t know what this weighs. Put it on the scale."))
        inside = sum((each.line.variant.weight_g or 0) * each.quantity for each in parcel.lines)
        weight_g = inside + (parcel.box.weight_g if parcel.box else 0)
    if not 0 < weight_g <= HEAVIEST:
        raise Refused("weigh_it", _("Say what it weighs, in grams."))
    return weight_g


def _not_ours(job: Fulfillment, code: Code) -> Refused:
    if found := variant_by_code(code):
        must_be_no_set(job.lines, found)
        words = _("The %(name)s isn’t in %(number)s. Put it back.", name=found.name, number=job.number)
        return Refused("wrong_item", words)
    return Refused("unknown_code", _("Nobody here knows that code. Scan the label of the thing."))


def _not_here(job: Fulfillment) -> OutOfDate:
    words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
    return OutOfDate("not_at_bench", words)
