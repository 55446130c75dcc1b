"""How we know who it is: one method of the store's list, and never a document's number."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.core.catalog.codes import read_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.fulfillment.delegates import is_sent_for
from associate.core.fulfillment.links import pass_by_qr, spoken_pass
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverOrder, HandoverState
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.strokes import is_signature
from associate.core.orders.proving import is_told
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.forms import Proof
from associate.workflows.handover.rules.counter import at_the_counter, jobs_of, must_be_open
from associate.workflows.handover.rules.opening import sent_with

TRIES = 5  # wrong codes or cards until somebody hands over
GUESSABLE = ("code", "card_last4")
Check = Callable[[Handover, list[Fulfillment], Proof, str], str | None]

MISMATCH = {
    "qr": lambda: _("That QR code is for another order."),
    "code": lambda: _("Those characters don’t match. Ask again, or choose another way."),
    "card_last4": lambda: _(
        "The card and that don’t both match. Choose another way: the code, or a photo ID."
    ),
}


def verify(handover: Handover, proof: Proof, *, key: str, intent: Intent, by: Actor) -> None:
    """Write down how this person was verified.

    A wrong code is kept in the journal and counted, so it is refused only after it was saved.
    Raises Refused with "wrong_<method>", "too_many_tries", "not_offered", or what the method lacks.
    """
    with at_the_counter(handover) as jobs:
        done = answered(intent)
        if done is None:
            must_be_open(handover)
            _must_be_offered(handover, proof.how)
            note = CHECKS[proof.how](handover, jobs, proof, key)
            done = answer(intent, matches=note is not None)
            if note is None:
                record("handover.not_verified", about=handover, by=by, how=proof.how)
            else:
                handover.verified_by, handover.verified_note = proof.how, note
                record("handover.verified", about=handover, by=by, how=proof.how, **_sent(handover))
    if not done["matches"]:
        raise Refused(f"wrong_{proof.how}", MISMATCH[proof.how]())


def _sent(handover: Handover) -> dict[str, int]:
    shown = handover.pass_id and handover.verified_by in ("qr", "code")
    return sent_with(db.session.get(PickupPass, handover.pass_id) if shown else None)


def verify_by_scan(handover: Handover, raw: str, *, key: str, intent: Intent, by: Actor) -> None:
    """What came through the scan field while we ask who it is: a QR code, or six characters.

    A bag is no wrong try: Refused("verify_first").
    """
    code = read_code(raw)
    if any(bag.tag == code.key for job in jobs_of(handover) for bag in job.open_bags):
        raise Refused("verify_first", _("That’s bag %(tag)s. First who it is, then the bag.", tag=code.key))
    how = "qr" if code.kind == "PUP" else "code"
    verify(handover, Proof(how=how, code=raw), key=key, intent=intent, by=by)


def tries_left(handover: Handover) -> int:
    """Whoever takes over goes on counting: an order's wrong tries are those of all that were begun for it."""
    here, there = aliased(HandoverOrder), aliased(HandoverOrder)
    begun = (
        sa.select(there.handover_id)
        .join(here, here.fulfillment_id == there.fulfillment_id)
        .join(Handover, Handover.id == there.handover_id)
        .where(here.handover_id == handover.id)
        .where(sa.or_(Handover.id == handover.id, Handover.state == HandoverState.LEFT))
    )
    refs = [f"handover:{number}" for number in db.session.scalars(begun.distinct())]
    wrong = sa.select(sa.func.count()).where(Event.about.in_(refs), Event.kind == "handover.not_verified")
    return max(0, TRIES - (db.session.scalar(wrong) or 0))


def _must_be_offered(handover: Handover, how: str) -> None:
    if how not in db.session.get_one(Store, handover.store_id).verify_by:
        raise Refused("not_offered", _("This store doesn’t verify people that way. Choose another."))
    if how in GUESSABLE and not tries_left(handover):
        raise Refused("too_many_tries", _("%(n)d wrong tries. Ask for a photo ID instead.", n=TRIES))


def _qr(handover: Handover, jobs: list[Fulfillment], proof: Proof, key: str) -> str | None:
    if not proof.code:
        if handover.pass_id is None:
            raise Refused("no_qr", _("Scan the customer’s QR code first."))
        return ""
    qr = pass_by_qr(read_code(proof.code).value)
    if qr is None or qr.used_at or qr.fulfillment_id not in {job.id for job in jobs}:
        return None
    _must_be_for_all(qr, jobs)
    handover.pass_id = qr.id
    return ""


def _code(handover: Handover, jobs: list[Fulfillment], proof: Proof, key: str) -> str | None:
    if not proof.code:
        raise Refused("no_code", _("Type the 6 characters the customer reads to you."))
    spoken = next((found for job in jobs if (found := spoken_pass(job, proof.code, key=key))), None)
    if spoken is None:
        return None
    _must_be_for_all(spoken, jobs)
    handover.pass_id = spoken.id
    return ""


def _must_be_for_all(shown: PickupPass, jobs: list[Fulfillment]) -> None:
    """Whom a customer sends for one order takes none of their others; nor another’s, unless the same person
    was sent for it too and came with that code."""
    others = [job for job in jobs if job.id != shown.fulfillment_id]
    if shown.name and not all(is_sent_for(shown.name, job) for job in others):
        number = next(job.number for job in jobs if job.id == shown.fulfillment_id)
        facts = {"name": shown.name, "number": number}
        raise Refused(
            "sent_for_one", _("%(name)s was sent for %(number)s only. Take the others off first.", **facts)
        )


def _photo_id(handover: Handover, jobs: list[Fulfillment], proof: Proof, key: str) -> str | None:
    if not proof.id_type:
        raise Refused("no_id_type", _("Choose which ID you saw. We keep the type, never a number."))
    return proof.id_type


def _card_last4(handover: Handover, jobs: list[Fulfillment], proof: Proof, key: str) -> str | None:
    """Four digits prove little, so a second fact goes with them: email, phone, or a photo ID."""
    if not (proof.last4.isascii() and proof.last4.isdigit() and len(proof.last4) == 4):
        raise Refused("no_last4", _("Type the last 4 digits of the card."))
    if not (proof.fact or proof.id_type):
        raise Refused(
            "one_fact_more", _("One more thing: the email, the phone’s last 4 digits, or a photo ID.")
        )
    tenders = [tender for job in jobs for tender in job.order.tenders]
    is_card = any(tender.last4 == proof.last4 for tender in tenders)
    knows = proof.id_type or is_told(proof.fact, *(job.order for job in jobs))
    return f"…{proof.last4}" if is_card and knows else None


def _signature(handover: Handover, jobs: list[Fulfillment], proof: Proof, key: str) -> str | None:
    if not is_signature(proof.signature):
        raise Refused("no_signature", _("Let the customer sign in the box first."))
    handover.signature = proof.signature
    return ""


CHECKS: dict[str, Check] = {
    "qr": _qr,
    "code": _code,
    "photo_id": _photo_id,
    "card_last4": _card_last4,
    "signature": _signature,
}
