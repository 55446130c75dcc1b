"""How likely a thing is where the books say: from what its shelf went through since somebody counted it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa

from associate.clock import now
from associate.core.inventory.models import Bucket, Kind, Movement, StockLevel
from associate.db import db

LATELY = timedelta(days=90)  # what was short longer ago says nothing any more
LONG_AGO = 30  # days after which a count says little
MANY_SOLD = 10  # units that left since the count
LATEST = 500  # movements that are looked at
SOLD = (Kind.SOLD, Kind.HANDED_OVER, Kind.SHIPPED)
LIKELY, SURE = 50, 75


class Confidence(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Signs:
    """`days` since the last count, None where nobody ever counted. `shorts` lately and since that count, less
    what was found after all; `sold` units since it, or lately, less what came back by an undo."""

    days: int | None
    shorts: int
    sold: int
    on_hand: int

    @property
    def points(self) -> int:
        """Of 100: a short costs most, then a last unit, an old count, and much that left since."""
        left = 100 - 25 * min(self.shorts, 2) - 10 * min(self.sold // MANY_SOLD, 2)
        left -= 20 if self.on_hand == 1 else 0
        return left - (20 if self.days is None or self.days > LONG_AGO else 0)

    @property
    def confidence(self) -> Confidence:
        if self.points >= SURE:
            return Confidence.SURE
        return Confidence.LIKELY if self.points >= LIKELY else Confidence.DOUBTFUL


def signs_of(level: StockLevel) -> Signs:
    """One read of this level’s latest movements, however many there are."""
    at, since = now(), level.counted_at
    lately = at - LATELY if since is None or since < at - LATELY else since
    last = sa.select(Movement).where(Movement.level_id == level.id).order_by(Movement.id.desc()).limit(LATEST)
    row = last.subquery().c
    adjusted, causes = row.kind == Kind.ADJUSTED, sa.func.count(sa.distinct(row.cause))
    sold = sa.and_(row.bucket == Bucket.ON_HAND, row.kind.in_(SOLD), row.at >= (since or lately))
    find = sa.select(
        causes.filter(adjusted, row.cause.startswith("short:"), row.at >= lately),
        causes.filter(adjusted, row.cause.startswith("found:"), row.at >= lately),
        sa.func.sum(row.quantity).filter(sold),
    )
    shorts, found, gone = db.session.execute(find).one()
    days = (at - since).days if since else None
    return Signs(days, max(0, shorts - found), max(0, -int(gone or 0)), level.on_hand)
