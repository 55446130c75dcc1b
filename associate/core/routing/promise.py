"""What we promise a customer: ready by when. The facts are read once; all the rest is arithmetic."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from associate.core.orders.incoming import Method
from associate.core.routing.workload import NOTHING, Load, is_limited, loads_of
from associate.core.stores.capacity import minutes_of
from associate.core.stores.closing import open_again_at
from associate.core.stores.hours import after_open_time, closing_of, local_day, open_spans
from associate.core.stores.models import Store

GOAL = timedelta(minutes=60)  # of open time, which a store sets itself; the promise leaves it room
AN_HOUR = timedelta(hours=1)
TRIES = 400  # hours and days that may be full, one after another


@dataclass(frozen=True)
class Promise:
    """How one store promises now, for one method. Asks the database nothing."""

    store: Store
    load: Load = NOTHING
    method: Method = Method.PICKUP

    @classmethod
    def of(cls, store: Store, method: Method = Method.PICKUP) -> "Promise":
        """With what the store has to do now, in one statement; in two where it has a limit."""
        return promises_of([store], method)[store.id]

    def ready_by(self, placed_at: datetime, *, ahead: int = 0) -> datetime:
        """The moment an order is promised for, in UTC; `ahead`: orders given to the store just before it."""
        if not is_limited(self.store):
            return self._soonest(placed_at, ahead)
        return self.several(placed_at, ahead + 1)[-1]

    def several(self, placed_at: datetime, n: int) -> list[datetime]:
        """A moment for each of n orders placed together, as if they were given one after another."""
        days, hours = Counter(map(self._day, self.load.promised)), Counter(map(_hour, self.load.promised))
        found = []
        for ahead in range(n):
            at = self._with_room(self._soonest(placed_at, ahead), days, hours)
            days[self._day(at)] += 1
            hours[_hour(at)] += 1
            found.append(at)
        return found

    def _soonest(self, placed_at: datetime, ahead: int) -> datetime:
        """The lead time or the work before it and its own, whichever takes longer."""
        start = _start(self.store, placed_at, self.method)
        work = (self.load.queued + ahead + 1) * minutes_of(self.store) / self.load.people
        return max(
            _after_lead(self.store, start),
            after_open_time(self.store, start, timedelta(minutes=math.ceil(work))),
        )

    def _with_room(self, at: datetime, days: Counter[date], hours: Counter[datetime]) -> datetime:
        """The moment itself, or the next hour or opening that isn't full."""
        for _attempt in range(TRIES):
            if _is_full(days[self._day(at)], self.store.orders_a_day):
                at = _after_lead(self.store, closing_of(self.store, self._day(at)))
            elif _is_full(hours[_hour(at)], self.store.orders_an_hour):
                at = _into_hours(self.store, _hour(at) + AN_HOUR)
            else:
                break
        return at

    def _day(self, at: datetime) -> date:
        return local_day(self.store, at)


def promises_of(stores: Sequence[Store], method: Method = Method.PICKUP) -> dict[int, Promise]:
    """Store id → how it promises now: as many statements for a hundred stores as for one."""
    loads = loads_of(stores)
    return {store.id: Promise(store, loads[store.id], method) for store in stores}


def ready_by(store: Store, placed_at: datetime, method: Method = Method.PICKUP) -> datetime:
    """The moment an order placed now is promised for, in UTC.

    It is the later one of two: the lead time, and the work queued here with its own, shared by the people
    at work; both run while the store is open. An order after the cut-off (an hour before close, by default)
    is work for the next opening; one before it is ready by close. What is paused or closed goes on first,
    and a full hour or day sends it to the next one.
    """
    return Promise.of(store, method).ready_by(placed_at)


def by_rule(store: Store, placed_at: datetime, method: Method = Method.PICKUP) -> datetime:
    """What hours, lead time and pauses alone promise, as if nothing else were to do. Reads nothing."""
    return _after_lead(store, _start(store, placed_at, method))


def goal_by(store: Store, placed_at: datetime, method: Method = Method.PICKUP) -> datetime:
    """When we want it ready ourselves, whatever was promised."""
    return after_open_time(store, _start(store, placed_at, method), GOAL)


def _start(store: Store, placed_at: datetime, method: Method) -> datetime:
    return (open_again_at(store, method, placed_at) or placed_at).astimezone(UTC)


def _after_lead(store: Store, start: datetime) -> datetime:
    """The lead time in open time. One that fits into a day is cut at close, which the cut-off leaves time
    for; a longer one goes on at the next opening."""
    lead, cutoff = timedelta(minutes=store.lead_minutes), timedelta(minutes=store.cutoff_minutes)
    for span in open_spans(store, start):
        opens, closes = span[0].astimezone(UTC), span[1].astimezone(UTC)
        if start > max(opens, closes - cutoff):
            continue  # after the cut-off
        begins = max(start, opens)
        return min(begins + lead, closes) if lead <= closes - opens else after_open_time(store, begins, lead)
    return start + lead


def _into_hours(store: Store, at: datetime) -> datetime:
    """`at` where the store is open then, else its lead time after the next opening."""
    for opens, closes in open_spans(store, at):
        is_within = opens.astimezone(UTC) <= at <= closes.astimezone(UTC)
        return at if is_within else _after_lead(store, opens.astimezone(UTC))
    return at


def _is_full(taken: int, most: int | None) -> bool:
    return bool(most) and taken >= (most or 0)


def _hour(at: datetime) -> datetime:
    """Sixty minutes of UTC: they count the same in a zone that is half an hour off, and last as long in
    a night when the clocks change."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
