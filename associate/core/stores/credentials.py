"""What proves a person beside the password: PIN tries on a device, passkeys, a manager's word."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class PinTries(Base):
    """Misses of one person's PIN on one device. The pair is locked, never the person everywhere."""

    __tablename__ = "pin_tries"
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("devices.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    misses: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential (W3C Web Authentication, level 2) of one person."""

    __tablename__ = "passkeys"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(400), unique=True)  # base64url
    public_key: Mapped[str] = mapped_column(sa.Text)  # base64url of the COSE key
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]


class Approval(Base):
    """A manager let one deed of somebody else pass, on the spot, and said why."""

    __tablename__ = "approvals"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    permission: Mapped[str] = mapped_column(sa.String(40))
    about: Mapped[str] = mapped_column(sa.String(60))
    asked_by: Mapped[str] = mapped_column(sa.String(60))
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id"))
    reason: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(default=now)

    @property
    def ref(self) -> str:
        return f"approval:{self.id}"


class WelcomeLink(Base):
    """Lets one person choose a password once, within a day. Only the SHA-256 of its token is kept."""

    __tablename__ = "welcome_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # used, or replaced by a newer one
