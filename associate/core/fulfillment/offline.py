"""What was done without a network and came later: each step, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.devices import Device
from associate.core.stores.staff import Staff
from associate.db import Base, db


class Fate(StrEnum):
    APPLIED = "applied"
    CONFLICT = "conflict"  # refused, since somebody of the store had changed the job meanwhile
    REFUSED = "refused"


class OfflineStep(Base):
    """One step with the command id that its device gave it. `done_at` is by the device's clock: it is
    shown, nothing is reckoned from it. `path` and `fields` are the form it was: a person can repeat it."""

    __tablename__ = "offline_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str] = mapped_column(sa.String(80))
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id"))
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(200))
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen_at: Mapped[datetime]  # when the screen was drawn that it was made on
    done_at: Mapped[datetime]
    sent_at: Mapped[datetime] = mapped_column(default=now)
    sent_by: Mapped[str] = mapped_column(sa.String(60))
    fate: Mapped[Fate]
    code: Mapped[str] = mapped_column(sa.String(40), default="")  # of the refusal
    words: Mapped[str] = mapped_column(sa.String(300), default="")  # the rule's answer
    changed_by: Mapped[str] = mapped_column(sa.String(60), default="")  # a conflict: by whom the job was
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(sa.String(60))
    staff: Mapped[Staff] = relationship(lazy="joined")
    device: Mapped[Device | None] = relationship(lazy="joined")
    fulfillment: Mapped[Fulfillment] = relationship(lazy="joined")
    __table_args__ = (
        sa.UniqueConstraint("staff_id", "command"),
        sa.Index("ix_offline_steps_sent", "staff_id", "sent_at"),
        sa.Index(
            "ix_offline_steps_open",
            "store_id",
            postgresql_where=sa.text("settled_at IS NULL AND fate <> 'applied'"),
            sqlite_where=sa.text("settled_at IS NULL AND fate <> 'applied'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"offline_step:{self.id}"

    @property
    def order_id(self) -> int:
        return self.fulfillment.order_id

    @property
    def is_open(self) -> bool:
        """Waits for a person."""
        return self.fate != Fate.APPLIED and self.settled_at is None


def step_of(staff_id: int, command: str) -> OfflineStep | None:
    return db.session.scalar(sa.select(OfflineStep).filter_by(staff_id=staff_id, command=command))
