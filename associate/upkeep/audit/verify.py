"""Prove the journal: recompute every sum, follow the chain, check each signature, in bounded memory.

What is found is a sentence for an operator. One walk over the events serves all seals.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.chain import NOTHING, Head, Mark, Stretch, read_marks, seal_hash
from associate.core.events.models import Event
from associate.core.events.seals import Seal
from associate.db import db
from associate.upkeep import beats
from associate.upkeep.audit.files import KIND, file_findings
from associate.upkeep.audit.keys import Keys
from associate.upkeep.audit.walk import Walk, seals

LATE = timedelta(hours=1)  # in a shop whose worker runs, nothing is unsealed for so long


@dataclass
class Report:
    """What was gone through. `findings` are handed out as they are found."""

    seals: int = 0
    events: int = 0
    files: int = 0
    unsealed: int = 0
    head: Head = NOTHING
    keys: dict[str, int] = field(default_factory=dict)  # key id → seals it signed


def verify(report: Report, kept: Head | None = None) -> Iterator[str]:
    """One sentence for each stretch, seal or file that isn’t what it was; none in a sound journal. `kept` is
    a head that somebody wrote down outside: it has to be in the chain."""
    db.session.rollback()
    walk, keys, before = Walk(), Keys(), None
    for seal in seals():
        yield from _seal_findings(seal, before, keys, report)
        yield from _event_findings(seal, walk, keys, report)
        if kept and kept.number == seal.id and kept.hash != seal.hash:
            yield f"Seal {seal.id} isn’t the one that was written down: the chain was made anew."
        before = seal
    report.head = before.head if before else NOTHING
    if kept and kept.number > report.head.number:
        yield f"Seal {kept.number} was written down and is gone: cut off, or an old backup was restored."
    yield from _end_findings(before, keys, walk, report)


def _seal_findings(seal: Seal, before: Seal | None, keys: Keys, report: Report) -> Iterator[str]:
    head = before.head if before else NOTHING
    report.seals += 1
    report.keys[seal.key_id] = report.keys.get(seal.key_id, 0) + 1
    if seal.id != head.number + 1:
        yield f"Seal {head.number + 1} is missing."
    elif seal.before != head.hash or seal.after != (before.last if before else 0):
        yield f"Seal {seal.id} doesn’t follow the one before it."
    if seal.hash != _hash_of(seal):
        yield f"Seal {seal.id} was changed."
    if not keys.signed(seal, head):
        yield f"Seal {seal.id} isn’t signed with a key of this journal."


def _hash_of(seal: Seal) -> str:
    return seal_hash(
        seal.id, seal.before, seal.after, seal.last, seal.events, seal.digest, seal.marks, seal.at
    )


def _event_findings(seal: Seal, walk: Walk, keys: Keys, report: Report) -> Iterator[str]:
    """The first event of its stretch that isn’t what was sealed."""
    walk.skip_to(seal.after if seal.id > 1 else None)
    stretch, found = Stretch(), ""
    marks = _marks_of(seal)
    for event in walk.up_to(seal.last):
        found = found or _difference(event, stretch.add(event), marks)
        stretch.marks.clear()
        report.events += 1
        if not found:
            yield from _file_findings(event, keys, report)
    left = next(marks, None)
    if found:
        yield found
    elif left is not None:
        yield f"Event {left.event_id} was removed."
    elif stretch.digest != seal.digest:
        yield f"One of the events {seal.after + 1} to {seal.last} was changed."


def _file_findings(event: Any, keys: Keys, report: Report) -> Iterator[str]:
    if event.kind == KIND:
        report.files += 1
        yield from file_findings(event, keys)


def _difference(event: Any, mark: Mark, marks: Iterator[Mark]) -> str:
    """The sealed events and those that are there, side by side: both rise by id."""
    wanted = next(marks, None)
    if wanted is None or event.id < wanted.event_id:
        return f"{_named(event)} was put in after its time."
    if event.id > wanted.event_id:
        return f"Event {wanted.event_id} was removed."
    return "" if mark == wanted else f"{_named(event)} was changed."


def _marks_of(seal: Seal) -> Iterator[Mark]:
    try:
        return read_marks(seal.marks)
    except struct.error:  # its hash tells
        return iter(())


def _named(event: Any) -> str:
    return f"Event {event.id} ({event.kind} of {event.about}, {event.at:%Y-%m-%d %H:%M:%S} UTC)"


def _end_findings(last: Seal | None, keys: Keys, walk: Walk, report: Report) -> Iterator[str]:
    sealed = last.last if last else 0
    noted = beats.last(beats.SEALING)
    missing = int(noted.facts.get("seal") or 0) if noted else 0
    if missing > report.head.number:
        yield f"Seals {report.head.number + 1} to {missing} are missing."
    if last and not keys.is_ours(last):
        yield (
            f"The last seal is signed with key {last.key_id}, and this installation’s is {keys.ours}. "
            "Where the secret key was changed on purpose: flask audit rotate."
        )
    walk.skip_to(sealed)
    for event in walk.rest():
        report.unsealed += 1
        yield from _file_findings(event, keys, report)
    oldest = db.session.scalar(sa.select(Event.at).where(Event.id > sealed).order_by(Event.id).limit(1))
    if oldest is not None and now() - oldest >= LATE:
        yield f"{report.unsealed} events wait for a seal, the oldest since {oldest:%Y-%m-%d %H:%M} UTC."
