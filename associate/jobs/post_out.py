"""From a post to a server that knows: several at a time, each receiver in its own order as far as it can be.

Nothing is open while we wait for others. A post whose worker dies is sent again, with the id it had.
"""

import json
import logging
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.subscribers import on_since, secrets_of, switch_off
from associate.core.events.outbox import Outgoing, Post, PostState, Subscriber
from associate.db import atomic, db
from associate.integrations.webhooks_out.port import Answer, Notice, Outcome, WebhooksOut
from associate.jobs.giving_up import give_up_post

log = logging.getLogger("associate")

AT_ONCE = 8  # receivers that are talked to at the same time
MOST = 40  # posts to a claim
BEGIN_WITHIN = 15.0  # seconds after the first of a queue: a lease lasts a minute, and so may the last one
BACK_OFF = tuple(timedelta(seconds=each) for each in (5, 300, 1800, 2 * 3600, 5 * 3600, 8 * 3600, 12 * 3600))
"""After each failure, longer by up to JITTER: the last try is about 28 hours after the first."""
TRIES = len(BACK_OFF) + 1
JITTER = 0.2
REST = timedelta(minutes=1)  # of a receiver that just failed: one of its posts finds out, the others wait
PATIENCE = timedelta(days=5)  # in which nothing came through: switched off


@dataclass(frozen=True)
class Sent:
    """One post and what came of it. Without an answer it was not tried: it waits until then."""

    post_id: int
    answer: Answer | None
    rests: timedelta = timedelta()


def send_post(post_id: int, sender: WebhooksOut) -> None:
    send_posts([post_id], sender)


def send_posts(post_ids: Sequence[int], sender: WebhooksOut) -> list[int]:
    """All of them, leased to the caller. Returns those that are left, which is none."""
    queues = _queues(post_ids)
    db.session.rollback()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {pool.submit(_send_in_order, queue, sender): queue for queue in queues}
        for done in as_completed(asked):
            _keep_all(done, asked[done])
    return []


def body_of(fact: Outgoing) -> str:
    """The same text for every try: it is signed, and compared by whoever keeps it."""
    said = {"type": fact.kind, "timestamp": fact.at.isoformat(), "data": fact.facts}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def keep_answer(sent: Sent) -> None:
    """Sent, or tried again, or given up loudly; a receiver that says 410 is never asked again."""
    post = db.session.get_one(Post, sent.post_id)
    assert post.subscriber is not None
    with atomic(post.subscriber, post):
        if post.state != PostState.PENDING:
            return
        if sent.answer is None:
            post.tries, post.next_at = post.tries - 1, now() + sent.rests
            return
        post.status, post.result = sent.answer.status, sent.answer.words
        if sent.answer.outcome == Outcome.TAKEN:
            post.state, post.sent_at = PostState.SENT, now()
        elif sent.answer.outcome == Outcome.GONE:
            post.state = PostState.FAILED
            switch_off(post.subscriber, "gone")
        else:
            _later(post, post.subscriber, sent.answer)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries. What failed together doesn’t come together again."""
    return BACK_OFF[tries - 1] * (1 + random.uniform(0, JITTER))


def _keep_all(done: Future[list[Sent]], queue: Sequence[tuple[int, Notice]]) -> None:
    """What broke is one receiver’s alone. Nobody knows whether it heard: it is told again, by the same id;
    an answer that could not be kept is as none, and its lease runs out."""
    try:
        answers = done.result()
    except Exception as error:
        log.exception("a queue of posts broke")
        broke = Answer(Outcome.NOT_NOW, words=type(error).__name__)
        answers = [Sent(post_id, broke) for post_id, _notice in queue]
    for each in answers:
        try:
            keep_answer(each)
        except Exception:
            log.exception("an answer could not be kept", extra={"post": each.post_id})


def _later(post: Post, to: Subscriber, answer: Answer) -> None:
    asked = answer.not_before or timedelta()
    if post.tries >= TRIES:
        give_up_post(post, answer.words)
    else:
        post.next_at = now() + max(pause_after(post.tries), asked)
    _let_rest(post, now() + max(REST, asked))
    if _has_failed_for_long(to):
        switch_off(to, "silent")


def _let_rest(post: Post, until: datetime) -> None:
    """The others of this receiver that are due: one try a minute finds out whether it is back."""
    due = sa.select(Post.id).where(
        Post.subscriber_id == post.subscriber_id,
        Post.id != post.id,
        Post.state == PostState.PENDING,
        Post.next_at <= now(),
    )
    others = sa.update(Post).where(Post.id.in_(due.with_for_update(skip_locked=True)))
    db.session.execute(others.values(next_at=until), execution_options={"synchronize_session": False})


def _has_failed_for_long(to: Subscriber) -> bool:
    """Is there something it should have had by then, and has it taken nothing since?"""
    since = now() - PATIENCE
    mine = sa.select(Post.id).where(Post.subscriber_id == to.id)
    taken = mine.where(Post.state == PostState.SENT, Post.sent_at > since).limit(1)
    overdue = mine.join(Outgoing).where(Post.state != PostState.SENT, Outgoing.at < since).limit(1)
    if db.session.scalar(taken) is not None or db.session.scalar(overdue) is None:
        return False
    return on_since(to) < since


def _queues(post_ids: Sequence[int]) -> list[list[tuple[int, Notice]]]:
    """The posts of each receiver, the oldest first, as what is to be sent."""
    find = sa.select(Post).where(Post.id.in_(post_ids), Post.state == PostState.PENDING).order_by(Post.id)
    find = find.execution_options(populate_existing=True)
    queues = defaultdict[int, list[tuple[int, Notice]]](list)
    for post in db.session.scalars(find):
        assert post.subscriber is not None
        queues[post.subscriber.id].append((post.id, _notice(post, post.subscriber)))
    return list(queues.values())


def _notice(post: Post, to: Subscriber) -> Notice:
    return Notice(post.outgoing.uid, to.url, body_of(post.outgoing), secrets_of(to))


def _ask(sender: WebhooksOut, notice: Notice) -> Answer:
    try:
        return sender.send(notice)
    except Exception as error:  # whatever it was: nobody else's answer is lost with it
        return Answer(Outcome.NOT_NOW, words=type(error).__name__)


def _send_in_order(queue: list[tuple[int, Notice]], sender: WebhooksOut) -> list[Sent]:
    """Until one fails: the others would wait for the same server as long."""
    sent: list[Sent] = []
    ends = time.monotonic() + BEGIN_WITHIN
    for place, (post_id, notice) in enumerate(queue):
        if time.monotonic() > ends:
            return [*sent, *(Sent(left, None) for left, _notice in queue[place:])]
        answer = _ask(sender, notice)
        sent.append(Sent(post_id, answer))
        if answer.outcome != Outcome.TAKEN:
            return [*sent, *(Sent(left, None, REST) for left, _notice in queue[place + 1 :])]
    return sent
