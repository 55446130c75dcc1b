"""Where points are kept: for what a store asks of some days, one range of an index."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.figures.points import Measure
from associate.db import Base


class FigurePoint(Base):
    """One point, with the store’s own day and hour. `thing_id` is that of a job, a visit, a purchase of a
    label or a return: its measure says which. No foreign keys: the rows follow from the journal and can be
    made anew."""

    __tablename__ = "figure_points"
    store_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[Measure] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    detail: Mapped[str] = mapped_column(sa.String(80), primary_key=True, default="")
    hour: Mapped[int] = mapped_column(sa.SmallInteger)
    channel_id: Mapped[int | None]
    method: Mapped[str] = mapped_column(sa.String(10), default="")
    value: Mapped[int]
    of: Mapped[int]
    __table_args__ = (
        sa.Index("ix_figure_points_thing", "thing_id", "measure"),
        {"sqlite_with_rowid": False},  # the rows lie as they are asked for
    )


class FigureReader(Base):
    """Who gets a store’s figures of the day before by email, and of which day they have them."""

    __tablename__ = "figure_readers"
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=now)
    told: Mapped[date | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
