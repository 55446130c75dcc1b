"""Tells the platforms, in a thread beside the worker (beside.py): a slow one holds up no other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.syncing import sync_failed
from associate.core.catalog.channels import Channel
from associate.core.catalog.published import PublishedStock, oldest_unsent, publishing_channels
from associate.core.events.outbox import Post
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.integrations.commerce import outlet_for
from associate.integrations.commerce.outgoing import DONE, Outcome
from associate.jobs import publish_orders, publish_stock
from associate.jobs.publish_line import end_turn, take_line
from associate.jobs.pull_stock import is_pull_due, pull_page

AT_ONCE = 4  # platforms that are talked to at the same time
POSTS = 10  # of one turn
LATE = timedelta(seconds=60)  # a change that the platform should know by then: alarm


def publish_all(app: Any) -> int:
    """Give every channel that has something to be told one turn. Returns how many had."""
    if not (channels := publishing_channels()):
        return 0
    wanting = [channel.id for channel in channels if wants_turn(channel)]
    for channel in channels:
        alarm_if_late(channel)
    db.session.rollback()
    if len(wanting) == 1:
        return int(take_turn(wanting[0]))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(lambda id_: _turn_in(app, id_), wanting))


def wants_turn(channel: Channel) -> bool:
    stock = sa.select(PublishedStock.level_id).where(publish_stock.waits(channel.id))
    posts = sa.select(Post.id).where(publish_orders.due(channel.id))
    waiting = (db.session.scalar(find.limit(1)) is not None for find in (stock, posts))
    return any(waiting) or is_pull_due(channel)


def take_turn(channel_id: int) -> bool:
    """Talk to one channel, if it is our turn: its orders, the next levels, a page of theirs. Until one
    fails."""
    if not take_line(channel_id):
        return False
    channel, answer = db.session.get_one(Channel, channel_id), DONE
    outlet = outlet_for(channel.platform)
    for _n in range(POSTS):
        told = publish_orders.tell_next(channel, outlet)
        if told is not None and told.outcome != Outcome.REFUSED:
            answer = told
        if told is None or told.wait or answer.outcome != Outcome.DONE:
            break
    if answer.outcome == Outcome.DONE and not answer.wait:
        answer = publish_stock.publish_some(channel, outlet)
    if answer.outcome == Outcome.DONE and not answer.wait and is_pull_due(channel):
        answer = pull_page(channel, outlet)
    end_turn(channel, answer)
    return True


def alarm_if_late(channel: Channel) -> None:
    """A person hears of a change that the platform should know by now; the task closes when it does."""
    oldest = oldest_unsent(channel.id)
    if oldest is None or now() - oldest < LATE or task_of(TaskKind.SYNC_FAILED, str(channel.id)):
        return
    with atomic():
        sync_failed(channel, "late")


def _turn_in(app: Any, channel_id: int) -> bool:
    with app.app_context():
        try:
            return take_turn(channel_id)
        finally:
            db.session.remove()
