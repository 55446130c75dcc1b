"""The one writer of seals: in the worker, a minute behind the journal, under a lease.

The lease spares work, it does not guard: a seal's number is the next one or it is not written, so two who
seal at once can't make the chain fork.
"""

from datetime import timedelta
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
import structlog

from associate.clock import now
from associate.core.events.chain import NOTHING, Head, Stretch, seal_hash
from associate.core.events.models import Beat, Event
from associate.core.events.seals import Seal, SealKey, last_seal
from associate.db import atomic, db, insert_into
from associate.errors import Refused
from associate.signatures import is_signed, key_id, public_key, sign
from associate.upkeep import beats
from associate.upkeep.audit.settled import PATIENCE, last_certain_event
from associate.words import _

MOST = 1000  # events under a seal
BITES = 10  # seals in a round: a long way to catch up holds up no other chore
PACE = timedelta(seconds=60)  # less often where little happens
LEASE = timedelta(seconds=30)
COLUMNS = tuple(Event.__table__.columns)
_holder = token_hex(8)
log = structlog.get_logger("associate.audit")


def seal_when_due() -> None:
    """What the worker does every few seconds; most of the time nothing."""
    if is_due() and _has_turn():
        seal_journal(bites=BITES)


def seal_journal(*, bites: int | None = None, patience: float = PATIENCE) -> int:
    """Seal what is certainly complete, at most so many stretches. Returns how many events.

    Raises Refused("not_our_seal") where the chain ends in a seal that this installation did not make.
    """
    last, sealed, count = last_certain_event(patience), 0, 0
    while last is not None and (bites is None or count < bites) and (events := _next_stretch(last)):
        sealed, count = sealed + events, count + 1
    return sealed


def is_due() -> bool:
    seal, last = last_seal(), db.session.scalar(sa.select(sa.func.max(Event.id))) or 0
    db.session.rollback()
    if seal is None:
        return last > 0
    return last > seal.last and (abs(now() - seal.at) >= PACE or last - seal.last >= MOST)


def take_key() -> Head:
    """Sign from here on with the key that this installation has now. Returns the seal it begins after."""
    with atomic():
        head = seal.head if (seal := last_seal()) else NOTHING
        _bring_key_in(head)
    return head


def _next_stretch(last: int) -> int:
    """Events that went under a seal: 0 when there are none, or when somebody else was faster."""
    before = last_seal()
    if before is not None:
        must_be_ours(before)
    head, after = (before.head, before.last) if before else (NOTHING, 0)
    stretch = Stretch()
    find = sa.select(*COLUMNS).where(Event.id > after, Event.id <= last).order_by(Event.id).limit(MOST)
    for row in db.session.execute(find):
        stretch.add(row)
    if not stretch.events:
        return 0
    values = sealed(head, after, stretch)
    with atomic():
        if before is None:
            _bring_key_in(NOTHING)
        row = insert_into(Seal).values(values).on_conflict_do_nothing().returning(Seal.id)
        if db.session.scalar(row) is None:
            return 0
        beats.beat(beats.SEALING, holder=_holder, seal=values["id"], hash=values["hash"])
    log.info("sealed", seal=values["id"], events=stretch.events, last=stretch.last)
    return stretch.events


def sealed(head: Head, after: int, stretch: Stretch) -> dict[str, Any]:
    """The columns of the seal that comes after `head`, signed."""
    at, marks = now(), bytes(stretch.marks)
    number = head.number + 1
    told = (number, head.hash, after, stretch.last, stretch.events, stretch.digest, marks, at)
    names = ("id", "before", "after", "last", "events", "digest", "marks", "at")
    hashed = seal_hash(*told)
    signature = sign("seal", hashed)
    signed = {"hash": hashed, "key_id": signature.key_id, "signature": signature.value}
    return dict(zip(names, told, strict=True)) | signed


def is_ours(head: Seal) -> bool:
    """Signed with our key, or with the one before it, and no seal after it is gone."""
    by_us = head.key_id == key_id()
    known = by_us or db.session.get(SealKey, (key_id(), head.id)) is not None
    public = public_key() if by_us else _public(head.key_id)
    return known and is_signed(public, head.signature, "seal", head.hash) and not _is_cut_off(head)


def must_be_ours(head: Seal) -> None:
    """What comes next vouches for it. Raises Refused("not_our_seal")."""
    if not is_ours(head):
        sentence = _("The journal isn’t sealed any more. Run flask audit verify: it says why.")
        raise Refused("not_our_seal", sentence)


def _is_cut_off(head: Seal) -> bool:
    """Were there seals after it that are gone?"""
    noted = beats.last(beats.SEALING)
    return noted is not None and int(noted.facts.get("seal") or 0) > head.id


def _public(known_as: str) -> str:
    find = sa.select(SealKey.public).where(SealKey.id == known_as).limit(1)
    return db.session.scalar(find) or ""


def _bring_key_in(head: Head) -> None:
    signature = sign("key", str(head))
    values = {
        "id": signature.key_id,
        "public": public_key(),
        "after_seal": head.number,
        "after_hash": head.hash,
        "signature": signature.value,
        "since": now(),
    }
    db.session.execute(insert_into(SealKey).values(values).on_conflict_do_nothing())


def _has_turn() -> bool:
    fresh = {"name": beats.SEALING, "at": now(), "facts": {"holder": _holder}}
    free = sa.or_(Beat.at < now() - LEASE, Beat.facts["holder"].as_string() == _holder)
    with atomic():
        row = insert_into(Beat).values(fresh)
        row = row.on_conflict_do_update(index_elements=["name"], set_={"at": fresh["at"]}, where=free)
        return db.session.scalar(row.returning(Beat.name)) is not None
