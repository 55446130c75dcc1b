"""Web shops: add one, change one, give one another secret."""

import hashlib
import secrets
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.published import FIELDS, winner
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.settings.forms.channels import GIFTS
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "channel"
COLUMNS = ("name", "prefix", "is_active", "ships_from_stores", "locations", "authority")
OPTIONS = ("base_url", "access_token", "gift_flags", "gift_notes")
MAY_GO = ("base_url", "gift_flags", "gift_notes")
"""Options that are empty where nothing is typed; an empty key of its API is the kept one."""


def channels() -> list[Channel]:
    return list(db.session.scalars(sa.select(Channel).order_by(Channel.name, Channel.id)))


def channel_named(key: str) -> Channel:
    """Raises Missing."""
    found = db.session.scalar(sa.select(Channel).filter_by(key=key))
    if found is None:
        raise Missing("no_channel", _("There’s no such web shop."))
    return found


def state_of(channel: Channel) -> Snapshot:
    """What people and the journal may read: of the key of its API only a trace."""
    token = channel.settings.get("access_token", "")
    return {
        "name": channel.name,
        "prefix": channel.prefix,
        "is_active": channel.is_active,
        "ships_from_stores": channel.ships_from_stores,
        "base_url": channel.settings.get("base_url", ""),
        "access_token": trace(token),
        **{name: channel.settings.get(name, []) for name in GIFTS},
        "locations": [f"{theirs} = {ours}" for theirs, ours in channel.locations.items()],
        **{f"wins_{field}": winner(channel, field).value for field in FIELDS},
    }


def trace(secret: str) -> str:
    """Tells two secrets apart and gives none away."""
    return f"…{hashlib.sha256(secret.encode()).hexdigest()[:4]}" if secret else ""


def change(channel: Channel, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """An empty key of its API leaves the kept one. Raises OutOfDate("changed_since")."""
    with atomic(channel):
        if (done := answered(intent)) is not None:
            return done
        before = state_of(channel)
        must_be_current(channel, SECTION, seen, before)
        _put(channel, values)
        keep_change(channel, SECTION, differences(before, state_of(channel)), by=by)
        return answer(intent, **saved())


def add(values: dict[str, Any], *, intent: Intent, by: Actor) -> Said:
    """Its secret is made, and shown when somebody asks for another. Raises Refused("key_taken")."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        if db.session.scalar(sa.select(Channel.id).filter_by(key=values["key"])):
            raise Refused("key_taken", _("There’s a web shop at this address already."))
        channel = Channel(
            key=values["key"],
            platform=Platform(values["platform"]),
            secret=secrets.token_urlsafe(32),
            settings={"currency": values["currency"]},
        )
        _put(channel, values)
        db.session.add(channel)
        db.session.flush()
        record("channel.added", about=channel, by=by, key=channel.key, platform=channel.platform.value)
        return answer(intent, **saved())


def change_secret(channel: Channel, secret: str, *, intent: Intent, by: Actor) -> str:
    """The new secret, for one showing; the old one signs nothing from now. Made where `secret` is empty.

    Raises OutOfDate("shown_before") for a second sending: a secret is in no stored answer.
    """
    with atomic(channel):
        if answered(intent) is not None:
            raise OutOfDate("shown_before", _("It was shown once. Make another if it wasn’t kept."))
        channel.secret = secret or secrets.token_urlsafe(32)
        record("channel.secret_changed", about=channel, by=by, section="secret", key=channel.key)
        answer(intent, key=channel.key)
        return channel.secret


def _put(channel: Channel, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        setattr(channel, name, values[name])
    kept = {name: values[name] for name in OPTIONS if values[name]}
    gone = {name for name in MAY_GO if not values[name]}
    channel.settings = {k: v for k, v in channel.settings.items() if k not in gone} | kept
