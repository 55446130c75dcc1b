"""What became of an order, told to the channel it came from: each cause once, with one key over all tries.

A telling says how the order is now, so an older one that comes late says nothing new.
"""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.syncing import settle_if_mended, sync_failed
from associate.core.catalog.channels import Channel
from associate.core.events.models import Event
from associate.core.events.outbox import Post, PostState
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import HERE, ON_THE_FLOOR, State
from associate.core.orders.kits import closed_pairs
from associate.core.orders.models import Order, OrderState
from associate.core.shipping.labels import labels_gone
from associate.db import atomic, db
from associate.integrations.commerce.outgoing import Answer, OrderNews, Outcome, Outlet, RefundNews, Tracking
from associate.jobs.publish_line import pause_after

TRIES = 8
GONE = (State.SHIPPED, State.DELIVERED)
News = OrderNews | RefundNews


def due(channel_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(Post.channel_id == channel_id, Post.state == PostState.PENDING, Post.next_at <= now())


def tell_next(channel: Channel, outlet: Outlet) -> Answer | None:
    """Whose turn it is: one post. None where none is due. No transaction is open while we tell it."""
    post = db.session.scalar(sa.select(Post).where(due(channel.id)).order_by(Post.next_at, Post.id).limit(1))
    if post is None:
        return None
    news, why_not = compose(post)
    uid, settings = post.outgoing.uid, dict(channel.settings)
    db.session.rollback()
    if news is None:
        answer = Answer(Outcome.DONE, why_not)
    elif isinstance(news, RefundNews):
        answer = outlet.tell_refund(news, key=uid, settings=settings)
    else:
        answer = outlet.tell_fulfillment(news, key=uid, settings=settings)
    keep_answer(channel, post.id, answer)
    return answer


def compose(post: Post) -> tuple[News | None, str]:
    """What is to be said now; or nothing, and why."""
    kind, order = post.outgoing.kind, _order(post)
    if order is None:
        return None, "no such order"
    if kind == "order.refunded":
        facts = post.outgoing.facts
        amount = int(
            facts.get("elsewhere", facts.get("amount")) or 0
        )  # what its own account gave back it knows
        return (RefundNews(order.external_id, amount, order.currency), "") if amount else (None, "no amount")
    jobs = fulfillments_of(order.id)
    if kind == "order.canceled":
        is_so = order.state == OrderState.CANCELED
        return (OrderNews(order.external_id, "canceled"), "") if is_so else (None, "open again")
    if kind == "order.ready":
        is_so = any(job.state == State.READY for job in jobs) and not any(
            j.state in ON_THE_FLOOR for j in jobs
        )
        return (OrderNews(order.external_id, "ready"), "") if is_so else (None, "not all of it is ready")
    return _gone(order, jobs)


def _gone(order: Order, jobs: list[Fulfillment]) -> tuple[News | None, str]:
    """Told once, when the last of it has left: what a platform hears in parts it tells us back in parts."""
    if any(job.state in HERE for job in jobs):
        return None, "told with the rest"
    if _left_elsewhere(jobs):
        return None, "it told us"
    gone = Counter[str]()
    for line in (line for job in jobs for line in job.lines):
        units = max(line.handed_over, line.picked - line.refused if line.fulfillment.state in GONE else 0)
        gone[line.order_line.external_id] += units
    is_all = all(gone[line.external_id] >= line.to_fulfill for line in order.lines if line.is_physical)
    told = closed_pairs(order, gone)
    return OrderNews(order.external_id, "fulfilled", told, is_all, _tracking(jobs)), ""


def _tracking(jobs: list[Fulfillment]) -> Tracking | None:
    """How to follow what was sent. Platforms take one: of several parcels all numbers, and no link."""
    labels = labels_gone([job.id for job in jobs])
    if not labels:
        return None
    numbers = ", ".join(label.tracking_number for label in labels)
    companies = ", ".join(dict.fromkeys(label.carrier for label in labels))
    return Tracking(numbers, companies, labels[0].tracking_url if len(labels) == 1 else "")


def _left_elsewhere(jobs: list[Fulfillment]) -> bool:
    """Did the platform give it out itself?"""
    about = [job.ref for job in jobs]
    find = sa.select(Event.id).where(Event.about.in_(about), Event.kind == "fulfillment.gone")
    return db.session.scalar(find.limit(1)) is not None


def _order(post: Post) -> Order | None:
    kind, _colon, number = post.outgoing.about.partition(":")
    if kind == "order":
        return db.session.get(Order, int(number))
    job = db.session.get(Fulfillment, int(number)) if kind == "fulfillment" else None
    return job.order if job else None


def keep_answer(channel: Channel, post_id: int, answer: Answer) -> None:
    post = db.session.get_one(Post, post_id)
    with atomic(post):
        if post.state != PostState.PENDING:
            return
        post.status, post.result = answer.status, answer.words[:500]
        if answer.outcome == Outcome.DONE:
            post.state, post.sent_at = PostState.SENT, now()
            db.session.flush()
            settle_if_mended(channel)
            return
        post.tries += answer.outcome != Outcome.LATER
        post.next_at = now() + timedelta(seconds=max(answer.wait, pause_after(max(1, post.tries))))
        if answer.outcome == Outcome.REFUSED or post.tries >= TRIES:
            post.state = PostState.FAILED
            sync_failed(channel, "refused" if answer.outcome == Outcome.REFUSED else "silent", answer.words)
