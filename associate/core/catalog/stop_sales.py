"""A recall: something that must not leave a store any more.

Every Product keeps in `stopped` whether something of it is recalled: what nobody recalls costs a scan no
statement.
"""

from collections.abc import Collection
from datetime import datetime
from enum import IntEnum, StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.catalog.codes import Code
from associate.core.catalog.models import Product, Variant
from associate.db import Base, db
from associate.errors import Missing, Refused
from associate.words import _


class Stopped(IntEnum):
    NOTHING = 0
    PART = 1  # a lot or a serial of it: each one has to be looked at
    ALL = 2


class Verdict(StrEnum):
    FINE = "fine"
    LOOK = "look"  # what was scanned doesn't say which lot or serial it is
    STOP = "stop"


class StopSale(Base):
    """Stops a product in all stores from `created_at` until `ended_at`: all of it, one lot or one serial."""

    __tablename__ = "stop_sales"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(sa.ForeignKey("products.id"), index=True)
    lot: Mapped[str] = mapped_column(sa.String(20), default="")  # GS1 (10); empty: every lot
    serial: Mapped[str] = mapped_column(sa.String(20), default="")  # GS1 (21)
    reason: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(sa.String(60))
    ended_why: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    product: Mapped[Product] = relationship(lazy="joined")

    @property
    def ref(self) -> str:
        return f"stop_sale:{self.id}"

    @property
    def is_whole(self) -> bool:
        return not self.lot and not self.serial

    def verdict(self, lot: str, serial: str) -> Verdict:
        """On one unit that says this of itself; empty: it doesn't say. A lot and a serial must both fit."""
        answers = [
            Verdict.LOOK
            if not said
            else Verdict.STOP
            if said.casefold() == meant.casefold()
            else Verdict.FINE
            for meant, said in ((self.lot, lot), (self.serial, serial))
            if meant
        ]
        if Verdict.FINE in answers:
            return Verdict.FINE
        return Verdict.LOOK if Verdict.LOOK in answers else Verdict.STOP


_OPEN = StopSale.ended_at.is_(None)
_WHOLE = sa.and_(StopSale.lot == "", StopSale.serial == "")


def is_stopped(product: Product) -> bool:
    """Is all of it stopped? Then none of it is free in any store."""
    return product.stopped == Stopped.ALL


def keep_in_mind(product: Product) -> None:
    """Inside atomic(product), once its recalls are written: the product says itself what they stop."""
    stops = open_stops([product.id])
    if any(stop.is_whole for stop in stops):
        product.stopped = Stopped.ALL
    else:
        product.stopped = Stopped.PART if stops else Stopped.NOTHING


def variants_stopped() -> sa.Select[int]:
    """Ids of the variants of which nothing may go: `column.not_in(variants_stopped())`."""
    find = sa.select(Variant.id).join(StopSale, StopSale.product_id == Variant.product_id)
    return find.where(_OPEN, _WHOLE)


def open_stops(product_ids: Collection[int] | None = None) -> list[StopSale]:
    """What is stopped now, the latest first; of these products where they are given."""
    find = sa.select(StopSale).where(_OPEN)
    if product_ids is not None:
        find = find.where(StopSale.product_id.in_(sorted(product_ids)))
    return list(db.session.scalars(find.order_by(StopSale.id.desc())))


def stop_sale(stop_id: int) -> StopSale:
    """Raises Missing."""
    found = db.session.get(StopSale, stop_id)
    if found is None:
        raise Missing("no_stop_sale", _("There’s no such recall."))
    return found


def must_not_be_stopped(variant: Variant, code: Code) -> None:
    """Call where a scanned unit is about to go on. What nobody recalls costs no statement.

    Raises Refused: "stop_sale" for what is recalled; "look_at_lot" where a lot or serial is, and the scan
    doesn't say which one this is.
    """
    if variant.product.stopped:
        stops = open_stops([variant.product_id])
        verdicts = [(stop.verdict(code.lot, code.serial), stop) for stop in stops]
        for wanted in (Verdict.STOP, Verdict.LOOK):
            if stop := next((stop for verdict, stop in verdicts if verdict == wanted), None):
                raise refusal(wanted, stop)


def refusal(verdict: Verdict, stop: StopSale) -> Refused:
    """Why a unit stays here, or what to look at first."""
    if verdict == Verdict.STOP:
        return Refused("stop_sale", _("Recalled: keep it here. %(reason)s", reason=stop.reason))
    if stop.lot:
        words = _("Lot %(lot)s is recalled. Look at the lot on this one.", lot=stop.lot)
    else:
        words = _("Serial %(serial)s is recalled. Look at the one on this.", serial=stop.serial)
    sentence = f"{words} {stop.reason}"
    return Refused("look_at_lot", sentence)
