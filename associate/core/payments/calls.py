"""What we mean to do with somebody’s money, written down before it is done, and what came of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.orders.models import Order, Refund, Tender
from associate.core.payments.models import PaymentAccount
from associate.db import Base, db

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""`next_at` of what no job asks for: somebody at the till, or a capture, settles it."""


CAPTURING = "verb = 'capture' AND state IN ('pending', 'waiting', 'done', 'stuck')"
"""A tender is captured once, whoever means to."""


class PaymentVerb(StrEnum):
    CAPTURE = "capture"  # take what was authorized
    RELEASE = "release"  # let go of what was authorized
    CHARGE = "charge"  # the customer pays a difference
    REFUND = "refund"


class PaymentState(StrEnum):
    PENDING = "pending"  # to be asked, or being asked
    WAITING = "waiting"  # they took it and are still at it; or the till, or a capture, settles it
    DONE = "done"
    REFUSED = "refused"  # and surely not done
    STUCK = "stuck"  # nobody who tried came back: a person looks
    WITHDRAWN = "withdrawn"  # taken back before anybody was asked


class PaymentCall(Base):
    """One deed with one tender’s money. `key` is the same over all its tries, so that it is done once.

    `cause` names the deed of ours that it belongs to. With no account it is the till’s: a slip.

    `asked_at` is committed before the provider hears of it, and taken back only when it is proven that
    nothing was done: what has it is looked up, never done again.
    """

    __tablename__ = "payment_calls"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60), unique=True, default=lambda: token_hex(12))
    verb: Mapped[PaymentVerb]
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id"), index=True)
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    tender_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tenders.id"))  # None: of no known tender
    refund_id: Mapped[int | None] = mapped_column(sa.ForeignKey("refunds.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment_accounts.id"))  # None: the till
    of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("payment_calls.id"))  # the charge it lets go of
    cause: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    amount: Mapped[int]  # minor units, above 0
    currency: Mapped[str] = mapped_column(sa.String(3))
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.PENDING)
    by: Mapped[str] = mapped_column(sa.String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    next_at: Mapped[datetime] = mapped_column(default=now)
    asked_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)  # claims since somebody last came back with an answer
    rounds: Mapped[int] = mapped_column(default=0)  # answers that settled nothing
    outcome: Mapped[str] = mapped_column(sa.String(20), default="")  # of the last answer
    words: Mapped[str] = mapped_column(sa.String(500), default="")  # the provider’s own
    code: Mapped[str] = mapped_column(sa.String(60), default="")
    provider_ref: Mapped[str] = mapped_column(sa.String(120), default="", index=True)  # what they call it
    url: Mapped[str] = mapped_column(sa.String(2000), default="")  # of a charge: where the customer pays
    done_at: Mapped[datetime | None]
    account: Mapped[PaymentAccount | None] = relationship(lazy="joined")
    order: Mapped[Order] = relationship()
    tender: Mapped[Tender | None] = relationship()
    refund: Mapped[Refund | None] = relationship()
    of: Mapped["PaymentCall | None"] = relationship(remote_side="PaymentCall.id")
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.Index("ix_payment_calls_day", "store_id", "created_at"),  # what a day’s close asks for
        sa.Index(
            "ix_payment_calls_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
        sa.Index(
            "ix_payment_calls_waiting",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_payment_calls_tender", "tender_id"),
        sa.Index(
            "uq_payment_calls_capture",
            "tender_id",
            unique=True,
            postgresql_where=sa.text(CAPTURING),
            sqlite_where=sa.text(CAPTURING),
        ),
    )

    @property
    def ref(self) -> str:
        return f"payment_call:{self.id}"

    @property
    def counts(self) -> bool:
        """It was done, or may have been."""
        return self.state not in (PaymentState.REFUSED, PaymentState.WITHDRAWN)

    @property
    def is_slip(self) -> bool:
        """Paid or given back at a till that scans it: nobody is asked."""
        return self.account_id is None and self.verb in (PaymentVerb.CHARGE, PaymentVerb.REFUND)

    @property
    def is_untouched(self) -> bool:
        """Nobody was asked yet, so that it can be taken back without a trace."""
        waits_here = self.state == PaymentState.WAITING and self.next_at == NEVER
        return waits_here or (self.state == PaymentState.PENDING and self.asked_at is None)


COUNTING = (PaymentState.PENDING, PaymentState.WAITING, PaymentState.DONE, PaymentState.STUCK)
"""The states of `PaymentCall.counts`."""
OPEN = (PaymentState.PENDING, PaymentState.WAITING, PaymentState.STUCK)


def calls_of(order_id: int, *only: sa.ColumnElement[bool]) -> Sequence[PaymentCall]:
    """Of one order, the oldest first."""
    find = sa.select(PaymentCall).where(PaymentCall.order_id == order_id, *only)
    return db.session.scalars(find.order_by(PaymentCall.id)).all()


def called_off_pages(order_id: int) -> set[int | None]:
    """Ids of the charges whose page was let go of, whether or not somebody could still pay by it."""
    is_page = (PaymentCall.of_id.is_not(None), PaymentCall.state != PaymentState.WITHDRAWN)
    return {call.of_id for call in calls_of(order_id, *is_page)}


def used_tenders(order_id: int) -> set[int]:
    """Ids of the tenders that anything was asked of, or that we charged ourselves."""
    find = sa.select(PaymentCall.tender_id).where(PaymentCall.order_id == order_id)
    return {tender_id for tender_id in db.session.scalars(find) if tender_id is not None}


def sum_of(tender_id: int | None, verb: PaymentVerb) -> int:
    """What was done with this tender, or may have been, in minor units."""
    find = sa.select(sa.func.coalesce(sa.func.sum(PaymentCall.amount), 0)).where(
        PaymentCall.tender_id == tender_id, PaymentCall.verb == verb, PaymentCall.state.in_(COUNTING)
    )
    return int(db.session.scalar(find) or 0)


def new_call(
    verb: PaymentVerb,
    order: Order,
    amount: int,
    account: PaymentAccount | None,
    *,
    cause: str,
    by: Actor,
    store_id: int | None,
) -> PaymentCall:
    """Inside atomic(order): the deed, under a key of its own. Without an account it is a slip, and waits."""
    call = PaymentCall(
        verb=verb,
        order_id=order.id,
        store_id=store_id,
        account_id=account.id if account else None,
        amount=amount,
        currency=order.currency,
        cause=cause[:80],
        by=by.ref,
        state=PaymentState.PENDING if account else PaymentState.WAITING,
        next_at=now() if account else NEVER,
    )
    db.session.add(call)
    db.session.flush()
    return call
