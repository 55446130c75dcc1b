"""Begin a walk, or join one; end it, and keep what it came to."""

from typing import Any

from associate.clock import now
from associate.core.acts.bags import note_missing
from associate.core.catalog.codes import Code, scan_key
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.bag_walks import BagWalk, WalkState, open_walks, places_of
from associate.core.fulfillment.contents import contents
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.places import staging_place
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.bag_walks.rules.findings import Found, found_on

Answer = dict[str, Any]


def begin(store: Store, place: str, *, intent: Intent, by: Actor) -> Answer:
    """A walk over one place, by its code, or with "" over all. Whoever begins the same one joins it.

    Answers {walk}. Raises Refused("no_places"), and what staging_place raises.
    """
    with atomic(store):
        if (done := answered(intent)) is not None:
            return done
        chosen = staging_place(store, Code(place, kind="LOC", value=place)) if scan_key(place) else None
        location_id = chosen.id if chosen else None
        walk = next((each for each in open_walks(store.id) if each.location_id == location_id), None)
        walk = walk or _new(store, location_id, by)
        if not places_of(walk):
            raise Refused("no_places", _("This store has no places for bags yet. A manager adds them."))
        return answer(intent, walk=walk.id)


def end(walk: BagWalk, *, intent: Intent, by: Actor) -> Answer:
    """What should stand where somebody walked and wasn’t seen is missing: a task for each. Keeps the result.

    Answers {missing}. Raises Refused("nothing_walked"), OutOfDate("walk_over").
    """
    with atomic(walk):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(walk)
        if not walk.walked:
            raise Refused("nothing_walked", _("Nobody has scanned a place yet. Scan one first."))
        found = found_on(walk)
        for bag in found.missing:
            look_for(bag, by=by)
        walk.state, walk.closed_at, walk.closed_by = WalkState.DONE, now(), by.ref
        walk.result = _came_to(found)
        record("bag_walk.done", about=walk, by=by, **{k: n for k, n in walk.result.items() if k != "bags"})
        return answer(intent, missing=len(found.missing))


def look_for(bag: Bag, *, by: Actor) -> None:
    """Inside atomic(): it isn’t where it should be, so somebody looks for it. Its task is opened once."""
    if task_of(TaskKind.BAG_MISSING, str(bag.id)):
        return
    record("bag.missing", about=bag, by=by, how="walk")
    note_missing(bag, contents(bag) or {}, is_held=False, by=by)


def must_be_open(walk: BagWalk) -> None:
    if walk.state != WalkState.OPEN:
        raise OutOfDate("walk_over", _("This walk is over. Begin another one."))


def _new(store: Store, location_id: int | None, by: Actor) -> BagWalk:
    walk = BagWalk(store_id=store.id, location_id=location_id, created_by=by.ref, walked=[], result={})
    db.session.add(walk)
    db.session.flush()
    record("bag_walk.begun", about=walk, by=by)
    return walk


def _came_to(found: Found) -> Answer:
    """`bags`: the ids of those that were missing, which no sighting tells of."""
    return {
        "waiting": found.waiting,
        "right": len(found.right),
        "found": len(found.wrong) + len(found.missing),
        "fixed": sum(each.fix is not None for each in found.wrong) + len(found.missing),
        "places": found.places_walked,
        "of": len(found.places),
        "bags": [bag.id for bag in found.missing],
    }
