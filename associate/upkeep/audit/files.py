"""Signed files: what the journal says of each, and whether a file that somebody brings is one of ours."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from associate.core.events.evidence import Evidence, signed_words
from associate.core.events.models import Event
from associate.core.events.seals import Seal
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.db import db
from associate.signatures import is_signed
from associate.upkeep.audit.keys import Keys

KIND = "evidence.signed"


def file_findings(event: Any, keys: Keys) -> Iterator[str]:
    """Is the file that this event signs still what was signed? Its bytes may have been let go."""
    facts = event.facts
    code = facts.get("code", "")
    if not _is_signed(facts, keys):
        yield f"The signature of {code} in event {event.id} isn’t ours."
    kept = db.session.execute(
        sa.select(Evidence.sha256, Evidence.body).where(Evidence.code == code)
    ).one_or_none()
    if kept is None:
        yield f"Evidence file {code} was removed."
    elif kept.sha256 != facts.get("sha256") or (kept.body and _sum(kept.body) != kept.sha256):
        yield f"Evidence file {code} was changed."


def is_genuine(named: str) -> tuple[bool, str]:
    """A path to a PDF, or the code printed on one: whether it is ours, and what it proves, in sentences."""
    path, keys = Path(named), Keys()
    digest = _sum(path.read_bytes()) if path.is_file() else ""
    known = Evidence.sha256 == digest if digest else Evidence.code == named.upper()
    file = db.session.scalar(sa.select(Evidence).where(known))
    event = _event_of(file) if file else None
    if file is None or event is None or event.facts.get("sha256") != file.sha256:
        return False, f"{named} isn’t one of our files, or isn’t what it was."
    if not _is_signed(event.facts, keys):
        return False, f"{file.code} isn’t signed with a key of this journal."
    said = [_about(file), f"Event {event.id}, {_sealed(event.id)}.", f"SHA-256 {file.sha256}"]
    if not digest:
        said.append("Known by its code alone: compare the file’s SHA-256 with this one.")
    return True, "\n".join(said)


def _is_signed(facts: dict[str, Any], keys: Keys) -> bool:
    said = signed_words(facts.get("code", ""), facts.get("of", ""), facts.get("sha256", ""))
    return is_signed(keys.public(facts.get("key", "")), facts.get("signature", ""), "evidence", said)


def _event_of(file: Evidence) -> Event | None:
    about = f"order:{file.order_id}" if file.order_id else f"store:{file.store_id}"
    find = sa.select(Event).where(Event.about == about, Event.kind == KIND)
    return next((each for each in db.session.scalars(find) if each.facts.get("code") == file.code), None)


def _about(file: Evidence) -> str:
    order = db.session.get(Order, file.order_id) if file.order_id else None
    store = db.session.get_one(Store, file.store_id)
    number = f" of order {order.number}" if order else ""
    made = f"made {file.made_at:%Y-%m-%d %H:%M} UTC"
    return f"Genuine: {file.code}, {file.kind}{number} at {store.name}, {made}."


def _sealed(event_id: int) -> str:
    seal = db.session.scalar(sa.select(Seal.id).where(Seal.last >= event_id).order_by(Seal.id).limit(1))
    return f"under seal {seal}" if seal else "not sealed yet"


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
