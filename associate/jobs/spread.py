"""From a fact to a post for each receiver that wants it: each exactly once, whoever else spreads.

What a subscriber reads is made here, once: every try and every receiver then gets the same words.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError

from associate.bulk import insert_all
from associate.clock import now
from associate.core.acts.syncing import sync_failed
from associate.core.catalog.channels import Channel
from associate.core.events.outbox import Outgoing, Post, PostState, Subscriber
from associate.core.events.record import SYSTEM
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from associate.errors import Busy
from associate.jobs.spread_channels import for_channels
from associate.jobs.spread_stock import spread_stock
from associate.jobs.spread_words import put_into_words

MOST = 200  # facts in one transaction
TRIES = 6  # until a person hears of it
PAUSE = timedelta(seconds=5)  # doubled with each try
Rows = list[dict[str, Any]]
log = structlog.get_logger("associate.spread")


def spread_what_happened() -> int:
    """Changed levels and all facts. Returns how many facts that was."""
    spread_stock()
    return spread_all()


def spread_all() -> int:
    """Everything that waits. Returns how many facts that was."""
    done = 0
    while spread := spread_some():
        done += spread
    return done


def spread_some() -> int:
    """The next facts, at most MOST; 0 when none waits. One that can't be told holds up none of the others."""
    is_due = sa.or_(Outgoing.next_at.is_(None), Outgoing.next_at <= now())
    waiting = sa.select(Outgoing).where(Outgoing.spread_at.is_(None), is_due)
    waiting = waiting.order_by(Outgoing.id).limit(MOST)
    ids = list(db.session.scalars(waiting.with_only_columns(Outgoing.id)))
    if not ids:
        return 0  # an idle look takes no write lock
    try:
        return _spread(waiting)
    except (Busy, OperationalError):
        raise  # nobody's turn now; nothing is wrong with a fact
    except Exception:
        log.exception("facts could not be told together and are told one by one")
    return sum(_spread_one(waiting.where(Outgoing.id == id_)) for id_ in ids)


def _spread(waiting: sa.Select[Outgoing]) -> int:
    with atomic():
        facts = list(db.session.scalars(waiting.with_for_update(skip_locked=True)))
        for receivers in RECEIVERS:
            insert_all(Post, receivers(facts))
        put_into_words(facts)
        for fact in facts:
            fact.spread_at = now()
    return len(facts)


def _spread_one(waiting: sa.Select[Outgoing]) -> int:
    try:
        return _spread(waiting)
    except (Busy, OperationalError):
        raise
    except Exception as error:
        log.exception("a fact could not be told")
        return _try_again(waiting, f"{type(error).__name__}: {error}"[:300])


def _try_again(waiting: sa.Select[Outgoing], words: str) -> int:
    """Later, and ever later; in the end nobody is told, and a person hears of it."""
    facts = _put_off(waiting)
    try:
        with atomic(*facts):
            for fact in facts:
                if fact.tries >= TRIES and fact.spread_at is None:
                    _give_up(fact, words)
    except (Busy, OperationalError):
        raise
    except Exception:
        log.exception("nobody could be told of a fact that is given up")
    return len(facts)


def _put_off(waiting: sa.Select[Outgoing]) -> list[Outgoing]:
    with atomic():
        facts = list(db.session.scalars(waiting.with_for_update(skip_locked=True)))
        for fact in facts:
            fact.tries += 1
            fact.next_at = now() + PAUSE * 2 ** (min(fact.tries, TRIES) - 1)
    return facts


def _give_up(fact: Outgoing, words: str) -> None:
    """Inside atomic(). Its facts stay as the deed wrote them, with what was wrong. One task for each
    subscriber who wanted it; and for the web shop, whose page has it to be sent again."""
    fact.facts, fact.spread_at = {**fact.facts, "problem": words}, now()
    for who in _wanting(fact, _subscribers()):
        _tell_a_person(who, f"{fact.kind}: {words}"[:300])
    failed = {"state": PostState.FAILED, "result": words}
    rows = [{**row, **failed} for row in for_channels([fact])]
    insert_all(Post, rows)
    for row in rows:
        sync_failed(db.session.get_one(Channel, row["channel_id"]), "refused", words)


def _tell_a_person(who: Subscriber, words: str) -> None:
    open_task(
        TaskKind.WEBHOOK_FAILED,
        str(who.id),
        by=SYSTEM,
        about=who.ref,
        name=who.name,
        subscriber=who.id,
        why="given_up",
        words=words,
    )


def for_subscribers(facts: Sequence[Outgoing]) -> Rows:
    """Those that are on, and want this kind."""
    known = _subscribers()
    return [
        {"outgoing_id": fact.id, "subscriber_id": who.id} for fact in facts for who in _wanting(fact, known)
    ]


def _subscribers() -> Sequence[Subscriber]:
    return db.session.scalars(sa.select(Subscriber).where(Subscriber.off_at.is_(None))).all()


def _wanting(fact: Outgoing, known: Sequence[Subscriber]) -> list[Subscriber]:
    return [who for who in known if wants(who, fact.kind) and who.created_at <= fact.at]


def wants(subscriber: Subscriber, kind: str) -> bool:
    return not subscriber.kinds or kind in subscriber.kinds


RECEIVERS: list[Callable[[Sequence[Outgoing]], Rows]] = [for_subscribers, for_channels]
"""Each answers with the columns of the posts it wants: outgoing_id, and subscriber_id or channel_id."""
