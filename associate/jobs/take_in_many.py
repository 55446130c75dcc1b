"""Many stored webhooks at once: orders that nobody knew share their transaction."""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from associate.clock import now
from associate.core.acts.intake_many import take_in_new
from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound, InboundState
from associate.core.orders.incoming import IncomingOrder
from associate.db import atomic, db, lock_rows
from associate.errors import Busy
from associate.integrations.commerce.port import wants_method
from associate.jobs.take_in import understand

Delivered = list[tuple[int, IncomingOrder]]
"""Ids of Inbound, each with the one order it tells of."""


def take_in_many(inbound_ids: list[int]) -> list[int]:
    """Take in together what can be; answers with the others, for a turn of their own."""
    done: set[int] = set()
    for channel, delivered in _by_channel(inbound_ids):
        done |= together(channel, delivered)
    return [inbound_id for inbound_id in inbound_ids if inbound_id not in done]


def together(channel: Channel, delivered: Delivered) -> set[int]:
    """The ids of those that are taken in, in one transaction. One that breaks it for all is found by halves,
    so that it holds nobody else back."""
    try:
        with atomic():
            return _take_in(channel, delivered)
    except (Busy, OperationalError):  # not theirs: each alone knows what to do about it
        return set()
    except Exception:  # whatever it was: alone it is kept, tried again, and shown to a person in the end
        half = len(delivered) // 2
        return together(channel, delivered[:half]) | together(channel, delivered[half:]) if half else set()


def _take_in(channel: Channel, delivered: Delivered) -> set[int]:
    pending = _still_pending([inbound_id for inbound_id, _told in delivered])
    waiting = [(inbound_id, told) for inbound_id, told in delivered if inbound_id in pending]
    taken = {id(told) for told in take_in_new(channel, [told for _id, told in waiting])}
    done = {inbound_id for inbound_id, told in waiting if id(told) in taken}
    finished = sa.update(Inbound).where(Inbound.id.in_(done))
    finished = finished.values(state=InboundState.DONE, problem="", done_at=now())
    db.session.execute(finished, execution_options={"synchronize_session": False})
    return done


def _still_pending(ids: list[int]) -> set[int]:
    """Inside atomic(): a lease may have run out, and another worker may have been here."""
    lock_rows(Inbound, ids)
    find = sa.select(Inbound.id).where(Inbound.id.in_(ids), Inbound.state == InboundState.PENDING)
    return set(db.session.scalars(find))


def _by_channel(inbound_ids: list[int]) -> list[tuple[Channel, Delivered]]:
    """Read before anything is locked. What can't be read, asks the platform, or tells of more is left out."""
    find = sa.select(Inbound.id, Inbound.channel_id, Inbound.topic, Inbound.body).where(
        Inbound.id.in_(inbound_ids), Inbound.state == InboundState.PENDING
    )
    rows = db.session.execute(find.order_by(Inbound.next_at, Inbound.id)).all()
    channels = {row.channel_id: db.session.get_one(Channel, row.channel_id) for row in rows}
    found: dict[int, Delivered] = defaultdict(list)
    for row in rows:
        if told := _one_order(channels[row.channel_id], row.topic, row.body):
            found[row.channel_id].append((row.id, told))
    return [(channels[channel_id], delivered) for channel_id, delivered in found.items()]


def _one_order(channel: Channel, topic: str, body: str) -> IncomingOrder | None:
    try:
        told = understand(channel, topic, body)
    except Exception:  # alone it is kept, tried again, and shown to a person in the end
        return None
    match told:
        case [IncomingOrder() as order] if not wants_method(order):
            return order
    return None
