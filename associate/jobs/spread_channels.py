"""What happened, for the web shops: the order’s own channel hears of its orders, and each of its stock."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.published import Wins, mark_changed, places_of, publishing_channels, winner
from associate.core.events.outbox import Outgoing
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.db import db

Rows = list[dict[str, Any]]
TOLD = ("order.ready", "order.collected", "order.shipped", "order.canceled", "order.refunded")
BITE = 2000  # levels in one statement


def for_channels(facts: Sequence[Outgoing]) -> Rows:
    """Inside atomic(): the posts of the channels. A changed level needs none: it is marked, and sent as it
    is then."""
    if not (channels := publishing_channels()):
        return []
    return _posts({channel.id: channel for channel in channels}, [f for f in facts if f.kind in TOLD])


def mark_for_channels(levels: Mapping[int, datetime]) -> None:
    """Inside atomic(): these levels (id → when it changed, from when a channel’s lag counts) are to be told
    to each channel that sells from their store."""
    channels = [channel for channel in publishing_channels() if winner(channel, "stock") == Wins.OURS]
    if not (levels and channels):
        return
    stores = _stores_of(levels)
    for channel in channels:
        sells = set(places_of(channel).values()) | set(places_of(channel))
        is_all = "*" in channel.locations
        here = {id_: at for id_, at in levels.items() if is_all or stores.get(id_) in sells}
        mark_changed(channel.id, here)


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


def _stores_of(levels: Collection[int]) -> dict[int, str]:
    """Level id → code of its store."""
    ids, found = sorted(levels), dict[int, str]()
    for first in range(0, len(ids), BITE):
        find = sa.select(StockLevel.id, Store.code).join(Store)
        found |= dict(db.session.execute(find.where(StockLevel.id.in_(ids[first : first + BITE]))).all())
    return found
