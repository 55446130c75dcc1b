"""What was bought for a parcel, or written down by hand; the live one and those that were voided."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from associate.clock import now
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_states import GONE
from associate.db import Base, db


class Void(StrEnum):
    """Giving a label back, and what the carrier says of the money."""

    NONE = ""
    ASKED = "asked"  # nobody knows yet: it goes on no manifest
    PENDING = "pending"  # not to be used any more; the carrier thinks about the money
    DONE = "done"
    REFUSED = "refused"  # while it was ASKED: it stays good; after PENDING: it is void, the money is lost


class Label(Base):
    """One label. The database holds a parcel to one that lives: the index over what isn’t voided."""

    __tablename__ = "labels"
    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(sa.ForeignKey("parcels.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("carrier_accounts.id"))  # None: by hand
    carrier: Mapped[str] = mapped_column(sa.String(40))
    service: Mapped[str] = mapped_column(sa.String(60), default="")
    tracking_number: Mapped[str] = mapped_column(sa.String(60), index=True)
    tracking_url: Mapped[str] = mapped_column(sa.String(500), default="")
    carrier_ref: Mapped[str] = mapped_column(sa.String(120), default="")  # what voids and forms name
    shipment_ref: Mapped[str] = mapped_column(sa.String(120), default="")
    amount: Mapped[int] = mapped_column(default=0)  # minor units
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    is_test: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_documents.id"))
    drawing: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what we draw ourselves is drawn from this
    is_undrawn: Mapped[bool] = mapped_column(
        default=False, server_default=sa.false()
    )  # ours to draw, no file
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    voidable_until: Mapped[datetime | None]
    void: Mapped[Void] = mapped_column(default=Void.NONE)
    void_words: Mapped[str] = mapped_column(sa.String(500), default="")
    voided_at: Mapped[datetime | None]
    tracked_at: Mapped[datetime | None]  # when we asked last where it is
    parcel: Mapped[Parcel] = relationship()
    account: Mapped[CarrierAccount | None] = relationship()
    __table_args__ = (
        sa.Index(
            "uq_labels_live",
            "parcel_id",
            unique=True,
            postgresql_where=sa.text("voided_at IS NULL"),
            sqlite_where=sa.text("voided_at IS NULL"),
        ),
        sa.Index(
            "ix_labels_undrawn",
            "id",
            postgresql_where=sa.text("is_undrawn"),
            sqlite_where=sa.text("is_undrawn = 1"),
        ),
    )

    def keep_file(self, document_id: int) -> None:
        self.document_id, self.is_undrawn = document_id, False

    @property
    def ref(self) -> str:
        return f"label:{self.id}"

    @property
    def is_by_hand(self) -> bool:
        return self.account_id is None

    @property
    def page(self) -> str:
        """The carrier’s page of it; an address from outside is a link only where it is one of the web."""
        return self.tracking_url if self.tracking_url.startswith(("https://", "http://")) else ""


def live_label(parcel_id: int) -> Label | None:
    """The label that is on the parcel, also while its void is asked for."""
    find = sa.select(Label).where(Label.parcel_id == parcel_id, Label.voided_at.is_(None))
    return db.session.scalar(find.execution_options(populate_existing=True))


def labels_of(parcel_id: int) -> list[Label]:
    """All it ever had, oldest first."""
    return list(db.session.scalars(sa.select(Label).where(Label.parcel_id == parcel_id).order_by(Label.id)))


def undrawn_labels() -> list[int]:
    """Ids of those that are ours to draw and have no file yet, the oldest first."""
    return list(db.session.scalars(sa.select(Label.id).where(Label.is_undrawn).order_by(Label.id)))


def labels_gone(jobs: Collection[int]) -> list[Label]:
    """By what the parcels of these jobs (ids) left, in the order in which they were begun."""
    find = sa.select(Label).join(Parcel, Parcel.id == Label.parcel_id).where(Label.voided_at.is_(None))
    find = find.where(Parcel.fulfillment_id.in_(jobs), Parcel.state.in_(GONE))
    return list(db.session.scalars(find.options(contains_eager(Label.parcel)).order_by(Parcel.id)))


def labels_of_jobs(ids: Iterable[int]) -> dict[int, list[Label]]:
    """The same by job; nothing is asked for no job."""
    jobs, found = set(ids), dict[int, list[Label]]()
    for label in labels_gone(jobs) if jobs else ():
        found.setdefault(label.parcel.fulfillment_id, []).append(label)
    return found
