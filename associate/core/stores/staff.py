"""People who work here, what each role may do, and the sessions they are signed in with."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.stores.devices import Device
from associate.core.stores.models import Store
from associate.db import Base


class Role(StrEnum):
    ASSOCIATE = "associate"
    LEAD = "lead"
    MANAGER = "manager"
    REGIONAL = "regional"
    SERVICE = "service"
    ADMIN = "admin"


FLOOR = {
    "see_queue",
    "pick",
    "stage",
    "pack",
    "hand_over",
    "run_curbside",
    "put_back",
    "take_returns",
    "close_manifest",
    "see_orders",
    "see_customers",
    "send_messages",
    "see_stock",
    "count_stock",
    "move_stock",
}
LEAD = FLOOR | {
    "see_tasks",
    "resolve_tasks",
    "late_undo",
    "vouch",
    "see_contact",
    "correct_address",
    "review_counts",
    "enter_handovers",
}
MANAGER = LEAD | {
    "map_products",
    "release_orders",
    "cancel_orders",
    "settle_refunds",
    "approve",
    "manage_settings",
    "manage_people",
    "manage_devices",
    "see_health",
    "adjust_stock",
    "stop_sale",
    "manage_returns",
    "manage_customers",
    "pause_store",
    "see_figures",
    "see_board",
    "move_work",
    "see_audit",
}
COMPANY = {"choose_store", "manage_routing", "manage_catalog", "set_up_shipping"}  # what holds for all stores

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.ASSOCIATE: frozenset(FLOOR),
    Role.LEAD: frozenset(LEAD),
    Role.MANAGER: frozenset(MANAGER),
    Role.REGIONAL: frozenset(MANAGER | COMPANY),
    Role.SERVICE: frozenset(
        {
            "see_orders",
            "see_customers",
            "manage_customers",
            "see_contact",
            "correct_address",
            "see_tasks",
            "see_board",
            "send_messages",
            "cancel_orders",
            "settle_refunds",
            "choose_store",
        }
    ),
    Role.ADMIN: frozenset(MANAGER | COMPANY | {"channels"}),
}
"""Who may do what. A route names one permission; nothing else decides."""


class Hand(StrEnum):
    RIGHT = "right"
    LEFT = "left"


class Staff(Base):
    __tablename__ = "staff"
    stays_read = True  # by a deed: see db.atomic
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    first_name: Mapped[str] = mapped_column(sa.String(60))
    last_name: Mapped[str] = mapped_column(sa.String(60))
    role: Mapped[Role]
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))  # None: chooses one per session
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    pin_hash: Mapped[str | None] = mapped_column(sa.String(200))  # None: no PIN yet, or reset
    locale: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")  # empty: the store's
    hand: Mapped[Hand] = mapped_column(default=Hand.RIGHT, server_default=Hand.RIGHT)  # that scans and taps
    text_size: Mapped[int] = mapped_column(default=100, server_default="100")  # percent of the browser's
    store: Mapped[Store | None] = relationship()

    @property
    def ref(self) -> str:
        return f"staff:{self.id}"

    @property
    def actor(self) -> Actor:
        return Actor(self.ref)

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()

    def can(self, permission: str) -> bool:
        return permission in PERMISSIONS[self.role]


class StaffSession(Base):
    """One sign-in on one browser. The cookie holds a token; only its hash is kept here."""

    __tablename__ = "staff_sessions"
    stays_read = True
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id"), index=True)
    begun_by: Mapped[str] = mapped_column(sa.String(10), default="password", server_default="password")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]  # the last command or touch; what idle counts from
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    staff: Mapped[Staff] = relationship(lazy="joined")
    store: Mapped[Store | None] = relationship(lazy="joined")
    device: Mapped[Device | None] = relationship(lazy="joined")

    @property
    def ref(self) -> str:
        return f"session:{self.id}"

    def is_live(self) -> bool:
        return self.ended_at is None and self.expires_at > now() and self.staff.is_active
