"""Everything that is known of a person, as one file that they can take with them."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from enum import Enum
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.personal.places import EVERYWHERE, Place
from associate.core.acts.personal.theirs import Theirs, theirs
from associate.core.customers.models import Customer
from associate.core.events.evidence import Evidence
from associate.core.events.models import Event
from associate.core.shipping.documents import StoredDocument
from associate.db import db

OURS = frozenset(
    "nonce qr_hash code_hash token_hash request_hash source_hash address_hash key key_id signature_key uid "
    "by created_by closed_by opened_by handed_off_by struck_by undone_by asked_by done_by placed_by "
    "given_by given_by_id first_by paused_by passed_by before after event_id owner_id tries next_at rounds "
    "shelf_note command entered_by settled_by".split()
)
"""Columns that are secrets, name colleagues, or are how the house works: no part of a person’s own facts."""

FILES = (StoredDocument, Evidence)


def export(customer: Customer) -> bytes:
    """A zip: data.json (UTF-8, one list for each table, money in minor units beside its currency) and
    documents/, what was drawn or photographed about them."""
    whose, packed = theirs(customer), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(told(whose), ensure_ascii=False, indent=1))
        for name, body in _files(whose):
            file.writestr(f"documents/{name}", body)
    return packed.getvalue()


def told(whose: Theirs) -> dict[str, Any]:
    """What data.json says."""
    tables: dict[str, Any] = {"made_at": now().isoformat()}
    for place in EVERYWHERE:
        if place.is_told and (rows := list(_rows(place, whose))):
            tables.setdefault(place.kind.__tablename__, []).extend(rows)
    return {**tables, "journal": list(_journal(whose))}


def _rows(place: Place, whose: Theirs) -> Iterator[dict[str, Any]]:
    columns = [each for each in place.kind.__table__.columns if each.name not in OURS and not _is_bytes(each)]
    in_order = place.kind.__table__.primary_key.columns
    for row in db.session.execute(sa.select(*columns).where(place.which(whose)).order_by(*in_order)):
        yield {name: _plain(value) for name, value in row._mapping.items() if value not in (None, "", [], {})}


def _journal(whose: Theirs) -> Iterator[dict[str, Any]]:
    """What was done when; not by whom."""
    about = sa.or_(Event.about.in_(whose.refs), Event.order_id.in_(whose.orders))
    rows = db.session.execute(sa.select(Event.at, Event.kind, Event.about).where(about).order_by(Event.id))
    for at, kind, ref in rows:
        yield {"at": at.isoformat(), "kind": kind, "about": ref}


def _files(whose: Theirs) -> Iterator[tuple[str, bytes]]:
    for place in EVERYWHERE:
        if place.kind in FILES:
            media = getattr(place.kind, "media", sa.literal("pdf"))
            find = sa.select(place.kind.id, place.kind.kind, media, place.kind.body)
            for number, kind, ending, body in db.session.execute(find.where(place.which(whose))):
                if body:
                    yield f"{_plain(kind)}-{number}.{ending}", body


def _is_bytes(column: Any) -> bool:
    return isinstance(column.type, sa.LargeBinary)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date | time) else value
