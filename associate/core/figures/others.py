"""The points of visits, labels, returns and counts. Pure: the same facts always give the same points."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from associate.core.figures.points import Measure, Point, seconds
from associate.core.fulfillment.visits import NOTICE


@dataclass(frozen=True)
class Coming:
    """Somebody who came: `served_at` is when we were at the car, or when they had it at the counter."""

    to_counter: bool
    en_route_at: datetime | None
    arrived_at: datetime | None
    ready_at: datetime | None  # the first of what they came for
    served_at: datetime | None


def points_of_visit(visit: Coming) -> Iterator[Point]:
    """The wait counts from the later of being here and ready: before that nobody could have served them."""
    came = visit.arrived_at
    if came is None:
        return
    if visit.served_at is not None and visit.ready_at is not None:
        wait = Measure.COUNTER_WAIT if visit.to_counter else Measure.CAR_WAIT
        yield Point(wait, came, seconds(max(came, visit.ready_at), visit.served_at))
    if not visit.to_counter:
        notice = seconds(visit.en_route_at or came, came)
        yield Point(Measure.NOTICE, came, notice)
        yield Point(Measure.ANNOUNCED, came, int(notice >= NOTICE.total_seconds()))


@dataclass(frozen=True)
class Purchase:
    """Of a label, that its carrier answered."""

    done_at: datetime
    was_refused: bool


def points_of_label(purchase: Purchase) -> Iterator[Point]:
    yield Point(Measure.LABEL_FAILED, purchase.done_at, int(purchase.was_refused))


@dataclass(frozen=True)
class Back:
    """A return that was closed. Money in minor units."""

    opened_at: datetime  # at the counter, not when it was announced
    closed_at: datetime
    units: int
    money: int
    currency: str
    was_let: bool  # somebody agreed to what a rule forbids
    is_exchange: bool


def points_of_return(back: Back) -> Iterator[Point]:
    at = back.closed_at
    yield Point(Measure.HANDLING, at, seconds(back.opened_at, at))
    yield Point(Measure.BACK, at, back.units, back.money, back.currency)
    yield Point(Measure.OVERRIDE, at, int(back.was_let))
    yield Point(Measure.EXCHANGE, at, int(back.is_exchange))


@dataclass(frozen=True)
class Recount:
    """Somebody counted what a picker couldn’t find."""

    accepted_at: datetime
    difference: int  # counted, less what the books said after the short


def points_of_count(recount: Recount) -> Iterator[Point]:
    """True where no more lay there than the short left on the books."""
    yield Point(Measure.SHORT_TRUE, recount.accepted_at, int(recount.difference <= 0))
