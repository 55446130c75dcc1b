"""Points follow the journal: what it tells of is read anew, whole, and its points take the old ones’ place.

So it makes no difference in how many steps, how often or from where on that is done. The journal is read as
far as it is SETTLED: ids are given before they are committed, and one that shows late would be passed over.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.bulk import insert_all
from associate.clock import now
from associate.core.events.models import Beat
from associate.core.events.since import first_event_since
from associate.core.figures import other_sources, sources
from associate.core.figures.affected import affected, overdue, read_on
from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.core.figures.sources import Found, Source
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Visit
from associate.core.inventory.counts import Count
from associate.core.returns.models import Return
from associate.core.shipping.calls import CarrierCall
from associate.core.stores.models import Store
from associate.db import atomic, db, insert_into

MARK = "figures"
SETTLED = timedelta(minutes=1)  # longer than any transaction lasts
BITE = 400  # lines of the journal, or things, at once
SOURCES: dict[str, tuple[Source, Any, tuple[Measure, ...]]] = {
    "jobs": (
        sources.jobs,
        Fulfillment.id,
        (
            Measure.ASKED,
            Measure.READY,
            Measure.READY_WALL,
            Measure.ON_TIME,
            Measure.PICK,
            Measure.SHORT,
            Measure.FILL,
            Measure.DWELL,
            Measure.UNCOLLECTED,
            Measure.ADD_ON,
            Measure.OUT,
            Measure.CREDIT,
        ),
    ),
    "visits": (
        other_sources.visits,
        Visit.id,
        (Measure.CAR_WAIT, Measure.COUNTER_WAIT, Measure.NOTICE, Measure.ANNOUNCED),
    ),
    "labels": (other_sources.labels, CarrierCall.id, (Measure.LABEL_FAILED,)),
    "returns": (
        other_sources.returns,
        Return.id,
        (Measure.HANDLING, Measure.BACK, Measure.OVERRIDE, Measure.EXCHANGE),
    ),
    "counts": (other_sources.counts, Count.id, (Measure.SHORT_TRUE,)),
}
"""Noun → how its points are made, its id, and its measures. A test knows that each measure is in one."""


def catch_up(*, settled: timedelta = SETTLED, bites: int = 1_000_000) -> int:
    """Bring the points up to what the journal told `settled` ago. How many of its lines that were."""
    done = 0
    for _bite in range(bites):
        until = now() - settled
        event, since = _mark()
        rows = read_on(event, until, BITE)
        things = affected(rows)
        is_whole = len(rows) < BITE
        if is_whole:  # time passes only once everything that happened in it is known
            things["jobs"] |= overdue(since or until, until)
        written = [(name, ids, list(_made(name, ids, until))) for name, ids in things.items() if ids]
        reached = rows[-1].id if rows else event
        if written or rows or is_whole:
            _write(written, event, reached, until if is_whole else since)
        done += len(rows)
        if is_whole:
            break
    return done


def rebuild() -> int:
    """Make every point anew from rows and journal. How many points there are."""
    _go_to_the_end()
    for name, (_source, column, _measures) in SOURCES.items():
        for ids in _bites(column):
            _anew(name, ids)
    return db.session.scalar(sa.select(sa.func.count()).select_from(FigurePoint)) or 0


def _go_to_the_end() -> None:
    """All of it is read anyway: the way there needs no steps."""
    until = now() - SETTLED
    while not _write([], before := _mark()[0], max(before, first_event_since(until) - 1), until):
        pass


def kept_until() -> datetime | None:
    """Up to when everything is in the points; None where nothing is yet."""
    return _mark()[1]


def _anew(name: str, ids: list[int]) -> None:
    """Against what time and the worker have done meanwhile: where they went on, it is read once more."""
    while True:
        event, until = _mark()
        made = list(_made(name, ids, until or now()))
        if _write([(name, ids, made)], event, event, until):
            return


def _bites(column: Any) -> Iterator[list[int]]:
    last, find = 0, sa.select(column).order_by(column).limit(BITE)
    while ids := list(db.session.scalars(find.where(column > last))):
        yield ids
        last = ids[-1]


def _made(name: str, ids: Collection[int], as_of: datetime) -> Iterator[dict[str, Any]]:
    stores = {store.id: store for store in db.session.scalars(sa.select(Store))}
    for found in SOURCES[name][0](ids, stores, as_of):
        yield from _rows(found, stores[found.store_id])


def _rows(found: Found, store: Store) -> Iterator[dict[str, Any]]:
    for point in found.points:
        local = point.at.astimezone(store.timezone)
        yield {
            "thing_id": found.thing_id,
            "measure": point.measure,
            "detail": point.detail,
            "store_id": found.store_id,
            "day": local.date(),
            "hour": local.hour,
            "channel_id": found.channel_id,
            "method": found.method,
            "value": point.value,
            "of": point.of,
        }


Written = Sequence[tuple[str, Collection[int], list[dict[str, Any]]]]


def _write(written: Written, before: int, after: int, until: datetime | None) -> bool:
    """All of it or, where somebody else went on meanwhile, nothing: theirs is newer."""
    with atomic():
        _lock_mark()
        if _mark()[0] != before:
            return False
        for name, ids, rows in written:
            measures = SOURCES[name][2]
            old = sa.delete(FigurePoint).where(FigurePoint.thing_id.in_(sorted(ids)))
            db.session.execute(old.where(FigurePoint.measure.in_(measures)))
            insert_all(FigurePoint, rows)
        facts = {"event": after, "until": until and until.isoformat()}
        db.session.execute(sa.update(Beat).where(Beat.name == MARK).values(at=now(), facts=facts))
    return True


def _lock_mark() -> None:
    first = insert_into(Beat).values(name=MARK, at=now(), facts={"event": 0, "until": None})
    db.session.execute(first.on_conflict_do_nothing())
    db.session.execute(sa.select(Beat.name).where(Beat.name == MARK).with_for_update())


def _mark() -> tuple[int, datetime | None]:
    """The last line of the journal that is in the points, and the time up to which they know who is late."""
    facts = db.session.scalar(sa.select(Beat.facts).where(Beat.name == MARK)) or {}
    until = facts.get("until")
    return int(facts.get("event") or 0), datetime.fromisoformat(until) if until else None
