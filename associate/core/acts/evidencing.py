"""A drawn evidence file is signed, and the journal says so: its sum, its signature, what it is about."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from secrets import choice

import sqlalchemy as sa

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.evidence import Evidence, EvidenceKind, signed_words
from associate.core.events.record import Actor, Referable, record
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverOrder
from associate.core.orders.models import Order
from associate.core.returns.models import LETTERS, Return
from associate.core.stores.models import Store
from associate.core.stores.scope import Scope
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate
from associate.signatures import sign
from associate.words import _


def new_evidence_code() -> str:
    return "EV-" + "".join(choice(LETTERS) for _each in range(8))


def kept_evidence(about: str, told: str) -> Evidence | None:
    """The file that says this already."""
    return db.session.scalar(sa.select(Evidence).filter_by(about=about, told=told))


def keep_evidence(
    kind: EvidenceKind,
    about: str,
    told: str,
    draw: Callable[[str], bytes],
    *,
    of: Referable,
    store: Store,
    intent: Intent,
    by: Actor,
) -> str:
    """Draw it, sign it and keep it, unless it is there already: the code that it is known by.

    `draw` makes the PDF for a code, before the transaction; `of` is the order, or the store where a return
    has none.
    """
    if kept := kept_evidence(about, told):
        return kept.code
    code, was_erased = new_evidence_code(), _erased_at(of)
    body = draw(code)
    with atomic(of):
        if _erased_at(of) != was_erased:
            raise OutOfDate("erased", _("This customer was erased. Nothing is known of them any more."))
        if (done := answered(intent)) is not None:
            return str(done["code"])
        if kept := kept_evidence(about, told):  # somebody asked at the same time
            return str(answer(intent, code=kept.code)["code"])
        file = _signed(kind, about, told, code, body)
        file.order_id, file.store_id = _order_id(of), store.id
        db.session.add(file)
        facts = {"code": code, "of": about, "sha256": file.sha256, "key": file.key_id}
        record("evidence.signed", about=of, by=by, **facts, signature=file.signature)
        return str(answer(intent, code=code)["code"])


def _erased_at(of: Referable) -> datetime | None:
    return of.erased_at if isinstance(of, Order) else None


def _signed(kind: EvidenceKind, about: str, told: str, code: str, body: bytes) -> Evidence:
    digest = hashlib.sha256(body).hexdigest()
    signature = sign("evidence", signed_words(code, about, digest))
    return Evidence(
        code=code,
        kind=kind,
        about=about,
        told=told,
        sha256=digest,
        key_id=signature.key_id,
        signature=signature.value,
        body=body,
    )


def _order_id(of: Referable) -> int | None:
    kind, _sep, number = of.ref.partition(":")
    return int(number) if kind == "order" else None


def handover_seen(handover_id: int, number: str, scope: Scope) -> tuple[Handover, Fulfillment]:
    """The handover, and the job of this number in it. Raises Missing for another store’s."""
    find = (
        sa.select(Handover, Fulfillment)
        .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
        .join(Fulfillment, Fulfillment.id == HandoverOrder.fulfillment_id)
        .where(Handover.id == handover_id, Fulfillment.number == number, scope.covers(Handover.store_id))
    )
    found = db.session.execute(find).one_or_none()
    if found is None:
        raise Missing("no_handover", _("There’s no such handover here."))
    return found[0], found[1]


def return_seen(return_id: int, scope: Scope) -> Return:
    """Raises Missing for one that was taken back in another store."""
    find = sa.select(Return).where(Return.id == return_id, scope.covers(Return.store_id))
    if (found := db.session.scalar(find)) is None:
        raise Missing("no_return", _("There’s no such return here."))
    return found


def evidence_seen(code: str, scope: Scope) -> Evidence:
    """Raises Missing for another store’s."""
    find = sa.select(Evidence).where(Evidence.code == code, scope.covers(Evidence.store_id))
    if (found := db.session.scalar(find)) is None:
        raise Missing("no_evidence", _("There’s no such evidence file here."))
    return found
