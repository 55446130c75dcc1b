"""A channel that can’t be told: a person hears of it, once for a channel, and may have it told again."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.catalog.published import PublishedStock
from associate.core.events.models import Beat
from associate.core.events.outbox import Post, PostState
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db


def line_name(channel_id: int) -> str:
    """The row that says when a channel may be talked to next, and how that went lately."""
    return f"sync:{channel_id}"


def sync_failed(channel: Channel, why: str, words: str = "") -> None:
    """Inside atomic(). `why`: "refused" (with the platform’s words), "silent" (no answer for long) or
    "late"."""
    open_task(
        TaskKind.SYNC_FAILED,
        str(channel.id),
        by=SYSTEM,
        about=channel.ref,
        channel_id=channel.id,
        channel=channel.name,
        code=channel.key,
        why=why,
        words=words[:300],
    )


def settle_if_mended(channel: Channel, *, by: Actor = SYSTEM) -> None:
    """Inside atomic(): the task is done once nothing waits and nothing was refused."""
    if not has_trouble(channel.id):
        close_tasks(TaskKind.SYNC_FAILED, str(channel.id), "told", by=by)


def has_trouble(channel_id: int) -> bool:
    refused = sa.select(PublishedStock.level_id).where(
        PublishedStock.channel_id == channel_id,
        PublishedStock.changed_at.is_not(None),
        PublishedStock.problem != "",
    )
    failed = sa.select(Post.id).where(Post.channel_id == channel_id, Post.state == PostState.FAILED)
    return any(db.session.scalar(find.limit(1)) is not None for find in (refused, failed))


def send_again(channel: Channel, *, by: Actor) -> int:
    """Inside atomic(): all that was refused or given up, from its first try on and at once. Returns how
    many."""
    stock = sa.update(PublishedStock).where(
        PublishedStock.channel_id == channel.id, PublishedStock.changed_at.is_not(None)
    )
    posts = sa.update(Post).where(Post.channel_id == channel.id, Post.state == PostState.FAILED)
    line = sa.select(Beat).filter_by(name=line_name(channel.id)).with_for_update()
    quietly = {"synchronize_session": False}
    n = db.session.execute(stock.values(tries=0, next_at=now()), execution_options=quietly).rowcount  # type: ignore[attr-defined]
    n += db.session.execute(  # type: ignore[attr-defined]
        posts.values(state=PostState.PENDING, tries=0, next_at=now()), execution_options=quietly
    ).rowcount
    if (known := db.session.scalar(line)) is not None and not known.facts.get("busy"):
        known.facts = {**known.facts, "until": now().isoformat(), "fails": 0}
    record("channel.again", about=channel, by=by, count=n)
    return int(n)
