"""Web shops as what they know of us: how late they hear, what they didn’t take, where their figures
differ."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.syncing import line_name
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.catalog.published import Drift, PublishedStock, Wins, oldest_unsent, publishes, winner
from associate.core.events.models import Beat, Inbound
from associate.core.events.outbox import Outgoing, Post, PostState
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.core.stores.wrong_signatures import wrong_lately
from associate.db import db
from associate.words import _, ngettext
from associate.workflows.settings.rules.channels import channels

GOAL, ALARM = 10, 60  # seconds from a change here to the platform
KEPT = timedelta(hours=1)
SHOWN = 30


@dataclass(frozen=True)
class Line:
    """One channel. `kind`: ok, soon, late, or "" for one that is told nothing. Lags in seconds."""

    channel: Channel
    kind: str
    health: str
    p95: int | None
    told: int  # in the last hour
    oldest: datetime | None
    last_in: datetime | None
    last_out: datetime | None
    waiting: int
    wrong: int  # deliveries with a wrong signature, within an hour


@dataclass(frozen=True)
class Failure:
    what: str
    words: str
    tries: int
    at: datetime | None


@dataclass(frozen=True)
class Difference:
    drift: Drift
    thing: str
    store: str
    ours: str
    theirs: str
    outcome: str


def overview() -> list[Line]:
    return [line_of(channel) for channel in channels()]


def page_of(channel: Channel) -> dict[str, Any]:
    pull = _beat(f"pull:{channel.id}")
    done_at = pull.get("done_at")
    return {
        "line": line_of(channel),
        "channel": channel,
        "words": str(_beat(line_name(channel.id)).get("words") or ""),
        "failures": _failures(channel),
        "differences": _differences(channel),
        "pulled_at": datetime.fromisoformat(done_at) if done_at else None,
        "compared": int(pull.get("rows") or 0),
    }


def line_of(channel: Channel) -> Line:
    facts, oldest = _beat(line_name(channel.id)), oldest_unsent(channel.id)
    p95, told = p95_of(facts.get("lags") or {})
    failed = _count(Post, Post.channel_id == channel.id, Post.state == PostState.FAILED)
    waiting = _count(
        PublishedStock, PublishedStock.channel_id == channel.id, PublishedStock.changed_at.is_not(None)
    )
    waiting += _count(Post, Post.channel_id == channel.id, Post.state == PostState.PENDING)
    kind, health = _health(channel, oldest, p95, failed)
    done_at = facts.get("done_at")
    last_in = db.session.scalar(sa.select(sa.func.max(Inbound.received_at)).filter_by(channel_id=channel.id))
    last_out = datetime.fromisoformat(done_at) if done_at else None
    wrong = wrong_lately(channel.id)
    return Line(channel, kind, health, p95, told, oldest, last_in, last_out, waiting, wrong)


def p95_of(lags: dict[str, dict[str, int]]) -> tuple[int | None, int]:
    """Of the last hour: the seconds within which 95 of 100 changes were told, and how many were."""
    since, counts = (now() - KEPT).timestamp() // 60, Counter[int]()
    for minute, told in lags.items():
        if int(minute) >= since:
            counts.update({int(step): n for step, n in told.items()})
    total, seen = counts.total(), 0
    for step in sorted(counts):
        seen += counts[step]
        if seen >= math.ceil(total * 0.95):
            return step, total
    return None, 0


def _health(channel: Channel, oldest: datetime | None, p95: int | None, failed: int) -> tuple[str, str]:
    if not publishes(channel):
        return "", _("is told nothing")
    age = (now() - oldest).total_seconds() if oldest else 0
    if age >= ALARM or failed:
        return "late", _("behind") if age >= ALARM else ngettext(
            "%(num)d given up", "%(num)d given up", failed
        )
    if p95 and p95 > GOAL:
        return "soon", _("slow")
    return "ok", _("up to date")


def _failures(channel: Channel) -> list[Failure]:
    levels = (
        sa.select(PublishedStock, StockLevel, Store.name)
        .join(StockLevel, StockLevel.id == PublishedStock.level_id)
        .join(Store, Store.id == StockLevel.store_id)
        .where(
            PublishedStock.channel_id == channel.id,
            PublishedStock.changed_at.is_not(None),
            PublishedStock.problem != "",
        )
        .order_by(PublishedStock.changed_at)
        .limit(SHOWN)
    )
    found = [
        Failure(f"{level.variant.name}, {store}", row.problem, row.tries, row.changed_at)
        for row, level, store in db.session.execute(levels)
    ]
    posts = sa.select(Post).join(Outgoing, Outgoing.id == Post.outgoing_id)
    posts = posts.where(Post.channel_id == channel.id, Post.state == PostState.FAILED).order_by(
        Post.id.desc()
    )
    for post in db.session.scalars(posts.limit(SHOWN)):
        number = (post.outgoing.facts.get("order") or {}).get("number", "")
        found.append(Failure(_news(post.outgoing.kind, number), post.result, post.tries, post.outgoing.at))
    return found


def _news(kind: str, number: str) -> str:
    words = {
        "order.ready": _("%(number)s is ready", number=number),
        "order.collected": _("%(number)s was picked up", number=number),
        "order.shipped": _("%(number)s was sent", number=number),
        "order.canceled": _("%(number)s was canceled", number=number),
        "order.refunded": _("Money of %(number)s went back", number=number),
    }
    return words.get(kind, number)


def _differences(channel: Channel) -> list[Difference]:
    find = (
        sa.select(Drift, Variant, Store.name)
        .outerjoin(Variant, Variant.id == Drift.variant_id)
        .outerjoin(Store, Store.id == Drift.store_id)
        .where(Drift.channel_id == channel.id)
        .order_by(Drift.id.desc())
        .limit(SHOWN)
    )
    return [
        Difference(
            drift,
            variant.name if variant else "",
            store or "",
            drift.ours,
            drift.theirs,
            _outcome(drift, channel),
        )
        for drift, variant, store in db.session.execute(find)
    ]


def _outcome(drift: Drift, channel: Channel) -> str:
    """Who won, why, and what came of it."""
    if drift.why == "several_stores":
        return _("Ours stands: its one figure is for several stores.")
    if drift.winner == Wins.OURS:
        told = drift.field == "stock" and winner(channel, "stock") == Wins.OURS
        return (
            _("Ours stands, as you set it. It was told again.") if told else _("Ours stands, as you set it.")
        )
    return _("Its figure stands, as you set it. Ours was corrected.")


def _beat(name: str) -> dict[str, Any]:
    found = db.session.scalar(sa.select(Beat).filter_by(name=name).execution_options(populate_existing=True))
    return dict(found.facts) if found else {}


def _count(model: Any, *where: sa.ColumnElement[bool]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*where)) or 0
