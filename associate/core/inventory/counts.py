"""Counting what lies on the shelf: by list or after a short, reviewed before the books follow."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _


class CountState(StrEnum):
    OPEN = "open"  # somebody counts
    REVIEW = "review"  # somebody else decides: accept, or count again
    DONE = "done"
    CANCELED = "canceled"


class Count(Base):
    __tablename__ = "counts"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    name: Mapped[str] = mapped_column(sa.String(80))
    why: Mapped[str] = mapped_column(sa.String(20))  # short, list
    state: Mapped[CountState] = mapped_column(default=CountState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    lines: Mapped[list["CountLine"]] = relationship(
        order_by="CountLine.id", back_populates="count", lazy="selectin"
    )
    __table_args__ = (sa.Index("ix_counts_store_state", "store_id", "state", "id"),)

    @property
    def ref(self) -> str:
        return f"count:{self.id}"


class CountLine(Base):
    """What lies on the shelf of one level. `expected` is the shelf figure at the moment of the last count."""

    __tablename__ = "count_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    count_id: Mapped[int] = mapped_column(sa.ForeignKey("counts.id"), index=True)
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("stock_levels.id"), index=True)
    counted: Mapped[int | None]  # None: not yet, or to count again
    expected: Mapped[int | None]
    times: Mapped[int] = mapped_column(default=0)  # how often it was counted
    counted_at: Mapped[datetime | None]
    counted_by: Mapped[str | None] = mapped_column(sa.String(60))
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(sa.String(60))
    count: Mapped[Count] = relationship(back_populates="lines")
    level: Mapped[StockLevel] = relationship(lazy="joined")
    __table_args__ = (
        sa.UniqueConstraint("count_id", "level_id"),
        sa.CheckConstraint("counted >= 0", name="counted_not_negative"),
        sa.Index("ix_count_lines_accepted", "accepted_by", "accepted_at"),
    )

    @property
    def ref(self) -> str:
        return f"count_line:{self.id}"

    @property
    def difference(self) -> int | None:
        return None if self.counted is None or self.expected is None else self.counted - self.expected


IN_WORK = (CountState.OPEN, CountState.REVIEW)


def open_counts(store_id: int) -> sa.ColumnElement[bool]:
    """What somebody counts or reviews in this store."""
    return sa.and_(Count.store_id == store_id, Count.state.in_(IN_WORK))


def count_here(count_id: int, *, store: Store) -> Count:
    """Raises Missing, also when it is another store's."""
    found = db.session.scalar(sa.select(Count).filter_by(id=count_id, store_id=store.id))
    if found is None:
        raise Missing("no_count", _("There’s no such count in this store."))
    return found


def line_of(count: Count, line_id: int) -> CountLine:
    """Raises Missing."""
    found = next((line for line in count.lines if line.id == line_id), None)
    if found is None:
        raise Missing("no_line", _("That isn’t in this count."))
    return found


def own_units_accepted(store_id: int, ref: str, since: datetime) -> int:
    """Units, up and down added up, by which this person set the books right alone: counted and accepted."""
    find = sa.select(sa.func.sum(sa.func.abs(CountLine.counted - CountLine.expected))).join(Count)
    own = (CountLine.accepted_by == ref, CountLine.counted_by == ref, CountLine.accepted_at >= since)
    return int(db.session.scalar(find.where(Count.store_id == store_id, *own)) or 0)


def being_counted(level_ids: Iterable[int]) -> dict[int, Count]:
    """The count that each of these levels is in now, by level id: one at a time, or a difference is written
    twice."""
    find = sa.select(CountLine.level_id, Count).join(Count, Count.id == CountLine.count_id)
    find = find.where(
        CountLine.level_id.in_(list(level_ids)), Count.state.in_(IN_WORK), CountLine.accepted_at.is_(None)
    )
    return dict(db.session.execute(find).all())
