"""Enter what stands on the list by the rules of the screen it should have been done on: once, with a fate."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.afterwards import Deed, Told, rules
from associate.core.acts.returning.desk import must_not_be_own
from associate.core.catalog.codes import read_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.outages import Fate, Happened, OutageEntry
from associate.core.fulfillment.queries import fulfillment_here, open_bag
from associate.core.stores.models import Store
from associate.core.stores.sessions import works_at
from associate.core.stores.staff import Staff
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db
from associate.errors import Busy, Missing, OutOfDate, Refused
from associate.words import _

NEEDS = {Happened.PICKED: "pick", Happened.NOT_FOUND: "pick", Happened.HANDED_OVER: "hand_over"}
BAD_ENTRY = {
    "nothing_picked", "nothing_short", "choose_reason", "bad_tag", "bad_proof_how", "bad_proof_id_type",
    "no_code", "no_id_type", "not_offered", "own_order", "too_many_tries", "no_line", "check_age", "no_taker",
}  # fmt: skip
"""What is wrong with what was typed. Every other no says that the shop moved on: a person looks at it."""
TRIES = 5  # codes that didn’t match, of one order


@dataclass(frozen=True)
class Entry:
    """What is on the list, by whom and when; `again` is the id of a conflict that it is to settle, or 0."""

    told: Told
    who: Staff
    at: datetime
    again: int = 0


def find_job(raw: str, *, store: Store) -> Fulfillment:
    """What the number, the barcode or a bag tag on the list leads to. Raises Missing("nothing_found")."""
    code = read_code(raw)
    bag = open_bag(store, code.key) if len(code.key) <= 8 else None
    number = sa.func.upper(Fulfillment.number) == code.value.strip().upper()
    found = bag.fulfillment if bag else db.session.scalar(sa.select(Fulfillment).where(number))
    if found is None or found.store_id != store.id:
        raise Missing("nothing_found", _("Nothing here has that number or tag. Type it as on the list."))
    return fulfillment_here(found.number, store=store)


def person_here(staff_id: int, *, store: Store) -> Staff:
    """Who wrote it. Raises Missing("no_person") for whoever doesn’t work here."""
    staff = db.session.get(Staff, staff_id)
    if staff is None or not staff.is_active or not works_at(staff, store.id):
        raise Missing("no_person", _("Nobody here has that name. Choose another."))
    return staff


def enter(job: Fulfillment, entry: Entry, *, key: str, intent: Intent, by: Actor) -> OutageEntry:
    """The entry with its fate. Where a rule says no nothing is done, and its words are kept.

    Raises Busy, and Refused("not_theirs") where that person may not do such a thing.
    """
    _must_be_theirs(entry)
    try:
        with atomic():
            if (done := answered(intent)) is not None:
                return db.session.get_one(OutageEntry, done["entry"])
            _do(job, entry, key, intent, by)
            return _keep(job, entry, None, intent, by)
    except Busy:
        raise
    except Refused as refusal:
        with atomic():
            if (done := answered(intent)) is not None:
                return db.session.get_one(OutageEntry, done["entry"])
            return _keep(job, entry, refusal, intent, by)


def leave(entry: OutageEntry, *, intent: Intent, by: Actor) -> None:
    """What the shop says stays. Raises OutOfDate("settled_already")."""
    with atomic(entry):
        if answered(intent) is not None:
            return
        if not entry.is_open:
            raise OutOfDate("settled_already", _("Somebody settled that already."))
        _settle(entry, "left", by)
        answer(intent, entry=entry.id)


def entry_here(entry_id: int, *, store: Store) -> OutageEntry:
    """Raises Missing, also for another store’s."""
    found = db.session.get(OutageEntry, entry_id)
    if found is None or found.store_id != store.id:
        raise Missing("no_entry", _("There’s no such entry in this store."))
    return found


def _must_be_theirs(entry: Entry) -> None:
    needs = NEEDS.get(entry.told.kind)
    if needs and not entry.who.can(needs):
        words = _(
            "%(name)s may not do that here. Choose whose initials stand there.", name=entry.who.first_name
        )
        raise Refused("not_theirs", words)


def _do(job: Fulfillment, entry: Entry, key: str, intent: Intent, by: Actor) -> None:
    if entry.told.kind == Happened.HANDED_OVER:
        _must_name_who_took_it(entry.told)
        must_not_be_own(job.order, by)
        _must_not_be_guessing(job)
    them = replace(by, ref=entry.who.ref, source="", made_at=entry.at.isoformat(), sent_by=by.ref)
    rules[entry.told.kind](job, Deed(entry.told, key, intent, them))


def _must_name_who_took_it(told: Told) -> None:
    if not told.taker:
        raise Refused("no_taker", _("Type who took it, as on the list."))


def _must_not_be_guessing(job: Fulfillment) -> None:
    wrong = sa.select(sa.func.count()).where(
        OutageEntry.fulfillment_id == job.id, OutageEntry.code == "wrong_code"
    )
    if (db.session.scalar(wrong) or 0) >= TRIES:
        raise Refused("too_many_tries", _("%(n)d codes didn’t match. Look at the order itself.", n=TRIES))


def _keep(job: Fulfillment, entry: Entry, refusal: Refused | None, intent: Intent, by: Actor) -> OutageEntry:
    kept = OutageEntry(
        store_id=job.store_id,
        fulfillment_id=job.id,
        kind=entry.told.kind,
        told=entry.told.kept,
        taken_by=entry.told.taker,
        done_by=entry.who.ref,
        happened_at=entry.at,
        entered_by=by.ref,
        entered_at=now(),
        **_fate(refusal),
    )
    db.session.add(kept)
    db.session.flush()
    facts = {"entry": kept.id, "what": kept.kind.value, "fate": kept.fate.value, "who": kept.done_by}
    record("outage.entered", about=kept, by=by, code=kept.code, at=kept.happened_at.isoformat(), **facts)
    if kept.is_open:
        _ask(kept, job, by)
    _settle_earlier(entry, kept, by)
    answer(intent, entry=kept.id)
    return kept


def _ask(kept: OutageEntry, job: Fulfillment, by: Actor) -> None:
    known = {"store_id": job.store_id, "order_id": job.order_id, "about": job.ref, "number": job.number}
    open_task(TaskKind.OUTAGE_CONFLICT, str(kept.id), by=by, entry=kept.id, words=kept.words, **known)


def _fate(refusal: Refused | None) -> dict[str, Any]:
    if refusal is None:
        return {"fate": Fate.APPLIED}
    fate = Fate.REFUSED if refusal.code in BAD_ENTRY else Fate.CONFLICT
    return {"fate": fate, "code": refusal.code[:40], "words": refusal.message[:400]}


def _settle_earlier(entry: Entry, kept: OutageEntry, by: Actor) -> None:
    """A conflict that was entered again is not two: what came of the second counts."""
    earlier = db.session.get(OutageEntry, entry.again) if entry.again else None
    is_same = earlier is not None and earlier.fulfillment_id == kept.fulfillment_id
    if earlier and is_same and earlier.is_open and kept.fate != Fate.REFUSED:
        _settle(earlier, "entered", by)


def _settle(entry: OutageEntry, outcome: str, by: Actor) -> None:
    entry.settled_at, entry.settled_by, entry.outcome = now(), by.ref, outcome
    close_tasks(TaskKind.OUTAGE_CONFLICT, str(entry.id), outcome, by=by)
    record("outage.settled", about=entry, by=by, entry=entry.id, outcome=outcome)
