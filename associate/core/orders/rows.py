"""An order as a channel tells it, as the columns it is kept in: the same for a new one and for a change."""

import hashlib
from typing import Any

from associate.core.orders.incoming import Contact, IncomingLine, IncomingOrder, IncomingRefund, OfKit

AS_TOLD = (
    "placed_at currency tax_included payment pays_on_pickup method pickup_person shipping shipping_tax "
    "fees fees_tax tip duties adjustment total note is_gift gift_note canceled_at"
).split()
CONTACT = ("first_name", "last_name", "email", "phone", "locale")


def order_columns(told: IncomingOrder) -> dict[str, Any]:
    """All columns that follow from the telling alone; not who it is, its number, its store, its state."""
    return {
        **{name: getattr(told, name) for name in AS_TOLD},
        "source_updated_at": told.updated_at,
        "source_hash": fingerprint(told),
        "shipping_address": told.shipping_address and told.shipping_address.model_dump(),
        "billing_address": told.billing_address and told.billing_address.model_dump(),
        "attributes": [list(pair) for pair in told.attributes],
        "problems": [problem.model_dump() for problem in told.problems],
    }


def contact_columns(told: IncomingOrder) -> dict[str, str]:
    return {name: getattr(told.contact, name) for name in CONTACT}


def line_columns(line: IncomingLine, position: int) -> dict[str, Any]:
    told = line.model_dump(exclude={"notes"})
    return {**told, **_kit_columns(line.kit), "notes": _lists(line.notes), "position": position}


def _kit_columns(kit: OfKit | None) -> dict[str, Any]:
    if kit is None:
        return {"kit_id": None, "kit_key": "", "kit_units": 0, "kit_share": 0}
    return {"kit_id": kit.kit_id, "kit_key": kit.key, "kit_units": kit.units, "kit_share": kit.share}


def refund_columns(refund: IncomingRefund) -> dict[str, Any]:
    return {**refund.model_dump(exclude={"lines"}), "lines": _lists(refund.lines)}


def nameless(told: IncomingOrder) -> IncomingOrder:
    """The same telling of an order whose customer is forgotten: what was bought and paid, and by nobody."""
    nobody = {"contact": Contact(), "shipping_address": None, "billing_address": None}
    unsaid = {"pickup_person": "", "note": "", "gift_note": "", "attributes": ()}
    parts = {
        "lines": tuple(line.model_copy(update={"notes": ()}) for line in told.lines),
        "tenders": tuple(tender.model_copy(update={"last4": ""}) for tender in told.tenders),
        "refunds": tuple(refund.model_copy(update={"reason": ""}) for refund in told.refunds),
    }
    return told.model_copy(update={**nobody, **unsaid, **parts})


def fingerprint(told: IncomingOrder) -> str:
    """SHA-256 of the telling: two of one moment that differ are told apart by it."""
    return hashlib.sha256(told.model_dump_json().encode()).hexdigest()


def _lists(pairs: tuple[tuple[Any, Any], ...]) -> list[list[Any]]:
    return [list(pair) for pair in pairs]
