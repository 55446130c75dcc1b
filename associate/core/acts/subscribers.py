"""Whoever is told by webhook: switched off and on, given another secret, sent something again."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.outbox import Outgoing, Post, PostState, Subscriber
from associate.core.events.publish import TEST
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db

OVERLAP = timedelta(days=1)  # in which the old secret signs too
OFF = "switched off"  # what a post says that waited when its receiver was switched off


def secrets_of(subscriber: Subscriber) -> tuple[str, ...]:
    """What signs for it now: the new one first."""
    is_both = subscriber.old_secret and subscriber.old_until and subscriber.old_until > now()
    return (subscriber.secret, subscriber.old_secret) if is_both else (subscriber.secret,)


def change_secret(subscriber: Subscriber, secret: str, *, by: Actor) -> None:
    """Inside atomic(subscriber): the one before stays good for a day, so that nothing is turned away."""
    subscriber.old_secret, subscriber.old_until = subscriber.secret, now() + OVERLAP
    subscriber.secret = secret
    record("subscriber.secret_changed", about=subscriber, by=by, name=subscriber.name)


def switch_off(subscriber: Subscriber, why: str, *, by: Actor = SYSTEM) -> None:
    """Inside atomic(subscriber): it is told nothing more; what waited may be sent again later.

    `why`: "gone" (it answered 410), "silent" (it took nothing for days) or "person". A task says so where
    nobody did it.
    """
    if subscriber.off_at is not None:
        return
    subscriber.off_at, subscriber.off_why = now(), why
    waiting = sa.update(Post).where(Post.subscriber_id == subscriber.id, Post.state == PostState.PENDING)
    db.session.execute(
        waiting.values(state=PostState.FAILED, result=OFF), execution_options={"synchronize_session": "fetch"}
    )
    record("subscriber.off", about=subscriber, by=by, name=subscriber.name, why=why)
    if by == SYSTEM:
        open_task(
            TaskKind.WEBHOOK_FAILED,
            str(subscriber.id),
            by=by,
            about=subscriber.ref,
            name=subscriber.name,
            subscriber=subscriber.id,
            why=why,
        )


def switch_on(subscriber: Subscriber, *, by: Actor) -> None:
    """Inside atomic(subscriber): it is told what happens from now on."""
    if subscriber.off_at is not None:
        subscriber.off_at, subscriber.off_why = None, ""
        record("subscriber.on", about=subscriber, by=by, name=subscriber.name)
    close_tasks(TaskKind.WEBHOOK_FAILED, str(subscriber.id), "switched on", by=by)


def on_since(subscriber: Subscriber) -> datetime:
    """When somebody switched it on last; else when it was made."""
    find = sa.select(sa.func.max(Event.at)).where(
        Event.about == subscriber.ref, Event.kind == "subscriber.on"
    )
    return db.session.scalar(find) or subscriber.created_at


def send_test(subscriber: Subscriber, *, by: Actor) -> Post:
    """Inside atomic(): a fact for this one alone."""
    fact = Outgoing(kind=TEST, about=subscriber.ref, facts={"test": True}, spread_at=now())
    db.session.add(fact)
    db.session.flush()
    post = Post(outgoing_id=fact.id, subscriber_id=subscriber.id)
    db.session.add(post)
    db.session.flush()
    record("subscriber.tested", about=subscriber, by=by, name=subscriber.name)
    return post


def send_again(subscriber: Subscriber, which: sa.ColumnElement[bool], *, by: Actor) -> int:
    """Inside atomic(subscriber): these posts of it from their first try on, with the ids they had.

    Returns how many. What waits already keeps its turn.
    """
    found = sa.select(Post.id).join(Outgoing, Post.outgoing_id == Outgoing.id)
    mine = found.where(Post.subscriber_id == subscriber.id, Post.state != PostState.PENDING, which)
    ids = list(db.session.scalars(mine.order_by(Post.id)))
    again = sa.update(Post).where(Post.id.in_(ids))
    db.session.execute(
        again.values(state=PostState.PENDING, tries=0, next_at=now(), sent_at=None),
        execution_options={"synchronize_session": "fetch"},
    )
    if ids:
        record("subscriber.resent", about=subscriber, by=by, name=subscriber.name, posts=len(ids))
        close_tasks(TaskKind.WEBHOOK_FAILED, str(subscriber.id), "sent again", by=by)
    return len(ids)
