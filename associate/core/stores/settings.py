"""How a store likes to work, changed one section at a time, each change written down as before → after."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.record import Actor, Referable, record
from associate.core.stores.models import Store
from associate.core.stores.names import first_name
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _

FIELDS = {
    "store": (
        "name",
        "street",
        "postcode",
        "city",
        "region",
        "country",
        "phone",
        "latitude",
        "longitude",
        "zone",
        "currency",
        "locale",
    ),
    "pickups": (
        "lead_minutes",
        "cutoff_minutes",
        "minutes_an_order",
        "people_percent",
        "orders_a_day",
        "orders_an_hour",
    ),
    "methods": ("pickups", "curbside", "ships", "takes_returns", "methods_why"),
    "parcels": ("ship_cost", "paper", "pick_mode", "transfer_days", "groups"),
    "pause": ("paused_until", "pickup_paused_until", "shipping_paused_until", "closed_until", "closed_why"),
    "counter": (
        "typing_allowed",
        "cash_on_pickup",
        "captures_at_ready",
        "reserve_hours",
        "own_count_units",
        "verify_by",
        "undo_minutes",
    ),
    "curbside": (
        "car_minutes",
        "car_minutes_unannounced",
        "lead_alarm_minutes",
        "manager_alarm_minutes",
        "claim_minutes",
        "window_minutes",
        "pickups_a_window",
    ),
    "shorts": ("vote_minutes", "vote_default", "honors_price"),
    "hold": (
        "hold_days",
        "hot_minutes",
        "extend_days",
        "refunds_uncollected",
        "remind_hours",
        "remind_last_day",
        "quiet_from",
        "quiet_until",
        "messages_by",
    ),
}
"""Columns of a store by the section of its settings that changes them."""

Snapshot = dict[str, Any]
KINDS = (
    "store.changed",
    "store.paused",
    "store.resumed",
    "store.closed",
    "channel.changed",
    "channel.secret_changed",
    "routing_rule.changed",
    "buffer_rule.changed",
    "return_rule.changed",
    "box.changed",
    "carrier_account.changed",
    "carrier_account.secret_changed",
)


@dataclass(frozen=True)
class Changed:
    """Who changed a section last. `name` is a first name, or empty where it was no person."""

    at: datetime
    name: str


@contextmanager
def changing(store: Store) -> Iterator[None]:
    """One person at a time changes a store's settings; the store is read anew, its hours with it.

    Raises Busy when no turn came in time.
    """
    with atomic(store):
        for row in (*store.hours, *store.exceptions):
            db.session.expire(row)
        db.session.refresh(store, ["hours", "exceptions"])
        yield


def snapshot(store: Store, section: str) -> Snapshot:
    """The section's columns as plain values: what a form shows and the journal keeps."""
    return {name: plain(getattr(store, name)) for name in FIELDS[section]}


def plain(value: Any) -> Any:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, datetime) else value


def stamp(state: Snapshot) -> str:
    """A short fingerprint: a form that carries another one was opened before somebody changed it."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:16]


def differences(before: Snapshot, after: Snapshot) -> dict[str, list[Any]]:
    """Key → [before, after], for what differs; a key that one side lacks is None there."""
    keys = [*before, *(key for key in after if key not in before)]
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def must_be_current(about: Referable, section: str, seen: str, state: Snapshot, thing: str = "") -> None:
    """Raises OutOfDate("changed_since") with who and when, if the form shows what is no longer so."""
    if seen != stamp(state):
        raise OutOfDate("changed_since", _changed_words(last_change(about, section, thing), about))


def keep_change(
    about: Referable, section: str, changes: dict[str, list[Any]], *, by: Actor, thing: str = ""
) -> None:
    """Write the change down, in the caller's transaction. Nothing changed: nothing is written."""
    if changes:
        kind = f"{about.ref.partition(':')[0]}.changed"
        facts = {"thing": thing} if thing else {}
        record(kind, about=about, by=by, section=section, changes=changes, **facts)


def last_change(about: Referable, section: str, thing: str = "") -> Changed | None:
    find = sa.select(Event).where(Event.about == about.ref, Event.kind.in_(KINDS))
    find = find.where(Event.facts["section"].as_string() == section)
    if thing:
        find = find.where(Event.facts["thing"].as_string() == thing)
    event = db.session.scalar(find.order_by(Event.id.desc()).limit(1))
    return Changed(event.at, first_name(event.by)) if event else None


def _changed_words(change: Changed | None, about: Referable) -> str:
    if change is None or not change.name:
        return str(_("This was changed since you opened it. Open the page again."))
    at = change.at.astimezone(about.timezone) if isinstance(about, Store) else change.at
    return str(_("%(name)s changed this at %(at)s. Open the page again.", name=change.name, at=f"{at:%H:%M}"))
