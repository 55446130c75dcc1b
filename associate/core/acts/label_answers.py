"""What a carrier answered, kept. However often it is told, whatever was done meanwhile: one label a parcel.

The job asks `begin` before it calls and brings the answer here after. A purchase that was begun is looked up,
never bought again, until the carrier says that it never was, SETTLES_IN after it was asked.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from associate.clock import now
from associate.core.acts.labels import rates_result
from associate.core.acts.parcels import follow_parcels
from associate.core.acts.unpacking import ask_to_void, drop_label
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.shipping.calls import CallState, CarrierCall, Verb
from associate.core.shipping.documents import store_document
from associate.core.shipping.labels import Label, Void
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import ParcelState
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db
from associate.integrations.carriers.port import (
    NOT_FOUND,
    SETTLES_IN,
    Answer,
    Bought,
    Formed,
    Outcome,
    Rates,
    Voided,
)
from associate.integrations.carriers.port import Label as Bill
from associate.words import _

PAUSES = (1, 2, 4, 8, 15, 30, 60, 300, 900)  # seconds until it is asked again
LOUD_AFTER = 5  # answers that settle nothing
TRIES = 8  # that a carrier may ask to come later before it counts as a refusal
REFUND_ASKED = timedelta(hours=6)  # a refund takes weeks


class Step(StrEnum):
    BUY = "buy"
    FIND = "find"  # it may have been bought: only look


def begin(call: CarrierCall) -> Step | None:
    """What to ask the carrier now; None where nothing is to be asked any more.

    That it will be asked is committed before it is: a process that dies in between leaves a purchase to look
    up, none to repeat.
    """
    assert call.parcel is not None
    with atomic(call.parcel.fulfillment, call.parcel, call):
        if call.state != CallState.PENDING:
            return None
        if call.asked_at is not None:
            return Step.FIND
        if call.parcel.state != ParcelState.CLOSED:
            _over(call, CallState.REFUSED, Answer(Outcome.REFUSED, code="withdrawn"))
            call.parcel.attempt += 1
            return None
        call.asked_at = now()
        return Step.BUY


def keep_bought(call: CarrierCall, bought: Bought, *, step: Step) -> None:
    """What became of a purchase, by `step`: by buying it or by looking it up."""
    assert call.parcel is not None
    parcel, answer = call.parcel, bought.answer
    with atomic(parcel.fulfillment, parcel, call):
        if call.state != CallState.PENDING:
            return
        if answer.outcome == Outcome.DONE and bought.label is not None:
            _bought(call, parcel, bought.label, answer)
        elif answer.outcome == Outcome.REFUSED and not (step == Step.FIND and answer.code == NOT_FOUND):
            _not_bought(call, parcel, answer)
        elif answer.outcome == Outcome.REFUSED and now() >= _settled_at(call):
            call.asked_at = None
            _again(call, answer, at=now())
        elif answer.outcome == Outcome.RETRY and step == Step.BUY:
            call.asked_at = None
            if call.rounds + 1 >= TRIES:
                _not_bought(call, parcel, answer)
            else:
                _again(call, answer)
        else:
            _again(call, answer)
            _say_that_nobody_knows(call, parcel)


def keep_rates(call: CarrierCall, rates: Rates) -> None:
    with atomic(call):
        if call.state != CallState.PENDING:
            return
        if rates.answer.outcome == Outcome.DONE:
            call.result = rates_result(call, rates.rates)
            _over(call, CallState.DONE, rates.answer)
        elif rates.answer.outcome == Outcome.REFUSED or call.rounds + 1 >= LOUD_AFTER:
            _over(call, CallState.REFUSED, rates.answer)
        else:
            _again(call, rates.answer)


def keep_voided(call: CarrierCall, voided: Voided) -> None:
    """PENDING: it is void, and the money is open; it is asked about until the carrier has decided."""
    assert call.label is not None
    label, answer = call.label, voided.answer
    parcel = label.parcel
    with atomic(parcel.fulfillment, parcel, call):
        db.session.refresh(label)
        if call.state != CallState.PENDING:
            return
        label.void_words = answer.words[:500]
        if answer.outcome in (Outcome.DONE, Outcome.PENDING):
            label.void = Void.DONE if answer.outcome == Outcome.DONE else Void.PENDING
            _drop(label)
        if answer.outcome == Outcome.DONE:
            _over(call, CallState.DONE, answer)
        elif answer.outcome == Outcome.REFUSED:
            _not_voided(call, label, answer)
        elif answer.outcome == Outcome.PENDING:
            _again(call, answer, at=now() + REFUND_ASKED)
        else:
            _again(call, answer)


def keep_formed(call: CarrierCall, formed: Formed) -> None:
    """A carrier’s own manifest. Without one ours is good: it is asked for a while, and nobody is stopped."""
    with atomic(call):
        manifest = db.session.get_one(Manifest, call.manifest_id)
        if call.state != CallState.PENDING:
            return
        if formed.answer.outcome == Outcome.DONE:
            manifest.form_ref = formed.ref[:120]
            if formed.file:
                kept = store_document("form", manifest.ref, formed.file, media="pdf")
                manifest.form_document_id = kept.id
            _over(call, CallState.DONE, formed.answer)
        elif formed.answer.outcome == Outcome.REFUSED:
            _over(call, CallState.REFUSED, formed.answer)
        else:
            _again(call, formed.answer)


def _bought(call: CarrierCall, parcel: Parcel, bill: Bill, answer: Answer) -> None:
    label = _write_down(call, parcel, bill)
    by = Actor(call.by)
    _over(call, CallState.DONE, answer)
    close_tasks(TaskKind.LABEL_FAILED, str(parcel.id), "bought", by=SYSTEM)
    if parcel.state != ParcelState.CLOSED:  # canceled or opened again while the carrier thought
        ask_to_void(label, by=SYSTEM)
        return
    move(parcel, ParcelState.LABELED, by=by, carrier=bill.carrier, label=label.id, amount=bill.amount)
    follow_parcels(parcel.fulfillment, by=by)


def _write_down(call: CarrierCall, parcel: Parcel, bill: Bill) -> Label:
    label = Label(
        parcel_id=parcel.id,
        account_id=call.account_id,
        carrier=bill.carrier[:40],
        service=bill.service[:60],
        tracking_number=bill.tracking_number[:60],
        tracking_url=bill.tracking_url[:500],
        carrier_ref=bill.ref[:120],
        shipment_ref=bill.shipment_ref[:120],
        amount=bill.amount,
        currency=bill.currency,
        is_test=bill.is_test,
        created_by=call.by,
        voidable_until=bill.voidable_until,
        parcel=parcel,
    )
    if bill.kind == "ours":
        own = {"name": bill.name, "routing": bill.routing, "symbol": bill.symbol}
        label.drawing = {**own, "shipment": call.request["shipment"]}
        label.is_undrawn = True
    db.session.add(label)
    db.session.flush()
    if bill.file:
        label.keep_file(store_document("label", label.ref, bill.file, media=bill.kind).id)
    return label


def _not_bought(call: CarrierCall, parcel: Parcel, answer: Answer) -> None:
    """There is surely no label: the next one is another attempt, under another key."""
    _over(call, CallState.REFUSED, answer)
    parcel.attempt += 1
    record("label.refused", about=parcel, by=SYSTEM, number=parcel.number, code=answer.code[:40])
    if parcel.state == ParcelState.CLOSED:
        _ask_a_person(parcel, answer.words, is_unknown=False)


def _say_that_nobody_knows(call: CarrierCall, parcel: Parcel) -> None:
    if call.rounds >= LOUD_AFTER:
        _ask_a_person(parcel, call.words, is_unknown=True)


def _ask_a_person(parcel: Parcel, words: str, *, is_unknown: bool) -> None:
    open_task(
        TaskKind.LABEL_FAILED,
        str(parcel.id),
        by=SYSTEM,
        store_id=parcel.store_id,
        order_id=parcel.order_id,
        about=parcel.ref,
        number=parcel.number,
        words=words[:500],
        is_unknown=is_unknown,
    )


def give_up_call(call: CarrierCall) -> None:
    """Inside atomic(): nobody who tried it ever came back. Whether it was done nobody knows."""
    call.state = CallState.STUCK
    call.words = _(
        "Asking the carrier broke off %(n)d times. It may have been done all the same.", n=call.tries
    )
    if call.verb == Verb.BUY and call.parcel is not None:
        _ask_a_person(call.parcel, call.words, is_unknown=True)


def ask_again(call: CarrierCall) -> None:
    """A person says so: a stuck call is tried once more; a purchase is looked up first."""
    with atomic(call):
        if call.state == CallState.STUCK:
            call.state, call.tries, call.next_at = CallState.PENDING, 0, now()


def _drop(label: Label) -> None:
    if label.voided_at is None:
        drop_label(label, by=SYSTEM)
        follow_parcels(label.parcel.fulfillment, by=SYSTEM)


def _not_voided(call: CarrierCall, label: Label, answer: Answer) -> None:
    """It stays good where it is on a parcel that goes; elsewhere it is lost money, and in nobody’s way."""
    parcel, was_void = label.parcel, label.voided_at is not None
    _over(call, CallState.REFUSED, answer)
    label.void = Void.REFUSED
    record("label.void_refused", about=parcel, by=SYSTEM, number=parcel.number, label=label.id)
    if parcel.state in (ParcelState.OPEN, ParcelState.CLOSED, ParcelState.CANCELED):
        _drop(label)
    open_task(
        TaskKind.PARCEL_TROUBLE,
        f"{parcel.id}:void",
        by=SYSTEM,
        store_id=parcel.store_id,
        order_id=parcel.order_id,
        about=parcel.ref,
        why="void_refused",
        number=parcel.number,
        words=answer.words[:500],
        is_lost=was_void or label.voided_at is not None,
    )


def _over(call: CarrierCall, state: CallState, answer: Answer) -> None:
    _note(call, answer)
    call.state, call.done_at = state, now()
    call.request = {}  # it names a person, and nobody asks with it any more; its sum stays


def _again(call: CarrierCall, answer: Answer, *, at: datetime | None = None) -> None:
    _note(call, answer)
    pause = max(PAUSES[min(call.rounds, len(PAUSES) - 1)], answer.retry_after or 0)
    call.rounds += 1
    call.next_at = at or now() + timedelta(seconds=pause)


def _note(call: CarrierCall, answer: Answer) -> None:
    call.tries = 0
    call.outcome, call.words, call.code = answer.outcome.value, answer.words[:500], answer.code[:60]


def _settled_at(call: CarrierCall) -> datetime:
    assert call.asked_at is not None
    return call.asked_at + SETTLES_IN
