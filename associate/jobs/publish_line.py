"""One line to each platform: one talks at a time, no faster than the platform wants, and later after a
failure.

The line is a row of beats: `until` is when the channel may be talked to next, which is also the lease of
whoever
talks, and all that is left of a platform’s bucket: how long it asked us to wait. `lags` counts how late
changes were told, by minute and by the second they took at most.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.syncing import line_name, sync_failed
from associate.core.catalog.channels import Channel
from associate.core.events.models import Beat
from associate.db import atomic, db, insert_into
from associate.integrations.commerce.outgoing import Answer, Outcome

LEASE = timedelta(seconds=60)  # of a turn; who dies in it is followed after that
BACK_OFF = (2.0, 5.0, 15.0, 60.0, 300.0, 900.0)  # seconds after each failure in a row
JITTER = 0.2
SILENT_AFTER = 4  # failures in a row until a person hears of it
STEPS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 120, 300, 900, 3600)
"""Seconds: how finely lags are told apart."""
KEPT = timedelta(hours=1)


def take_line(channel_id: int) -> bool:
    """Is it our turn to talk to this channel? Then nobody else’s until the turn ends."""
    name, row = line_name(channel_id), None
    known = db.session.scalar(_line(name))
    if known is not None and _until(known) > now():
        return False  # a look takes no write lock
    with atomic():
        first = insert_into(Beat).values(name=name, at=now(), facts={})
        db.session.execute(first.on_conflict_do_nothing())
        row = db.session.scalar(_line(name).with_for_update(skip_locked=True))
        if row is None or _until(row) > now():
            return False
        row.facts = {**row.facts, "until": (now() + LEASE).isoformat(), "busy": True}
    return True


def end_turn(channel: Channel, answer: Answer) -> None:
    """Keep what the last answer of a turn says about the next one."""
    with atomic():
        row = db.session.scalars(_line(line_name(channel.id)).with_for_update()).one()
        fails = 0 if answer.outcome == Outcome.DONE else int(row.facts.get("fails", 0))
        fails += answer.outcome in (Outcome.UNKNOWN, Outcome.REFUSED)
        rests = max(answer.wait, pause_after(fails) if fails and answer.outcome != Outcome.LATER else 0.0)
        row.at = now()
        row.facts = {
            **row.facts,
            "until": (now() + timedelta(seconds=rests)).isoformat(),
            "busy": False,
            "fails": fails,
            "words": "" if answer.outcome == Outcome.DONE else answer.words,
            **({"done_at": now().isoformat()} if answer.outcome == Outcome.DONE else {}),
        }
        if fails >= SILENT_AFTER:
            sync_failed(channel, "silent" if answer.outcome == Outcome.UNKNOWN else "refused", answer.words)


def pause_after(fails: int) -> float:
    """Seconds, with jitter: what failed together doesn’t come together."""
    return BACK_OFF[min(fails, len(BACK_OFF)) - 1] * (1 + random.uniform(0, JITTER))


def key_for(channel_id: int, content: str, fresh: str) -> str:
    """Inside atomic(): the same key over all tries of the same content, until another content comes
    between."""
    row = db.session.scalars(_line(line_name(channel_id)).with_for_update()).one()
    last = row.facts.get("sending") or {}
    key = str(last.get("key")) if last.get("content") == content else fresh
    row.facts = {**row.facts, "sending": {"content": content, "key": key}}
    return key


def note_told(channel_id: int, lags: list[float]) -> None:
    """Inside atomic(): so many seconds passed between each change and its telling; the next content is
    new."""
    row = db.session.scalars(_line(line_name(channel_id)).with_for_update()).one()
    since, minute = (now() - KEPT).timestamp() // 60, str(int(now().timestamp() // 60))
    kept = {m: counts for m, counts in (row.facts.get("lags") or {}).items() if int(m) >= since}
    counts = dict(kept.get(minute, {}))
    for lag in lags:
        step = str(next((step for step in STEPS if lag <= step), STEPS[-1]))
        counts[step] = counts.get(step, 0) + 1
    row.facts = {**row.facts, "lags": {**kept, minute: counts}, "sending": None}


def _line(name: str) -> sa.Select[Beat]:
    return sa.select(Beat).filter_by(name=name).execution_options(populate_existing=True)


def _until(row: Beat) -> datetime:
    facts: Mapping[str, Any] = row.facts
    return datetime.fromisoformat(facts["until"]) if facts.get("until") else now()
