"""A walk as people see it: where they stand, what should stand there, and what is wrong with the rest."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.fulfillment.bag_walks import (
    BagSighting,
    BagWalk,
    Fix,
    WalkState,
    What,
    open_walks,
)
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.trail import Seen, last_seen
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Location, LocationKind, Store
from associate.core.stores.names import first_name, first_names
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.words import _
from associate.workflows.bag_walks.rules.findings import Found, found_on
from associate.workflows.bag_walks.rules.fixes import offered

LATEST = 10  # finished walks on the page


@dataclass(frozen=True)
class Row:
    walk: BagWalk
    who: str

    @property
    def name(self) -> str:
        return self.walk.location.label if self.walk.location else _("All places")

    @property
    def share(self) -> int | None:
        """Bags where they should be, in percent; None where none were looked for."""
        waiting = self.walk.result.get("waiting")
        return round(100 * self.walk.result["right"] / waiting) if waiting else None


@dataclass(frozen=True)
class Overview:
    open: list[Row]
    done: list[Row]
    places: list[tuple[Location, int]]  # with how many bags are there by the books


@dataclass(frozen=True)
class Stop:
    """One place of the walk."""

    place: Location
    bags: int
    seen: int
    is_walked: bool


@dataclass(frozen=True)
class Finding:
    """A bag that isn’t as it should be, and what one tap does about it."""

    seen: BagSighting
    why: str
    fixes: tuple[Fix, ...]

    @property
    def job(self) -> str:
        """The number of the order whose bag has no place yet: it is placed there."""
        bag = self.seen.bag
        unplaced = self.seen.what == What.MISPLACED and bag and bag.location_id is None and not self.seen.fix
        return bag.fulfillment.number if bag and unplaced else ""


@dataclass(frozen=True)
class Lost:
    """A bag that nobody saw where it should stand."""

    bag: Bag
    seen: Seen | None
    task: Task | None


@dataclass(frozen=True)
class View:
    walk: BagWalk
    here: Location | None  # where this person stands
    found: Found
    stops: list[Stop]
    findings: list[Finding]
    missing: list[Lost]

    @property
    def name(self) -> str:
        return self.walk.location.label if self.walk.location else _("All places")

    @property
    def to_see(self) -> list[Bag]:
        """What should stand here and nobody has seen yet."""
        return [bag for bag in self.found.unseen if self.here and bag.location_id == self.here.id]

    @property
    def seen_here(self) -> list[BagSighting]:
        return [each for each in self.found.sightings if self.here and each.location_id == self.here.id]

    @property
    def done(self) -> int:
        return len(self.found.expected) - len(self.found.unseen)

    @property
    def to_walk(self) -> int:
        return len(self.found.places) - self.found.places_walked


def overview(store: Store) -> Overview:
    working = open_walks(store.id)
    over = sa.select(BagWalk).filter_by(store_id=store.id, state=WalkState.DONE)
    done = list(db.session.scalars(over.order_by(BagWalk.id.desc()).limit(LATEST)))
    names = first_names([walk.closed_by or walk.created_by for walk in working + done])
    rows = [Row(walk, names.get(walk.closed_by or walk.created_by, "")) for walk in working + done]
    return Overview(rows[: len(working)], rows[len(working) :], _places(store))


def view(walk: BagWalk, at: str = "") -> View:
    """`at`: the code of the place where whoever looks stands."""
    found = found_on(walk)
    here = walk.location or next((place for place in found.places if place.code == at), None)
    return View(walk, here, found, _stops(found), _findings(found), _lost(_missing(walk, found)))


def _missing(walk: BagWalk, found: Found) -> list[Bag]:
    """Of a walk that is over: what was missing then, whatever became of it since."""
    if walk.state == WalkState.OPEN:
        return found.missing
    return list(db.session.scalars(sa.select(Bag).where(Bag.id.in_(walk.result.get("bags", [])))))


def _lost(bags: list[Bag]) -> list[Lost]:
    find = sa.select(Task).where(Task.key.in_([f"{TaskKind.BAG_MISSING.value}:{bag.id}" for bag in bags]))
    tasks = {task.facts.get("bag"): task for task in db.session.scalars(find.order_by(Task.id))}
    return [Lost(bag, last_seen(bag), tasks.get(bag.id)) for bag in bags]


def _stops(found: Found) -> list[Stop]:
    unseen = Counter(bag.location_id for bag in found.unseen)
    seen = Counter(each.location_id for each in found.sightings)
    return [Stop(p, unseen[p.id] + seen[p.id], seen[p.id], p.id in found.walked) for p in found.places]


def _findings(found: Found) -> list[Finding]:
    return [Finding(each, _why(each), offered(each)) for each in found.wrong]


def _why(seen: BagSighting) -> str:
    bag = seen.bag
    if bag is None:
        return _("Nobody knows this tag here.")
    job = bag.fulfillment
    if seen.what == What.MISPLACED:
        place = bag.location.label if bag.location else ""
        facts = {"number": job.number, "place": place}
        return (
            _("%(number)s. It belongs on %(place)s.", **facts)
            if place
            else _("%(number)s has no place yet.", **facts)
        )
    if seen.what == What.EXPIRED:
        return _("%(number)s: nobody came for it in time.", number=job.number)
    at = wall_time(job.store, job.state_since)
    return _("%(number)s is %(state)s since %(at)s.", number=job.number, state=job.state.words, at=at)


def fixed_words(how: Fix, place: str) -> str:
    return {
        Fix.MOVED: lambda: _("It stays on %(place)s.", place=place),
        Fix.CARRIED: lambda: _("It’s back where it belongs."),
        Fix.PUT_BACK: lambda: _("On its way to the shelf."),
        Fix.FREED: lambda: _("The tag is free."),
    }[how]()


def closed_by(walk: BagWalk) -> str:
    return first_name(walk.closed_by or "") or _("Somebody")


def _places(store: Store) -> list[tuple[Location, int]]:
    held = sa.select(Bag.location_id, sa.func.count()).where(Bag.store_id == store.id, Bag.gone_at.is_(None))
    bags = dict(db.session.execute(held.group_by(Bag.location_id)).all())
    find = sa.select(Location).filter_by(store_id=store.id, kind=LocationKind.STAGING, is_active=True)
    places = db.session.scalars(find.order_by(Location.sequence, Location.code))
    return [(place, bags.get(place.id, 0)) for place in places]
