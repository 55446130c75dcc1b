"""How we know who brings it. A receipt in the hand is enough where the store takes it so; a document never
leaves more than its kind here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.returning.desk import at_the_desk, must_be_open
from associate.core.acts.returning.finding import find_returnable
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.orders.proving import is_told
from associate.core.returns.models import Return, ReturnKind
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _

A_DAY = timedelta(days=1)
TRIES = 5  # wrong codes or cards until a photo ID or the receipt has to do
IDS = ("passport", "driving_license", "national_id", "other")
BY_STORE = ("qr", "photo_id", "card_last4")  # as the store’s list has them; the receipt always is one
GUESSABLE = ("qr", "card_last4")
MISMATCH = {
    "qr": lambda: _("That code is for another order."),
    "card_last4": lambda: _("The card and that don’t both match. Ask for the receipt, or a photo ID."),
}


@dataclass(frozen=True)
class Proof:
    how: str
    code: str = ""
    id_type: str = ""
    last4: str = ""
    fact: str = ""


def verify(return_: Return, proof: Proof, *, intent: Intent, by: Actor) -> None:
    """Write down how this person was verified.

    What was wrong is kept in the journal and counted, so it is refused only after it was saved. Raises
    Refused with "wrong_qr" and "wrong_card_last4", "too_many_tries", "not_offered", or what the way lacks.
    """
    with at_the_desk(return_):
        done = answered(intent)
        if done is None:
            must_be_open(return_)
            _must_be_offered(return_, proof.how)
            note = CHECKS[proof.how](return_, proof)
            done = answer(intent, matches=note is not None)
            if note is None:
                record("return.not_verified", about=return_, by=by, how=proof.how)
            else:
                return_.verified_by, return_.verified_note = proof.how, note
                record("return.verified", about=return_, by=by, how=proof.how)
    if not done["matches"]:
        raise Refused(f"wrong_{proof.how}", MISMATCH[proof.how]())


def offered(return_: Return) -> list[str]:
    """The ways this store takes, the surest first. Without a receipt a photo ID is the only one."""
    if return_.kind == ReturnKind.NO_RECEIPT:
        return ["photo_id"]
    store = db.session.get(Store, return_.store_id)
    return [how for how in BY_STORE if store and how in store.verify_by] + ["receipt"]


def tries_left(return_: Return) -> int:
    """Beginning anew gives no new ones: an order’s wrong tries of a day are those at every counter."""
    of = Event.order_id == return_.order_id if return_.order_id else Event.about == return_.ref
    wrong = sa.select(sa.func.count()).where(
        of, Event.kind == "return.not_verified", Event.at > now() - A_DAY
    )
    return max(0, TRIES - (db.session.scalar(wrong) or 0))


def _must_be_offered(return_: Return, how: str) -> None:
    if how not in offered(return_):
        raise Refused("not_offered", _("This store doesn’t verify people that way. Choose another."))
    if how in GUESSABLE and not tries_left(return_):
        raise Refused("too_many_tries", _("%(n)d wrong tries. Ask for the receipt or a photo ID.", n=TRIES))


def _qr(return_: Return, proof: Proof) -> str | None:
    if not proof.code.strip():
        raise Refused("no_qr", _("Scan the customer’s code first."))
    try:
        found = find_returnable(proof.code)
    except Missing:
        return None
    is_theirs = found.shown and return_.order_id in {order.id for order in found.orders}
    return "" if is_theirs else None


def _photo_id(return_: Return, proof: Proof) -> str | None:
    if proof.id_type not in IDS:
        raise Refused("no_id_type", _("Choose which ID you saw. We keep the type, never a number."))
    return proof.id_type


def _card_last4(return_: Return, proof: Proof) -> str | None:
    """Four digits prove little, so a second fact goes with them."""
    if not (proof.last4.isascii() and proof.last4.isdigit() and len(proof.last4) == 4):
        raise Refused("no_last4", _("Type the last 4 digits of the card."))
    if not proof.fact:
        raise Refused("one_fact_more", _("One more thing: the email, or the phone’s last 4 digits."))
    order = return_.order
    is_card = order is not None and any(tender.last4 == proof.last4 for tender in order.tenders)
    return f"…{proof.last4}" if order and is_card and is_told(proof.fact, order) else None


def _receipt(return_: Return, proof: Proof) -> str | None:
    return ""


CHECKS: dict[str, Callable[[Return, Proof], str | None]] = {
    "qr": _qr,
    "photo_id": _photo_id,
    "card_last4": _card_last4,
    "receipt": _receipt,
}
