"""The customer's link, and what the counter scans or hears; associate.core.fulfillment.links makes them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class PickupLink(Base):
    """The customer's page. The token is in the message and nowhere here: only its hash."""

    __tablename__ = "pickup_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class PickupPass(Base):
    """What the counter scans or hears. Both codes derive from `nonce` and the secret key; used once.

    With `name` it is somebody else's whom the customer sends; they can take it back.
    """

    __tablename__ = "pickup_passes"
    id: Mapped[int] = mapped_column(primary_key=True)
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    nonce: Mapped[str] = mapped_column(sa.String(32))
    qr_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
