"""What happened, for the web shops: the order’s own channel hears of its orders, and each of its stock."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.published import Wins, mark_changed, places_of, publishing_channels, winner
from associate.core.events.models import Beat
from associate.core.events.outbox import Outgoing
from associate.core.events.publish import STOCK
from associate.core.inventory.models import Movement, StockLevel
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.db import db

Rows = list[dict[str, Any]]
TOLD = ("order.ready", "order.collected", "order.shipped", "order.canceled", "order.refunded")
FEED = "stock_feed"  # the row that says up to where the ledger was read


def for_channels(facts: Sequence[Outgoing]) -> Rows:
    """Inside atomic(): the posts of the channels. A changed level needs none: it is marked, and sent as it
    is then."""
    channels = publishing_channels()
    if not channels:
        return []
    _mark(channels, [fact for fact in facts if fact.kind == STOCK])
    return _posts({channel.id: channel for channel in channels}, [f for f in facts if f.kind in TOLD])


def _posts(channels: dict[int, Channel], facts: list[Outgoing]) -> Rows:
    """Each for the order’s own channel, unless that is who told us."""
    ids = {fact.facts.get("order_id") for fact in facts} - {None}
    find = sa.select(Order.id, Order.channel_id).where(Order.id.in_(ids))
    channel_of: dict[int | None, int] = dict(db.session.execute(find).all()) if ids else {}
    told = [(fact, channels.get(channel_of.get(fact.facts.get("order_id"), 0))) for fact in facts]
    return [
        {"outgoing_id": fact.id, "channel_id": channel.id}
        for fact, channel in told
        if channel is not None and fact.facts.get("by") != channel.ref
    ]


def _mark(channels: list[Channel], facts: list[Outgoing]) -> None:
    if not facts:
        return
    levels = {int(fact.about.partition(":")[2]): fact.at for fact in facts}
    levels |= _moved_at(set(levels))
    stores = dict(
        db.session.execute(
            sa.select(StockLevel.id, Store.code).join(Store).where(StockLevel.id.in_(levels))
        ).all()
    )
    for channel in channels:
        if winner(channel, "stock") == Wins.OURS:
            sells = set(places_of(channel).values()) | set(places_of(channel))
            is_all = "*" in channel.locations
            here = {id_: at for id_, at in levels.items() if is_all or stores.get(id_) in sells}
            mark_changed(channel.id, here)


def _moved_at(levels: set[int]) -> dict[int, Any]:
    """When each moved last, of what the feed read lately: that is what a channel’s lag counts from."""
    feed = db.session.scalar(sa.select(Beat).filter_by(name=FEED))
    find = sa.select(Movement.level_id, sa.func.max(Movement.at)).where(
        Movement.id > (feed.facts["floor"] if feed else 0), Movement.level_id.in_(levels)
    )
    return dict(db.session.execute(find.group_by(Movement.level_id)).all())
