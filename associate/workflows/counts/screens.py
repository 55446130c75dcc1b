"""Counts as pages: what to count next without telling what the books say, and the review that tells it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.catalog.models import Product, Variant
from associate.core.inventory.counts import Count, CountLine, CountState, open_counts
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Location, Store
from associate.core.stores.names import first_names
from associate.db import db
from associate.words import _, ngettext

LATEST = 10  # finished counts on the page


@dataclass(frozen=True)
class Row:
    """One count in the list."""

    count: Count
    name: str  # of the thing or the place
    who: str
    done: int
    total: int

    @property
    def is_in_review(self) -> bool:
        return self.count.state == CountState.REVIEW


@dataclass(frozen=True)
class Overview:
    open: list[Row]
    review: list[Row]
    done: list[Row]
    shelves: list[tuple[str, str, int]]  # (code, label, things)
    categories: list[tuple[str, int]]


@dataclass(frozen=True)
class View:
    """One count while it is counted. Says nothing of what should lie there."""

    count: Count
    lines: list[CountLine]  # in walking order
    current: CountLine | None

    @property
    def path(self) -> list[CountLine]:
        """What is to be counted first, then what is."""
        return sorted(self.lines, key=lambda line: line.counted is not None)

    @property
    def done(self) -> int:
        return sum(line.counted is not None for line in self.lines)

    @property
    def left(self) -> int:
        return len(self.lines) - self.done


@dataclass(frozen=True)
class Verdict:
    """One line under review."""

    line: CountLine
    who: str
    value: int  # of the difference, minor units, signed

    @property
    def currency(self) -> str:
        return self.line.level.variant.currency

    @property
    def is_settled(self) -> bool:
        return self.line.accepted_at is not None


@dataclass(frozen=True)
class Review:
    count: Count
    to_decide: list[Verdict]
    agreed: list[Verdict]
    not_counted: list[CountLine]
    closed: tuple[str, datetime] | None

    @property
    def value(self) -> int:
        return sum(each.value for each in self.to_decide + self.agreed)

    @property
    def currency(self) -> str:
        return next((each.currency for each in self.to_decide + self.agreed), "EUR")


def overview(store: Store) -> Overview:
    working = list(db.session.scalars(sa.select(Count).where(open_counts(store.id)).order_by(Count.id)))
    over = sa.select(Count).where(
        Count.store_id == store.id, Count.state.in_((CountState.DONE, CountState.CANCELED))
    )
    done = list(db.session.scalars(over.order_by(Count.closed_at.desc(), Count.id.desc()).limit(LATEST)))
    names = first_names(count.created_by for count in working + done)
    rows = [_row(count, names) for count in working]
    return Overview(
        open=[row for row in rows if not row.is_in_review],
        review=[row for row in rows if row.is_in_review],
        done=[_row(count, names) for count in done],
        shelves=_shelves(store),
        categories=_categories(store),
    )


def view(count: Count, line_id: int = 0) -> View:
    """`line_id`: the line somebody chose or just scanned; else the next that isn't counted."""
    lines = sorted(count.lines, key=_walk)
    lines = [line for line in lines if line.accepted_at is None]
    chosen = next((line for line in lines if line.id == line_id), None)
    return View(count, lines, chosen or next((line for line in lines if line.counted is None), None))


def review(count: Count) -> Review:
    names = first_names(line.counted_by for line in count.lines if line.counted_by)
    lines = sorted(count.lines, key=_walk)
    told = [_verdict(line, names) for line in lines if line.counted is not None]
    closed = (first_names([count.closed_by or ""]).get(count.closed_by or "", ""), count.closed_at)
    return Review(
        count,
        to_decide=[each for each in told if not each.is_settled],
        agreed=[each for each in told if each.is_settled],
        not_counted=[line for line in lines if line.counted is None],
        closed=closed if count.closed_at else None,  # type: ignore[arg-type]
    )


def figure_words(line: CountLine | None) -> tuple[str, str]:
    """ "3 counted", "Enamel kettle, Cream"."""
    units = (line and line.counted) or 0
    return ngettext("%(num)d counted", "%(num)d counted", units), line.level.variant.name if line else ""


def handed_in_words(count: Count) -> tuple[str, str]:
    if count.state == CountState.DONE:
        return _("All as it should be"), _("Nothing to review: the books agree with you.")
    return _("Handed in"), _("Someone else looks at what differs.")


def _row(count: Count, names: dict[str, str]) -> Row:
    done = sum(line.counted is not None for line in count.lines)
    return Row(count, count.name, names.get(count.created_by, ""), done, len(count.lines))


def _verdict(line: CountLine, names: dict[str, str]) -> Verdict:
    value = (line.difference or 0) * line.level.variant.price
    return Verdict(line, names.get(line.counted_by or "", ""), value)


def _walk(line: CountLine) -> tuple[int, str, int]:
    place = line.level.location
    return (place.sequence if place else 10**6, line.level.shelf_note, line.id)


def _shelves(store: Store) -> list[tuple[str, str, int]]:
    find = sa.select(Location, sa.func.count(StockLevel.id)).join(
        StockLevel, StockLevel.location_id == Location.id
    )
    find = find.where(Location.store_id == store.id, StockLevel.store_id == store.id).group_by(Location.id)
    return [
        (at.code, at.label, n)
        for at, n in db.session.execute(find.order_by(Location.sequence, Location.code))
    ]


def _categories(store: Store) -> list[tuple[str, int]]:
    find = sa.select(Product.category, sa.func.count(StockLevel.id)).join(
        Variant, Variant.product_id == Product.id
    )
    find = find.join(StockLevel, StockLevel.variant_id == Variant.id)
    find = find.where(StockLevel.store_id == store.id, Product.category != "")
    return [
        (name, n)
        for name, n in db.session.execute(find.group_by(Product.category).order_by(Product.category))
    ]
