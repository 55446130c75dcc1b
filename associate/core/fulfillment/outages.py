"""When nothing answers: the list a store works from on paper, and what is entered from it afterwards."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.db import Base, db
from associate.words import _


class OutagePack(Base):
    """The latest list of a store: open picks and what is ready. There is one a store, replaced."""

    __tablename__ = "outage_packs"
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_documents.id"))
    version: Mapped[int]  # the store's counter, as read before the list was made
    made_at: Mapped[datetime]


class Happened(StrEnum):
    """What somebody wrote on the list."""

    PICKED = "picked"
    NOT_FOUND = "not_found"
    HANDED_OVER = "handed_over"
    STAYED = "stayed"

    @property
    def words(self) -> str:
        return str(_WORDS[self]())


class Fate(StrEnum):
    APPLIED = "applied"
    CONFLICT = "conflict"  # the shop moved on meanwhile: a person looks at both sides
    REFUSED = "refused"  # a rule said no, and nothing was changed


_WORDS = {
    Happened.PICKED: lambda: _("picked"),
    Happened.NOT_FOUND: lambda: _("not found"),
    Happened.HANDED_OVER: lambda: _("handed over"),
    Happened.STAYED: lambda: _("not handed over"),
}


class OutageEntry(Base):
    """One deed from paper: who did it and when, who entered it, and what became of it.

    `told` holds quantities, a tag and how a customer was known; never the pickup code. `taken_by` is whoever
    it was given to, as the list has it.
    """

    __tablename__ = "outage_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    kind: Mapped[Happened]
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    taken_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    done_by: Mapped[str] = mapped_column(sa.String(60))
    happened_at: Mapped[datetime]
    entered_by: Mapped[str] = mapped_column(sa.String(60))
    entered_at: Mapped[datetime] = mapped_column(default=now)
    fate: Mapped[Fate]
    code: Mapped[str] = mapped_column(sa.String(40), default="")  # of the refusal
    words: Mapped[str] = mapped_column(sa.String(400), default="")  # what the rule said
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(sa.String(60))
    outcome: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")  # entered, left
    fulfillment: Mapped[Fulfillment] = relationship()
    __table_args__ = (sa.Index("ix_outage_entries_store", "store_id", "id"),)

    @property
    def ref(self) -> str:
        return f"outage:{self.id}"

    @property
    def order_id(self) -> int:
        return self.fulfillment.order_id

    @property
    def is_open(self) -> bool:
        """Two sides, and nobody has decided between them."""
        return self.fate == Fate.CONFLICT and self.settled_at is None


def takers(entry_ids: Iterable[int | None]) -> dict[int, str]:
    """Entry id → who took it, as long as we know it; in one read, or none."""
    wanted = {number for number in entry_ids if number}
    find = sa.select(OutageEntry.id, OutageEntry.taken_by)
    find = find.where(OutageEntry.id.in_(wanted), OutageEntry.taken_by != "")
    return dict(db.session.execute(find).all()) if wanted else {}


def taker_of(job_id: int, happened_at: datetime) -> str:
    """Who took it by the list, where it was handed over then; empty where no list says so."""
    find = sa.select(OutageEntry.taken_by).filter_by(fulfillment_id=job_id, happened_at=happened_at)
    found = find.where(OutageEntry.fate == Fate.APPLIED).order_by(OutageEntry.id.desc())
    return db.session.scalar(found.limit(1)) or ""


def pack_of(store_id: int) -> OutagePack | None:
    return db.session.get(OutagePack, store_id)
