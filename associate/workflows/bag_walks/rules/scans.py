"""Scan a place, then every bag that stands there. The same bag again is the same sighting."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import bags
from associate.core.catalog.codes import Code, read_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.bag_walks import BagSighting, BagWalk, Fix, What, bag_with_tag
from associate.core.fulfillment.bags import TAG, looks_like_a_tag
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.places import staging_place
from associate.core.stores.models import Location, Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _
from associate.workflows.bag_walks.rules.findings import judge
from associate.workflows.bag_walks.rules.walks import must_be_open

Said = dict[str, str]
"""What a scan answers: kind, word and what for the flash; `at`, the place that the next bag stands on."""


def scan(walk: BagWalk, raw: str, at: str, *, intent: Intent, by: Actor) -> Said:
    """Somebody stands before this place, or sees this bag on the place with the code `at`.

    A bare code is first a bag that is here, then a place, then any tag. Raises Refused("scan_place_first",
    "unknown_code", "other_place"), what staging_place and read_code raise, OutOfDate("walk_over").
    """
    code, store = read_code(raw), db.session.get_one(Store, walk.store_id)
    bag = None if code.kind == "LOC" else bag_with_tag(store.id, code.key)
    task = task_of(TaskKind.BAG_MISSING, str(bag.id)) if bag else None
    with atomic(*_around(bag, task), walk):
        if (done := answered(intent)) is not None:
            return done
        must_be_open(walk)
        place = None if (bag and bag.gone_at is None) or code.kind == "BAG" else staging_place(store, code)
        if place is not None:
            return answer(intent, **_stand_before(walk, place))
        if not looks_like_a_tag(code) or not TAG.fullmatch(code.key):
            raise Refused("unknown_code", _("That’s no bag tag and no place. Scan the tag on the bag."))
        _must_be_same(bag, store, code)
        return answer(intent, **_see(walk, code.key, bag, task, _standing_at(walk, store, at), by))


def _around(bag: Bag | None, task: Task | None) -> list[object]:
    """In the one order of locks; the walk comes last."""
    if bag is None:
        return []
    return [bag.fulfillment.order, bag.fulfillment, *([task] if task else [])]


def _must_be_same(bag: Bag | None, store: Store, code: Code) -> None:
    if bag_with_tag(store.id, code.key) is not bag:
        raise OutOfDate("tag_changed", _("Somebody used that tag just now. Scan it again."))


def _stand_before(walk: BagWalk, place: Location) -> Said:
    if walk.location_id not in (None, place.id):
        only = walk.location.label if walk.location else ""
        raise Refused("other_place", _("This walk is for %(place)s only. Begin another one.", place=only))
    if place.id not in walk.walked:
        walk.walked = [*walk.walked, place.id]
    return {
        "kind": "ok",
        "word": place.label,
        "what": _("Scan every bag that stands here."),
        "at": place.code,
    }


def _standing_at(walk: BagWalk, store: Store, at: str) -> Location:
    find = sa.select(Location).filter_by(store_id=store.id, code=at)
    place = walk.location or db.session.scalar(find)
    if place is None:
        raise Refused("scan_place_first", _("Scan the place first, then the bags that stand there."))
    if place.id not in walk.walked:
        walk.walked = [*walk.walked, place.id]
    return place


def _see(walk: BagWalk, tag: str, bag: Bag | None, task: Task | None, place: Location, by: Actor) -> Said:
    what = judge(bag, place)
    if bag is not None:
        record("bag.seen", about=bag, by=by, tag=tag, place=place.code, walk=walk.id)
    seen = next((each for each in walk.sightings if each.tag == tag), None)
    if seen is None:
        seen = BagSighting(walk_id=walk.id, tag=tag, bag_id=bag.id if bag else None, what=what)
        walk.sightings.append(seen)
    elif seen.what == What.MISPLACED and what == What.RIGHT and seen.fix is None:
        seen.fix = Fix.CARRIED  # seen on the wrong place first, and now where it belongs
    elif seen.fix is None:
        seen.what = what
    seen.location, seen.location_id, seen.at, seen.by = place, place.id, now(), by.ref
    db.session.flush()
    if task is not None:
        is_held = bool(task.facts.get("held"))
        bags.found(task, by=by)
        return {**_said(seen, what, bag, place), **_turned_up(tag, is_held)}
    return _said(seen, what, bag, place)


def _turned_up(tag: str, is_held: bool) -> Said:
    what = _("No order waits for it any more: it goes back to the shelf.") if is_held else ""
    return {"kind": "note" if is_held else "ok", "word": _("%(tag)s turned up", tag=tag), "what": what}


def _said(seen: BagSighting, what: What, bag: Bag | None, place: Location) -> Said:
    if what == What.RIGHT:
        return {"kind": "ok", "word": _("%(tag)s is right here", tag=seen.tag), "what": "", "at": place.code}
    words = {
        What.MISPLACED: lambda: _belongs(bag),
        What.EXPIRED: lambda: _("Nobody came for it in time. It goes back to the shelf."),
        What.GHOST: lambda: _("Its order is over.") if bag else _("Nobody knows this tag."),
    }[what]()
    return {
        "kind": "note",
        "word": _("%(tag)s shouldn’t be here", tag=seen.tag),
        "what": words,
        "at": place.code,
    }


def _belongs(bag: Bag | None) -> str:
    if bag is None or bag.location is None:
        return _("It has no place yet.")
    return _("It belongs on %(place)s.", place=bag.location.label)
