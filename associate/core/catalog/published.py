"""What each channel was told about our stock, and where the two of us differ."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.catalog.channels import Channel, ChannelVariant, Platform
from associate.core.events.listening import listens_if
from associate.db import Base, db, insert_into

PLATFORMS = (Platform.SHOPIFY, Platform.WOOCOMMERCE, Platform.PRETEND)
"""Those that can be told."""

FIELDS = ("stock", "price", "tax", "customer")
ITEM = "stock:"  # begins the key under which a channel’s own stock item is remembered as one of our variants


class PublishedStock(Base):
    """One level as one channel knows it. A change while one is on its way is sent once, the latest figure."""

    __tablename__ = "published_stock"
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"), primary_key=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("stock_levels.id"), primary_key=True)
    told: Mapped[int | None]  # units; None: never told
    told_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]  # the oldest change that it wasn’t told yet
    next_at: Mapped[datetime] = mapped_column(default=now)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(sa.String(300), default="")
    __table_args__ = (
        sa.Index(
            "ix_published_stock_waiting",
            "channel_id",
            "next_at",
            postgresql_where=sa.text("changed_at IS NOT NULL"),
            sqlite_where=sa.text("changed_at IS NOT NULL"),
        ),
    )


class Wins(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"


class Drift(Base):
    """A figure that a channel and we had differently, as the periodic pull found it, and who won."""

    __tablename__ = "drifts"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"))
    variant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("variants.id"))
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    field: Mapped[str] = mapped_column(sa.String(20))  # stock, price, tax, customer
    ours: Mapped[str] = mapped_column(sa.String(80))
    theirs: Mapped[str] = mapped_column(sa.String(80))
    winner: Mapped[Wins]
    why: Mapped[str] = mapped_column(sa.String(120))
    seen_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (sa.Index("ix_drifts_channel", "channel_id", "id"),)


DEFAULTS = {"stock": Wins.OURS}
"""Who wins where a channel says nothing else. The books are kept here; prices and people are theirs."""


def winner(channel: Channel, field: str) -> Wins:
    """Whose figure stands where the two differ."""
    said = channel.authority.get(field)
    return Wins(said) if said in set(Wins) else DEFAULTS.get(field, Wins.THEIRS)


def publishes(channel: Channel) -> bool:
    """Is it told anything: is it on, a platform that listens, and do we have its address and a key?"""
    known = channel.settings
    return channel.is_active and channel.platform in PLATFORMS and bool(known.get("access_token"))


IS_PUBLISHING: sa.ColumnElement[bool] = sa.and_(
    Channel.is_active,
    Channel.platform.in_(PLATFORMS),
    sa.func.coalesce(Channel.settings["access_token"].as_string(), "") != "",
)
"""The same, for the database."""
listens_if(Channel, IS_PUBLISHING)


def publishing_channels() -> list[Channel]:
    return list(db.session.scalars(sa.select(Channel).where(IS_PUBLISHING).order_by(Channel.id)))


def places_of(channel: Channel) -> dict[str, str]:
    """Our store’s code → the channel’s own place, where there is exactly one: a star is none."""
    return {ours: theirs for theirs, ours in channel.locations.items() if theirs != "*"}


def mark_changed(channel_id: int, levels: Mapping[int, datetime], *, forgets: bool = False) -> None:
    """Inside atomic(): these levels (id → when it changed) are to be told. What waits already keeps its time.

    `forgets`: what the channel was told before isn’t what it has.
    """
    if not levels:
        return
    rows = [
        {"channel_id": channel_id, "level_id": id_, "changed_at": at, "next_at": now()}
        for id_, at in sorted(levels.items())
    ]
    insert = insert_into(PublishedStock)
    known = PublishedStock.changed_at
    fresh: dict[str, Any] = {"changed_at": sa.func.coalesce(known, insert.excluded.changed_at)}
    if forgets:
        fresh["told"] = None
    keys = ["channel_id", "level_id"]
    db.session.execute(insert.on_conflict_do_update(index_elements=keys, set_=fresh), rows)


def look_again_at(*levels: sa.ColumnElement[bool]) -> None:
    """Inside atomic(): what channels were told of levels (by `level_id`) may be another figure now: a
    threshold changed. What is the same still isn’t sent."""
    known = sa.update(PublishedStock).where(PublishedStock.changed_at.is_(None), *levels)
    marked = known.values(changed_at=now(), next_at=now())
    db.session.execute(marked, execution_options={"synchronize_session": False})


def items_of(channel: Channel, variant_ids: set[int]) -> dict[int, str]:
    """Variant id → the channel’s own stock item, as far as it is known."""
    find = sa.select(ChannelVariant.variant_id, ChannelVariant.external_key).where(
        ChannelVariant.channel_id == channel.id,
        ChannelVariant.variant_id.in_(variant_ids),
        ChannelVariant.external_key.startswith(ITEM),
    )
    found = db.session.execute(find.order_by(ChannelVariant.external_key)).all() if variant_ids else []
    return {id_: key.removeprefix(ITEM) for id_, key in reversed(found)}


def remember_items(channel: Channel, items: Mapping[int, str]) -> None:
    """Inside atomic(): variant id → the channel’s own stock item."""
    rows = [
        {"channel_id": channel.id, "external_key": f"{ITEM}{item}"[:120], "variant_id": id_}
        for id_, item in sorted(items.items())
    ]
    if rows:
        insert = insert_into(cast(sa.Table, ChannelVariant.__table__))
        db.session.execute(insert.on_conflict_do_nothing(), rows)


def oldest_unsent(channel_id: int) -> datetime | None:
    """When the oldest change happened that the channel wasn’t told yet."""
    waiting = sa.select(sa.func.min(PublishedStock.changed_at))
    return db.session.scalar(
        waiting.where(PublishedStock.channel_id == channel_id, PublishedStock.changed_at.is_not(None))
    )
