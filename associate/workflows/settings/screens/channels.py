"""Web shops as pages: what they are, what came last, what didn't get in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.published import DEFAULTS, FIELDS, Wins, winner
from associate.core.events.models import Inbound, InboundState
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, stamp
from associate.db import db
from associate.words import _, later, ngettext
from associate.workflows.settings.forms.channels import (
    GIFTS,
    PLATFORMS,
    as_lines,
    must_bring_its_key,
    read_channel,
    read_new,
)
from associate.workflows.settings.forms.draft import Draft, is_agreed, mark_of, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.channels import SECTION, channels, state_of, trace
from associate.workflows.settings.screens.drafting import draft_of
from associate.workflows.settings.screens.sending import sent_by_web_shop, sent_from_stores

NAMES = {
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "square": "Square",
    "till": later("Till"),
    "api": "API",
    "pretend": "Pretend",
}


@dataclass(frozen=True)
class Row:
    channel: Channel
    platform: str
    last_at: datetime | None
    failed: int
    waiting: int


def overview() -> dict[str, Any]:
    traffic = _traffic()
    return {"rows": [Row(c, NAMES[c.platform], *traffic.get(c.id, (None, 0, 0))) for c in channels()]}


def open_channel(channel: Channel) -> Draft:
    state = state_of(channel)
    gifts = {name: ", ".join(state[name]) for name in GIFTS}
    shown = {**state, **gifts, "access_token": "", "locations": as_lines(channel.locations)}
    return opened(shown, stamp(state), last_change(channel, SECTION))


def draft_channel(channel: Channel, form: Any) -> Draft:
    reader, before = Reader(form), state_of(channel)
    values = read_channel(reader, _codes(), {c.prefix for c in channels() if c is not channel})
    must_bring_its_key(reader, values, before)
    return draft_of(
        reader,
        values,
        about=channel,
        section=SECTION,
        before=before,
        after=lambda: _after(values, before),
        effects=lambda: _effects(values, channel),
    )


def open_new(store: Store | None) -> Draft:
    sides = {f"wins_{field}": DEFAULTS.get(field, Wins.THEIRS).value for field in FIELDS}
    values = {**sides, "platform": "shopify", "is_active": True, "currency": store.currency if store else ""}
    return opened(values, "new", None)


def draft_new(form: Any) -> Draft:
    reader, known = Reader(form), [] if is_agreed(form) else channels()  # sent twice is once
    values = read_new(reader, {c.key for c in known}, _codes(), {c.prefix for c in known})
    shown = ("key", "platform", "name", "prefix", "currency")
    return Draft(
        typed=form,
        seen="new",
        mark="" if reader.problems else mark_of(form),
        is_agreed=is_agreed(form) and not reader.problems,
        problems=reader.problems,
        values=values,
        changes={} if reader.problems else {name: [None, values[name]] for name in shown},
        effects=[
            _("It gets a secret of its own. Orders come once the platform knows its address."),
            *(sent_from_stores() if values["ships_from_stores"] else []),
        ],
        is_sent=True,
    )


def around(channel: Channel, base_url: str) -> dict[str, Any]:
    return {
        "channel": channel,
        "platform": NAMES[channel.platform],
        "webhook": f"{base_url.rstrip('/')}/webhooks/{channel.platform.value}/{channel.key}",
        "sides": sides(),
        "traffic": Row(channel, NAMES[channel.platform], *_traffic().get(channel.id, (None, 0, 0))),
        "failures": _failures(channel),
        "stores": _stores(),
    }


def options() -> dict[str, Any]:
    return {
        "platforms": [(name, NAMES[name]) for name in PLATFORMS],
        "stores": _stores(),
        "sides": sides(),
    }


def sides() -> list[tuple[str, str]]:
    return [(Wins.OURS.value, _("ours")), (Wins.THEIRS.value, _("the web shop’s"))]


def _after(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    token = values["access_token"]
    return {
        **{name: values[name] for name in ("name", "prefix", "is_active", "ships_from_stores", "base_url")},
        "access_token": trace(token) if token else before["access_token"],
        **{name: values[name] for name in GIFTS},
        "locations": [f"{theirs} = {ours}" for theirs, ours in values["locations"].items()],
        **{f"wins_{field}": side for field, side in values["authority"].items()},
    }


def _effects(values: dict[str, Any], channel: Channel) -> list[str]:
    words = []
    if channel.is_active and not values["is_active"]:
        words.append(_("Its webhooks are turned away from now. Orders that are here stay."))
    if values["prefix"] != channel.prefix:
        words.append(
            _("New orders begin with %(prefix)s-; known ones keep their number.", prefix=values["prefix"])
        )
    if values["authority"]["stock"] != winner(channel, "stock"):
        ours = values["authority"]["stock"] == Wins.OURS
        words.append(
            _("Its stock follows ours from now.")
            if ours
            else _("Our stock follows its figures from now: what differs is corrected here.")
        )
    if values["ships_from_stores"] != channel.ships_from_stores:
        words += sent_from_stores() if values["ships_from_stores"] else sent_by_web_shop(channel)
    if values["locations"] != channel.locations:
        n = len(values["locations"])
        words.append(ngettext("%(num)d place of theirs is known.", "%(num)d places of theirs are known.", n))
    return words


def _traffic() -> dict[int, tuple[datetime | None, int, int]]:
    """Channel id → (last webhook in, how many failed, how many wait)."""
    failed = sa.func.sum(sa.case((Inbound.state == InboundState.FAILED, 1), else_=0))
    waiting = sa.func.sum(sa.case((Inbound.state == InboundState.PENDING, 1), else_=0))
    find = sa.select(Inbound.channel_id, sa.func.max(Inbound.received_at), failed, waiting)
    rows = db.session.execute(find.group_by(Inbound.channel_id))
    return {channel_id: (at, int(bad), int(more)) for channel_id, at, bad, more in rows}


def _failures(channel: Channel) -> list[Inbound]:
    find = sa.select(Inbound).filter_by(channel_id=channel.id, state=InboundState.FAILED)
    return list(db.session.scalars(find.order_by(Inbound.id.desc()).limit(5)))


def _stores() -> list[tuple[str, str]]:
    return [
        (code, name)
        for code, name in db.session.execute(sa.select(Store.code, Store.name).order_by(Store.name))
    ]


def _codes() -> set[str]:
    return {code for code, _name in _stores()}
