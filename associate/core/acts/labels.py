"""A label for a closed parcel: what a person means, written down. A job does it (label_answers.py keeps it).

Three ways on where a carrier refuses: `want_label` by another account or rate, `track_by_hand`, and
`packing.back_to_tote` (or `route.send_elsewhere`), which touches no stock.
"""

from dataclasses import asdict

from associate.core.acts.packing import may_pack
from associate.core.acts.parcels import follow_parcels
from associate.core.acts.shipments import as_request, shipment_of, unknown_to_customs
from associate.core.acts.unpacking import ask_to_void, drop_label
from associate.core.events.record import Actor, record
from associate.core.fulfillment.recalled import must_hold_nothing_recalled
from associate.core.shipping.calls import (
    CallState,
    CarrierCall,
    Verb,
    ask,
    buy_key,
    buying,
    fingerprint,
    last_call,
    rates_key,
)
from associate.core.shipping.documents import StoredDocument, store_document
from associate.core.shipping.labels import Label, Void, live_label
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_moves import move
from associate.core.shipping.parcel_states import ParcelState
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.integrations.carriers.port import Rate, Shipment
from associate.words import _


def want_rates(parcel: Parcel, account: CarrierAccount, *, by: Actor) -> CarrierCall:
    """Ask what it costs; the job’s answer stands in `result["rates"]`, the cheapest first.

    Raises what `want_label` raises, but for rates.
    """
    with atomic(parcel.fulfillment, parcel):
        _must_want_a_label(parcel, account)
        request = as_request(shipment_of(parcel))
        return _ask(Verb.RATES, rates_key(parcel), parcel, account, request, by)


def want_label(parcel: Parcel, account: CarrierAccount, *, rate_ref: str = "", by: Actor) -> CarrierCall:
    """The intent to buy, once: asked again while nobody knows the outcome, it is the same call.

    `rate_ref` is one of the last rates of this account; without it the account’s own service, else the
    cheapest. Raises OutOfDate: "not_at_bench", "not_closed"; Refused: "held", "has_label", "being_bought" by
    another way, "old_rates", "not_in_use", "no_customs" where they would ask, what is recalled.
    """
    with atomic(parcel.fulfillment, parcel):
        if (under_way := buying(parcel.id)) is not None:
            return _the_same(under_way, account, rate_ref)
        _must_want_a_label(parcel, account)
        must_hold_nothing_recalled(parcel.fulfillment)
        shipment = shipment_of(parcel)
        request = as_request(shipment, _rate(parcel, account, shipment, rate_ref))
        call = _ask(Verb.BUY, buy_key(parcel), parcel, account, request, by)
        record("label.wanted", about=parcel, by=by, number=parcel.number, account=account.key)
        close_tasks(TaskKind.LABEL_FAILED, str(parcel.id), "tried another way", by=by)
        return call


def track_by_hand(parcel: Parcel, carrier: str, number: str, *, by: Actor) -> Label:
    """It goes by a carrier that isn’t connected: the number is written down, nothing is bought.

    Raises OutOfDate: "not_at_bench", "not_closed"; Refused: "held", "has_label", "being_bought",
    "no_tracking".
    """
    with atomic(parcel.fulfillment, parcel):
        _must_be_bare(parcel)
        must_hold_nothing_recalled(parcel.fulfillment)
        carrier, number = _plain(carrier, 40), "".join(_plain(number, 60).split()).upper()
        if len(carrier) < 2 or len(number) < 4:
            raise Refused("no_tracking", _("Write down which carrier, and the number on its label."))
        label = Label(parcel_id=parcel.id, carrier=carrier, tracking_number=number, created_by=by.ref)
        db.session.add(label)
        move(parcel, ParcelState.LABELED, by=by, carrier=carrier, by_hand=True)
        close_tasks(TaskKind.LABEL_FAILED, str(parcel.id), "tracked by hand", by=by)
        follow_parcels(parcel.fulfillment, by=by)
        return label


def want_void(parcel: Parcel, *, by: Actor) -> Label:
    """Give the label back, before a manifest names it: from now it goes on none. Asked twice is asked once.

    Raises OutOfDate("on_manifest"), Refused("no_label").
    """
    with atomic(parcel.fulfillment, parcel):
        label = live_label(parcel.id)
        if parcel.state not in (ParcelState.LABELED, ParcelState.CLOSED) or label is None:
            raise _cannot_void(parcel)
        if label.is_by_hand:
            drop_label(label, by=by)
            follow_parcels(parcel.fulfillment, by=by)
        elif label.void != Void.ASKED:
            ask_to_void(label, by=by)
        return label


def reprint(parcel: Parcel, why: str, *, by: Actor) -> Label:
    """The same label once more: it is written down who and why. Raises Refused("no_label" | "no_reason")."""
    with atomic(parcel):
        label = live_label(parcel.id)
        if label is None or label.void == Void.ASKED:
            raise Refused("no_label", _("There’s no label for it."))
        if not why:
            raise Refused("no_reason", _("Say why it’s printed again."))
        record("label.reprinted", about=parcel, by=by, number=parcel.number, label=label.id, why=why[:40])
        return label


def keep_drawing(label: Label, body: bytes, *, media: str) -> StoredDocument:
    """The file of a label that its carrier leaves us to draw, once: drawn again it is the first one."""
    with atomic(label):
        if label.document_id is None:
            label.keep_file(store_document("label", label.ref, body, media=media).id)
        return db.session.get_one(StoredDocument, label.document_id)


def _ask(
    verb: Verb,
    key: str,
    parcel: Parcel,
    account: CarrierAccount,
    request: dict[str, object],
    by: Actor,
) -> CarrierCall:
    return ask(
        verb,
        key,
        account=account,
        store_id=parcel.store_id,
        request=request,
        by=by.ref,
        parcel_id=parcel.id,
        attempt=parcel.attempt,
    )


def _the_same(call: CarrierCall, account: CarrierAccount, rate_ref: str) -> CarrierCall:
    rate = call.request["rate"]
    if call.account_id == account.id and rate_ref in ("", rate and rate["ref"]):
        return call
    raise _being_bought()


def _must_want_a_label(parcel: Parcel, account: CarrierAccount) -> None:
    _must_be_bare(parcel)
    if not account.is_active or account.store_id not in (None, parcel.store_id):
        raise Refused("not_in_use", _("%(name)s isn’t in use here. Choose another.", name=account.name))
    _must_be_declarable(parcel)


def _must_be_declarable(parcel: Parcel) -> None:
    if skus := ", ".join(unknown_to_customs(parcel)):
        words = _("Customs ask for the HS code and the origin of %(skus)s first.", skus=skus)
        raise Refused("no_customs", words)


def _must_be_bare(parcel: Parcel) -> None:
    may_pack(parcel.fulfillment)
    if buying(parcel.id):
        raise _being_bought()
    if live_label(parcel.id):
        raise Refused("has_label", _("Parcel %(number)s has a label already.", number=parcel.number))
    if parcel.state != ParcelState.CLOSED:
        raise OutOfDate("not_closed", _("Close parcel %(number)s first.", number=parcel.number))


def _rate(parcel: Parcel, account: CarrierAccount, shipment: Shipment, ref: str) -> Rate | None:
    """From the last rates, as long as they are for just this parcel. None leaves it to the carrier."""
    told = last_call(parcel.id, Verb.RATES, account.id)
    known = told.result.get("rates", []) if told and told.state == CallState.DONE else []
    if told and told.result.get("of") != fingerprint({"shipment": as_request(shipment)["shipment"]}):
        known = []
    wanted = (
        each for each in known if each["ref"] == ref or (not ref and each["service"] == account.service)
    )
    if (found := next(wanted, None)) is not None:
        return Rate(**found)
    if ref:
        raise Refused("old_rates", _("That price isn’t for this parcel any more. Ask for prices again."))
    return None


def rates_result(call: CarrierCall, rates: tuple[Rate, ...]) -> dict[str, object]:
    """As it is kept: each rate, and what parcel they are good for."""
    return {
        "rates": [asdict(rate) for rate in rates],
        "of": fingerprint({"shipment": call.request["shipment"]}),
    }


def _being_bought() -> Refused:
    words = _("Its label is being bought. Wait until that’s known, or it may be paid for twice.")
    return Refused("being_bought", words)


def _cannot_void(parcel: Parcel) -> Refused:
    if parcel.state in (ParcelState.MANIFESTED, ParcelState.SHIPPED, ParcelState.DELIVERED):
        words = _("Parcel %(number)s is on a manifest, so its label stays.", number=parcel.number)
        return OutOfDate("on_manifest", words)
    return Refused("no_label", _("There’s no label on parcel %(number)s.", number=parcel.number))


def _plain(text: str, most: int) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:most]
