"""The tablets and phones of a store. A device is enrolled once, by a code that a manager made."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.stores.models import Store
from associate.db import Base, db


class DeviceKind(StrEnum):
    TABLET = "tablet"
    PHONE = "phone"


class Device(Base):
    """One browser that belongs to a store. Its cookie holds a token; only the hash is kept here."""

    __tablename__ = "devices"
    stays_read = True  # by a deed: see db.atomic
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))  # "Tablet 3"
    kind: Mapped[DeviceKind]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    enrolled_at: Mapped[datetime] = mapped_column(default=now)
    enrolled_by: Mapped[str] = mapped_column(sa.String(60))
    seen_at: Mapped[datetime | None]  # the last time somebody took it into their hand
    revoked_at: Mapped[datetime | None]
    wiped_at: Mapped[datetime | None]  # it came back after that and emptied its cache
    label_format: Mapped[str] = mapped_column(sa.String(4), default="pdf", server_default="pdf")  # or "zpl"
    label_dpi: Mapped[int] = mapped_column(default=203, server_default="203")  # dots an inch of its printer
    unsent: Mapped[int] = mapped_column(default=0, server_default="0")  # steps made offline, as it told last
    unsent_at: Mapped[datetime | None]
    store: Mapped[Store] = relationship()

    @property
    def ref(self) -> str:
        return f"device:{self.id}"


class EnrollmentCode(Base):
    """Makes one browser a device of a store, once, within minutes."""

    __tablename__ = "enrollment_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[DeviceKind]
    created_by: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id"))

    @property
    def ref(self) -> str:
        return f"enrollment:{self.id}"


def device_names(ids: Iterable[int | None]) -> dict[int | None, str]:
    """Device id → the name that stands on it."""
    wanted = {number for number in ids if number}
    found = db.session.execute(sa.select(Device.id, Device.name).where(Device.id.in_(wanted)))
    return dict(found.all())
