"""Who is at work where, so that alerts reach them and nobody else.

A shift ends when its person says so, begins one elsewhere, or is disabled; otherwise after 14 hours.
Signing out ends none: on a shared tablet people sign in and out all day.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import Base, atomic, db, touch

LONGEST = timedelta(hours=14)


class Shift(Base):
    __tablename__ = "shifts"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    began_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    staff: Mapped[Staff] = relationship()
    __table_args__ = (
        sa.Index(
            "uq_shifts_open",
            "staff_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_shifts_store", "store_id", "ended_at"),
    )

    @property
    def ref(self) -> str:
        return f"shift:{self.id}"


class PushSubscription(Base):
    """Where a person's alerts go: one browser's push endpoint (RFC 8030), as the browser gave it."""

    __tablename__ = "push_subscriptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id"), index=True)
    endpoint: Mapped[str] = mapped_column(sa.Text)
    endpoint_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(sa.String(120))
    auth: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)


def shift_of(staff: Staff) -> Shift | None:
    """The shift this person is on now."""
    return db.session.scalar(sa.select(Shift).where(Shift.staff_id == staff.id, _is_on()))


def on_shift(store_id: int) -> list[Staff]:
    """Who is at work in this store now, by first name."""
    find = sa.select(Staff).join(Shift, Shift.staff_id == Staff.id)
    find = find.where(Shift.store_id == store_id, Staff.is_active, _is_on())
    return list(db.session.scalars(find.order_by(Staff.first_name, Staff.id)))


def begin_shift(staff: Staff, store: Store, *, by: Actor) -> None:
    """Inside atomic(staff). On shift here already: nothing changes. On shift elsewhere: that one ends."""
    open_one = _open_shift(staff)
    if open_one and open_one.store_id == store.id and open_one.began_at > now() - LONGEST:
        return
    _end(open_one, by)
    db.session.add(Shift(store_id=store.id, staff_id=staff.id))
    db.session.flush()
    record("staff.shift_began", about=staff, by=by, store=store.code)
    touch(store.id)


def end_shift(staff: Staff, *, by: Actor) -> None:
    """Inside atomic(staff). Not on shift: nothing changes."""
    _end(_open_shift(staff), by)


def end_long_shifts() -> int:
    """Close what nobody ended, at its fourteenth hour. For the worker; the number closed."""
    forgotten = sa.select(Shift).where(Shift.ended_at.is_(None), Shift.began_at <= now() - LONGEST)
    with atomic():
        found = list(db.session.scalars(forgotten.with_for_update(skip_locked=True)))
        for shift in found:
            _end(shift, SYSTEM)
    return len(found)


def _is_on() -> sa.ColumnElement[bool]:
    return sa.and_(Shift.ended_at.is_(None), Shift.began_at > now() - LONGEST)


def _open_shift(staff: Staff) -> Shift | None:
    return db.session.scalar(sa.select(Shift).where(Shift.staff_id == staff.id, Shift.ended_at.is_(None)))


def _end(shift: Shift | None, by: Actor) -> None:
    if shift is None:
        return
    shift.ended_at = min(now(), shift.began_at + LONGEST)
    db.session.flush()
    record("staff.shift_ended", about=shift.staff, by=by, shift=shift.id)
    touch(shift.store_id)
