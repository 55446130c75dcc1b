"""Where orders come from, and which of our variants each channel means."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.db import Base


class Platform(StrEnum):
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    SQUARE = "square"
    TILL = "till"  # the shop’s own registers: their sales and returns move the same stock
    API = "api"  # orders that come by our own API or as a file
    PRETEND = "pretend"


class Channel(Base):
    """Where orders come from: one web shop, one till system. `prefix` begins its order numbers."""

    __tablename__ = "channels"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    platform: Mapped[Platform]
    name: Mapped[str] = mapped_column(sa.String(80))
    prefix: Mapped[str] = mapped_column(sa.String(10))
    secret: Mapped[str] = mapped_column(sa.String(200))  # signs what it sends us
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)  # address and token of its API
    locations: Mapped[dict[str, Any]] = mapped_column(default=dict)  # its location id → our store code
    is_active: Mapped[bool] = mapped_column(default=True)
    ships_from_stores: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # we route them
    is_practice: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # in no figure
    authority: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # field → who wins

    @property
    def ref(self) -> str:
        return f"channel:{self.id}"


class ChannelVariant(Base):
    """Which variant a channel means by an id or SKU of its own, as learned or as mapped by a person."""

    __tablename__ = "channel_variants"
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"), primary_key=True)
    external_key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)  # "id:39072856" or "sku:IPOD"
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), index=True)
