"""The customer is asked what to do about something that couldn’t be found, for a while."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.orders.wishes import Otherwise
from associate.core.stores.closing import shut_until
from associate.core.stores.hours import after_open_time
from associate.core.stores.models import Store
from associate.db import Base, db

BEFORE_PROMISE = timedelta(minutes=20)
LEAST = timedelta(minutes=5)
"""Who is asked has this long, however late the order is: nothing is swapped behind anybody’s back."""


class VoteState(StrEnum):
    OPEN = "open"
    DONE = "done"  # by the customer, or by what stood in for their answer
    OVER = "over"  # nobody answered, and a person decides
    CALLED_OFF = "called_off"  # it was settled another way meanwhile


class Vote(Base):
    """`offers`: [{variant, price}] in the order they were proposed, prices in minor units, tax as the catalog
    has it. `otherwise` is what happens at `ends_at`; `is_their_wish`: the customer said so at checkout."""

    __tablename__ = "votes"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillment_lines.id"), index=True)
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    offers: Mapped[list[Any]] = mapped_column(default=list)
    otherwise: Mapped[Otherwise]
    is_their_wish: Mapped[bool] = mapped_column(default=False)
    state: Mapped[VoteState] = mapped_column(default=VoteState.OPEN)
    asked_by: Mapped[str] = mapped_column(sa.String(60))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    way: Mapped[str] = mapped_column(sa.String(20), default="")  # what it came to: see acts/deciding.Way
    answered_by: Mapped[str] = mapped_column(sa.String(60), default="")
    answered_at: Mapped[datetime | None]
    line: Mapped[FulfillmentLine] = relationship(lazy="joined")
    fulfillment: Mapped[Fulfillment] = relationship()
    __table_args__ = (
        sa.Index(
            "uq_votes_open",
            "line_id",
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        ),
        sa.Index(
            "ix_votes_ends",
            "ends_at",
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"vote:{self.id}"


def time_to_answer(store: Store, promise_at: datetime, at: datetime) -> datetime:
    """Until when: the store’s minutes, counted while it is open, and no later than 20 min before the promise;
    at least LEAST of open time."""
    begins = shut_until(store, at) or at
    wanted = after_open_time(store, begins, timedelta(minutes=store.vote_minutes))
    return max(min(wanted, promise_at - BEFORE_PROMISE), after_open_time(store, begins, LEAST))


def open_vote(line_id: int) -> Vote | None:
    return db.session.scalar(_open().where(Vote.line_id == line_id))


def open_votes_of(order_id: int) -> list[Vote]:
    """What the customer is asked now, the oldest question first."""
    return list(db.session.scalars(_open().where(Vote.order_id == order_id).order_by(Vote.id)))


def is_open(vote_id: int) -> bool:
    """May its customer answer it still?"""
    find = _open().with_only_columns(Vote.id).where(Vote.id == vote_id, Vote.ends_at > now())
    return db.session.scalar(find) is not None


def is_asked(job: Fulfillment) -> bool:
    """Does the customer choose something about this job just now?"""
    return (
        db.session.scalar(_open().with_only_columns(Vote.id).where(Vote.fulfillment_id == job.id)) is not None
    )


def votes_over(at: datetime, most: int) -> list[Vote]:
    """Those whose time has come, the longest over first."""
    find = _open().where(Vote.ends_at <= at).order_by(Vote.ends_at, Vote.id)
    return list(db.session.scalars(find.limit(most)))


def last_votes(line_ids: Collection[int]) -> dict[int, Vote]:
    """Line id → what its customer was asked last."""
    find = sa.select(Vote).where(Vote.line_id.in_(line_ids)).order_by(Vote.id)
    return {vote.line_id: vote for vote in db.session.scalars(find)} if line_ids else {}


def call_off_vote(line_id: int, *, by: Actor) -> None:
    """Inside atomic(the job of the line): it was settled another way. A second call changes nothing."""
    if (vote := open_vote(line_id)) is not None:
        close_vote(vote, VoteState.CALLED_OFF, by=by)
        record("vote.called_off", about=vote.fulfillment, by=by, line=line_id)


def close_vote(vote: Vote, state: VoteState, *, way: str = "", by: Actor) -> None:
    vote.state, vote.way = state, way
    vote.answered_at, vote.answered_by = now(), by.ref


def _open() -> sa.Select[Vote]:
    return sa.select(Vote).where(Vote.state == sa.literal_column("'open'"))
