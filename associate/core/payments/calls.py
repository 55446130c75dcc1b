"""What we mean to do with somebody’s money, written down before it is done, and what came of it."""

from datetime import datetime
from enum import StrEnum
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.orders.models import Order, Refund, Tender
from associate.core.payments.models import PaymentAccount
from associate.db import Base


class PaymentVerb(StrEnum):
    CAPTURE = "capture"  # take what was authorized
    RELEASE = "release"  # let go of what was authorized
    CHARGE = "charge"  # the customer pays a difference
    REFUND = "refund"


class PaymentState(StrEnum):
    PENDING = "pending"  # to be asked, or being asked
    WAITING = "waiting"  # they took it and are still at it; or somebody at the till has to
    DONE = "done"
    REFUSED = "refused"  # and surely not done
    STUCK = "stuck"  # nobody who tried came back: a person looks
    WITHDRAWN = "withdrawn"  # taken back before anybody was asked


class PaymentCall(Base):
    """One deed with one tender’s money. `key` is the same over all its tries, so that it is done once.

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
    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount_positive"),
        sa.Index(
            "ix_payment_calls_pending",
            "next_at",
            "id",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"payment_call:{self.id}"

    @property
    def counts(self) -> bool:
        """It was done, or may have been."""
        return self.state not in (PaymentState.REFUSED, PaymentState.WITHDRAWN)
