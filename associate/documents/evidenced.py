"""Evidence files read from the books: a handover of one order, and a return that is done."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import force_locale

from associate.core.events.evidence import EvidenceKind
from associate.core.events.models import Event
from associate.core.events.words import describe, method_words
from associate.core.fulfillment.delegates import names_of_passes
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverState
from associate.core.fulfillment.outages import taker_of
from associate.core.fulfillment.proof_words import id_words
from associate.core.orders.models import Order
from associate.core.returns.check_words import CONDITIONS
from associate.core.returns.models import Return, ReturnLine, ReturnState
from associate.core.returns.part_words import refund_words
from associate.core.stores.devices import device_names
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.reasons import Family, all_reasons
from associate.db import db
from associate.documents.evidence import EvidenceFile, Step, Thing, Told, evidence_file
from associate.documents.paper import Paper
from associate.documents.parcels import language_of, store_address
from associate.words import _

HANDED_OVER = ("handover.verified", "handover.age_checked", "handover.done", "handover.undone")
BROUGHT_BACK = ("return.verified", "return.let", "return.done", "return.adjusted", "return.undone")


@dataclass(frozen=True)
class Draft:
    """What a file would say now. `about` is the deed, as the journal and the table of files name it."""

    kind: EvidenceKind
    about: str
    order: Order | None
    store: Store
    told: Told

    @property
    def sum(self) -> str:
        """The same for as long as it says the same, on the same paper, in the same language."""
        said = repr((self.told, self.store.paper, language_of(self.store)))
        return hashlib.sha256(said.encode()).hexdigest()

    def drawn(self, code: str) -> bytes:
        with force_locale(language_of(self.store)):
            return evidence_file(EvidenceFile(code, self.told), Paper(self.store.paper))


def of_handover(handover: Handover, job: Fulfillment, retailer: str = "") -> Draft:
    """Raises ValueError for one that isn’t done: nothing has changed hands."""
    done = _done_event(handover, job)
    if handover.closed_at is None or done is None:
        raise ValueError(f"{handover.ref} isn’t done")
    with force_locale(language_of(job.store)):
        told = _handover_told(handover, job, done, retailer)
    return Draft(EvidenceKind.HANDOVER, f"{handover.ref}:{job.id}", job.order, job.store, told)


def of_return(return_: Return, retailer: str = "") -> Draft:
    """Raises ValueError for one that isn’t done."""
    if return_.state not in (ReturnState.DONE, ReturnState.UNDONE) or return_.store is None:
        raise ValueError(f"{return_.ref} isn’t done")
    with force_locale(language_of(return_.store)):
        told = _return_told(return_, return_.store, retailer)
    return Draft(EvidenceKind.RETURN, return_.ref, return_.order, return_.store, told)


def _handover_told(handover: Handover, job: Fulfillment, done: Event, retailer: str) -> Told:
    given, refused = done.facts.get("given") or {}, done.facts.get("refused") or {}
    sent = names_of_passes([done.facts.get("sent")]).get(done.facts.get("sent"))
    who = sent or _taker(job, done) or _customer(job.order)
    steps = _steps(_events(HANDED_OVER, handover.ref, job.ref, handover.id), job.store)
    is_undone = handover.state == HandoverState.UNDONE
    facts = [
        (_("Order"), (job.order.number, _("placed %(at)s", at=_at(job.order.placed_at, job.store)))),
        (_("Handed over to"), (who, _("Sent by the customer") if sent else "")),
        (_("Verified by"), _verified(handover)),
        (_("Handed over"), (_at(done.at, job.store), f"{done.at:%Y-%m-%d %H:%M:%S} UTC")),
        (_("By"), (steps[-2 if is_undone else -1].who,)),
        (_("Bags"), (", ".join(tag for tag, how in done.facts.get("bags") or [] if how != "left_out"),)),
    ]
    return Told(
        title=_("Proof of handover"),
        retailer=retailer or job.store.name,
        store=store_address(job.store),
        order=job.order.number,
        facts=_filled(facts),
        moved=_("Handed over"),
        things=tuple(_given(job, given, refused)),
        steps=steps,
        undone=_("This handover was undone afterwards.") if is_undone else "",
        signature=handover.signature,
        signed_by=who,
    )


def _return_told(return_: Return, store: Store, retailer: str) -> Told:
    words, order = refund_words(return_), return_.order
    at = return_.closed_at or return_.opened_at
    facts = [
        (_("Order"), (order.number if order else _("Without a receipt"),)),
        (_("Brought back by"), (_customer(order) if order else "",)),
        (_("Verified by"), _verified(return_)),
        (_("Taken back"), (_at(at, store), f"{at:%Y-%m-%d %H:%M:%S} UTC")),
        (_("Return"), (return_.code,)),
    ]
    is_undone = return_.state == ReturnState.UNDONE
    return Told(
        title=_("Proof of return"),
        retailer=retailer or store.name,
        store=store_address(store),
        order=order.number if order else "",
        facts=_filled(facts),
        moved=_("Taken back"),
        things=tuple(_back(line, store) for line in return_.lines if line.here_at),
        steps=_steps(_events(BROUGHT_BACK, return_.ref), store),
        sums=(*((row.words, row.figure) for row in words.payouts), (_("Goes back"), words.figure)),
        undone=_("This return was undone afterwards.") if is_undone else "",
    )


def _given(job: Fulfillment, given: dict[str, int], refused: dict[str, int]) -> Iterable[Thing]:
    for line in job.lines:
        units, not_taken = int(given.get(str(line.id), 0)), int(refused.get(str(line.id), 0))
        if units or not_taken:
            beside = _("Not taken: %(n)d", n=not_taken) if not_taken else ""
            yield Thing(
                line.variant.product.title, line.variant.traits, line.variant.sku or "", units, beside
            )


def _back(line: ReturnLine, store: Store) -> Thing:
    variant, sold = line.variant, line.order_line
    why = {each.code: each.label for each in all_reasons(store.id, Family.RETURN)}.get(line.reason, "")
    condition = str(CONDITIONS[line.condition]) if line.condition else ""
    name = variant.product.title if variant else sold.name if sold else ""
    return Thing(
        name,
        variant.traits if variant else "",
        (variant.sku if variant else sold.sku if sold else "") or "",
        1,
        ", ".join(dict.fromkeys(part for part in (why, condition) if part)),
        (line.serial,) if line.serial else (),
    )


def _events(kinds: tuple[str, ...], *about: str | int) -> list[Event]:
    """Of the deed itself, and what its order’s job says of it."""
    refs = [each for each in about if isinstance(each, str)]
    number = next((each for each in about if isinstance(each, int)), None)
    find = sa.select(Event).where(Event.about.in_(refs), Event.kind.in_(kinds)).order_by(Event.id)
    return [each for each in db.session.scalars(find) if each.facts.get("handover", number) == number]


def _steps(events: list[Event], store: Store) -> tuple[Step, ...]:
    names = first_names(event.by for event in events)
    devices = device_names(event.device_id for event in events)
    sent = names_of_passes(event.facts.get("sent") for event in events)

    def step(event: Event) -> Step:
        facts = {**event.facts, "sent_name": sent.get(event.facts.get("sent"))}
        who = (names.get(event.by, "Associate"), devices.get(event.device_id, ""))
        what = describe(event.kind, facts)
        return Step(event.id, _at(event.at, store), what, ", ".join(part for part in who if part))

    return tuple(step(event) for event in events)


def _done_event(handover: Handover, job: Fulfillment) -> Event | None:
    done = _events(("handover.done",), job.ref, handover.id)
    return done[-1] if done else None


def _taker(job: Fulfillment, done: Event) -> str:
    """As the list of an outage has it."""
    at = done.facts.get("made_at")
    return taker_of(job.id, datetime.fromisoformat(at)) if at else ""


def _verified(deed: Handover | Return) -> tuple[str, ...]:
    note = id_words(deed.verified_note) if deed.verified_by == "photo_id" else deed.verified_note
    age = _("Photo ID looked at for the age") if getattr(deed, "age_checked", False) else ""
    return (method_words(deed.verified_by), note, age)


def _filled(facts: list[tuple[str, tuple[str, ...]]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    told = [(str(word), tuple(str(line) for line in words if line)) for word, words in facts]
    return tuple((word, words) for word, words in told if words)


def _customer(order: Order) -> str:
    return f"{order.first_name} {order.last_name}".strip() or str(_("The customer"))


def _at(moment: datetime, store: Store) -> str:
    return f"{moment.astimezone(store.timezone):%Y-%m-%d %H:%M %Z}"
