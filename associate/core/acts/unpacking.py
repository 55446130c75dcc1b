"""What isn’t for the customer any more comes out of its parcels, and labels nobody needs are given back.

Everything here is inside atomic(order, job).
"""

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.calls import Verb, ask, void_key
from associate.core.shipping.labels import Label, Void, live_label
from associate.core.shipping.models import Parcel, ParcelLine
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import HERE, ParcelState
from associate.core.shipping.queries import packed, parcels_of
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db


def follow_goods(job: Fulfillment, *, by: Actor) -> None:
    """What isn’t for the customer any more lies in no parcel: those begun last give it up first.

    A label of such a parcel is to be voided; one on a manifest has to be taken out of the pile by a person.
    """
    db.session.flush()
    lies = packed(job)
    too_many = {line.id: lies.get(line.id, 0) - line.to_hand_over for line in job.lines}
    for parcel in reversed(parcels_of(job, *HERE)):
        if any(too_many[each.fulfillment_line_id] > 0 for each in parcel.lines):
            _give_up(parcel, too_many, by)
    db.session.flush()


def ask_to_void(label: Label, *, by: Actor) -> None:
    """The intent: nobody sends the parcel by this label any more, and a job tells the carrier."""
    label.void, label.void_words = Void.ASKED, ""
    record("label.void_asked", about=label.parcel, by=by, number=label.parcel.number, label=label.id)
    assert label.account is not None
    ask(
        Verb.VOID,
        void_key(label),
        account=label.account,
        store_id=label.parcel.store_id,
        request={"label": label.carrier_ref},
        by=by.ref,
        label_id=label.id,
    )


def drop_label(label: Label, *, by: Actor) -> None:
    """It counts no more: the parcel may have another one. How far that sets its job back is the caller’s."""
    parcel = label.parcel
    label.voided_at = now()
    parcel.attempt += 1
    record("label.voided", about=parcel, by=by, number=parcel.number, label=label.id)
    db.session.flush()
    if parcel.state == ParcelState.LABELED:
        move(parcel, ParcelState.CLOSED, by=by)


def _give_up(parcel: Parcel, too_many: dict[int, int], by: Actor) -> None:
    for lies in list(parcel.lines):
        _take(lies, too_many, by)
    label, is_empty = live_label(parcel.id), not parcel.lines
    if parcel.state == ParcelState.MANIFESTED:
        _ask_for_it(parcel, by)
    elif label is not None and label.is_by_hand:
        drop_label(label, by=by)
    elif label is not None and label.void != Void.ASKED:
        ask_to_void(label, by=by)
    if is_empty:
        move(parcel, ParcelState.CANCELED, by=by, reason="nothing_left")
        close_tasks(TaskKind.LABEL_FAILED, str(parcel.id), "canceled", by=by)
    elif parcel.state == ParcelState.CLOSED:
        move(parcel, ParcelState.OPEN, by=by)


def _take(lies: ParcelLine, too_many: dict[int, int], by: Actor) -> None:
    units = min(lies.quantity, max(0, too_many[lies.fulfillment_line_id]))
    if not units:
        return
    too_many[lies.fulfillment_line_id] -= units
    told = {"number": lies.parcel.number, "line": lies.fulfillment_line_id, "units": units}
    record("parcel.item_out", about=lies.parcel, by=by, **told)
    lies.take(units)


def _ask_for_it(parcel: Parcel, by: Actor) -> None:
    open_task(
        TaskKind.PARCEL_TROUBLE,
        f"{parcel.id}:pile",
        by=by,
        store_id=parcel.store_id,
        order_id=parcel.order_id,
        about=parcel.ref,
        why="take_out",
        number=parcel.number,
    )
