"""The reasons a store offers where somebody must say why. A store without rows offers the built-in ones."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.db import Base, db
from associate.words import later


class Family(StrEnum):
    SHORT = "short"  # it can't be picked
    REFUSAL = "refusal"  # the customer doesn't take it
    CANCEL = "cancel"
    OVERRIDE = "override"  # a manager lets it pass
    RETURN = "return"  # the customer brings it back
    WORK = "work"  # a manager gives, reorders or promises work anew


class ReasonRow(Base):
    """One reason as a store offers it: its own words for a built-in `code`, shown or not, in this order."""

    __tablename__ = "reasons"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    family: Mapped[Family]
    code: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(80), default="")  # empty: the built-in words
    effect: Mapped[str] = mapped_column(sa.String(20), default="")  # of a short: one of acts.shorts.Reason
    position: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (sa.UniqueConstraint("store_id", "family", "code"),)


BUILT_IN: dict[Family, dict[str, Any]] = {
    Family.SHORT: {
        "not_found": later("Not found"),
        "some_missing": later("Some missing"),
        "damaged": later("Damaged"),
        "not_picked": later("Not picked"),
    },
    Family.REFUSAL: {
        "wrong_size": later("Wrong size"),
        "changed_mind": later("Changed mind"),
        "damaged": later("Damaged"),
        "not_as_described": later("Not as described"),
        "too_late": later("Too late"),
    },
    Family.CANCEL: {
        "customer_asked": later("The customer asked"),
        "no_stock": later("We don’t have it"),
        "damaged": later("It’s damaged"),
        "fraud": later("The payment looks wrong"),
        "mistake": later("It was ordered by mistake"),
    },
    Family.OVERRIDE: {
        "our_mistake": later("We made a mistake"),
        "customer_here": later("The customer is here and waits"),
        "goodwill": later("Goodwill"),
        "rule_misses": later("The rule doesn’t fit this case"),
    },
    Family.RETURN: {
        "wrong_size": later("Wrong size"),
        "changed_mind": later("Changed mind"),
        "defective": later("Doesn’t work"),
        "damaged": later("Damaged"),
        "not_as_described": later("Not as described"),
        "wrong_item": later("Not what was ordered"),
        "too_late": later("Too late"),
        "gift": later("Unwanted gift"),
    },
    Family.WORK: {
        "customer_waits": later("The customer waits"),
        "would_be_late": later("It would be late"),
        "person_away": later("Somebody is away"),
        "too_much": later("Too much at once"),
        "customer_asked": later("The customer asked"),
        "mistake": later("It was a mistake"),
        "other": later("Something else"),
    },
}
"""What every store offers until it chooses for itself, in this order."""

OUR_FAULT = frozenset({"defective", "damaged", "not_as_described", "wrong_item", "too_late"})
"""Reasons to bring something back for which the shop answers: all of it, and shipping, is made good."""

SHORT_EFFECTS = tuple(BUILT_IN[Family.SHORT])  # what a short may do to stock: acts.shorts.Reason


@dataclass(frozen=True)
class Offered:
    """One reason to choose. `effect` is what a short does to stock, empty for the other families."""

    code: str
    label: str
    effect: str = ""
    is_own: bool = False  # the store's own, or in its own words
    is_active: bool = True


def offered(store_id: int | None, family: Family) -> list[Offered]:
    """What this store lets people choose, in its order; the built-in ones without a store."""
    return [reason for reason in all_reasons(store_id, family) if reason.is_active]


def all_reasons(store_id: int | None, family: Family) -> list[Offered]:
    """The same with what is switched off; a built-in one the store never touched stands last."""
    find = sa.select(ReasonRow).where(ReasonRow.store_id == store_id, ReasonRow.family == family)
    rows = list(db.session.scalars(find.order_by(ReasonRow.position, ReasonRow.id)))
    touched = {row.code for row in rows}
    return [
        *(_offered(row) for row in rows),
        *(_built_in(family, code) for code in BUILT_IN[family] if code not in touched),
    ]


def find_offered(store_id: int | None, family: Family, code: str) -> Offered | None:
    """The reason with this code, if the store offers it now."""
    return next((reason for reason in offered(store_id, family) if reason.code == code), None)


def put_reasons(store_id: int, family: Family, reasons: list[Offered]) -> None:
    """Make these the store's reasons, in this order, in the caller's transaction."""
    find = sa.select(ReasonRow).where(ReasonRow.store_id == store_id, ReasonRow.family == family)
    rows = {row.code: row for row in db.session.scalars(find)}
    for position, reason in enumerate(reasons, 1):
        row = rows.get(reason.code) or ReasonRow(store_id=store_id, family=family, code=reason.code)
        known = str(BUILT_IN[family].get(reason.code, ""))
        row.label = "" if reason.label == known else reason.label
        row.effect, row.position, row.is_active = reason.effect, position, reason.is_active
        db.session.add(row)


def _offered(row: ReasonRow) -> Offered:
    words = BUILT_IN[row.family].get(row.code)
    label = row.label or str(words or row.code)
    return Offered(row.code, label, row.effect, bool(row.label), row.is_active)


def _built_in(family: Family, code: str) -> Offered:
    return Offered(code, str(BUILT_IN[family][code]), code if family == Family.SHORT else "")
