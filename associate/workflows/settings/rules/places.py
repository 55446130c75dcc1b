"""Shelves, racks, put-back places and bays: add, change, put in walking order."""

from typing import Any

import sqlalchemy as sa

from associate.core.catalog.codes import scan_key
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Bag
from associate.core.stores.models import Location, LocationKind, Store, Temperature
from associate.core.stores.settings import Snapshot, changing, differences, keep_change, must_be_current
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.settings.forms.places import Row
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "places"
STEP = 10  # between two neighbors of the walking order
FIELDS = ("code", "name", "kind", "temperature", "capacity", "is_active")
NO_ZONE = "-"  # typed in a walking order: the place is in no zone any more


def places_of(store: Store) -> list[Location]:
    """Every place of the store in walking order."""
    find = sa.select(Location).where(Location.store_id == store.id)
    return list(db.session.scalars(find.order_by(Location.sequence, Location.id)))


def place_here(store: Store, key: str) -> Location:
    """The store's place with this scan key. Raises Missing, also when it is another store's."""
    found = db.session.scalar(sa.select(Location).filter_by(store_id=store.id, scan_key=key))
    if found is None:
        raise Missing("no_place", _("There’s no place %(code)s in this store.", code=key[:20]))
    return found


def state_of(place: Location) -> Snapshot:
    state = {field: getattr(value := getattr(place, field), "value", value) for field in FIELDS}
    return {**state, "shelf_zone": place.zone}


def path_state(places: list[Location]) -> Snapshot:
    """The walking order and who is in which zone, as the journal keeps it."""
    zones = [zone_words(place.code, place.zone) for place in places if place.zone]
    return {"walk": [place.code for place in places], "zones": zones}


def zone_words(code: str, zone: str) -> str:
    return f"{code}: {zone}"


def tags_on(place: Location) -> list[str]:
    """Bags that stand there now."""
    find = sa.select(Bag.tag).where(Bag.location_id == place.id, Bag.gone_at.is_(None))
    return list(db.session.scalars(find.order_by(Bag.tag)))


def must_do_without(place: Location, values: dict[str, Any]) -> None:
    """Bags keep a place in use, and some rack must stay. Raises Refused: bags_there, last_rack."""
    stays = values["is_active"] and values["kind"] == place.kind.value
    if stays:
        return
    if tags := tags_on(place):
        named = ", ".join(tags[:6])
        raise Refused("bags_there", _("Bags stand there: %(tags)s. Move them first.", tags=named))
    if place.kind == LocationKind.STAGING and place.is_active and not _other_racks(place):
        raise Refused("last_rack", _("It’s the last place for bags. Add another one first."))


def add(store: Store, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """A new place at the end of the way. Raises OutOfDate("changed_since"), Refused("code_taken")."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        places = places_of(store)
        must_be_current(store, SECTION, seen, path_state(places))
        _must_be_free(places, values["code"])
        place = Location(store_id=store.id, sequence=_last(places) + STEP)
        _put(place, values)
        db.session.add(place)
        keep_change(store, SECTION, differences({}, state_of(place)), by=by, thing=place.code)
        return answer(intent, **saved())


def change(
    place: Location, store: Store, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor
) -> Said:
    """Raises OutOfDate("changed_since"), Refused: code_taken, bags_there, last_rack.

    The place is locked as well: a bag that is being put there is there, or is refused.
    """
    with changing(store), atomic(place):
        if (done := answered(intent)) is not None:
            return done
        before, thing = state_of(place), place.code
        must_be_current(store, SECTION, seen, before, thing)
        _must_be_free([other for other in places_of(store) if other is not place], values["code"])
        must_do_without(place, values)
        _put(place, values)
        keep_change(store, SECTION, differences(before, state_of(place)), by=by, thing=thing)
        return answer(intent, **saved())


def step(place: Location, store: Store, direction: int, *, intent: Intent, by: Actor) -> Said:
    """One place up (-1) or down (1) among those of its kind."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        places = places_of(store)
        alike = [other for other in places if other.kind == place.kind]
        at = alike.index(place)
        if not 0 <= at + direction < len(alike):
            raise OutOfDate("at_the_end", _("%(code)s is at the end of the way already.", code=place.code))
        before = [other.code for other in alike]
        alike[at], alike[at + direction] = alike[at + direction], alike[at]
        _number(_merged(places, alike))
        changes = {"walk": [before.index(place.code) + 1, at + direction + 1]}
        keep_change(store, SECTION, changes, by=by, thing=place.code)
        return answer(
            intent,
            kind="ok",
            word=_("Moved"),
            what=_("%(code)s is number %(n)d now.", code=place.code, n=at + direction + 1),
        )


def lay_path(store: Store, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """The listed places in this order, new ones made, in the zone that is said; what isn't listed follows as
    it stood."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        places = places_of(store)
        before = path_state(places)
        must_be_current(store, SECTION, seen, before)
        known = {place.scan_key: place for place in places}
        listed = [known.get(scan_key(row.code)) or _new(store, row, values) for row in values["rows"]]
        db.session.add_all(listed)
        for place, row in zip(listed, values["rows"], strict=True):
            place.zone = said_zone(place.zone, row.zone, place.kind)
        _number([*listed, *(place for place in places if place not in listed)])
        after = path_state(
            sorted([*listed, *(p for p in places if p not in listed)], key=lambda p: p.sequence)
        )
        keep_change(store, SECTION, differences(before, after), by=by)
        return answer(intent, **saved())


def said_zone(zone: str, said: str, kind: str) -> str:
    """The zone of a place after a line that says this of it: only shelves are in one."""
    if kind != LocationKind.SHELF or said == NO_ZONE:
        return ""
    return said or zone


def _new(store: Store, row: Row, values: dict[str, Any]) -> Location:
    place = Location(store_id=store.id)
    told = {"code": row.code, "name": row.name, "capacity": None, "is_active": True, "shelf_zone": ""}
    _put(place, {**values, **told})
    return place


def _put(place: Location, values: dict[str, Any]) -> None:
    place.code, place.scan_key, place.name = values["code"], scan_key(values["code"]), values["name"]
    place.kind, place.temperature = LocationKind(values["kind"]), Temperature(values["temperature"])
    place.capacity, place.is_active = values["capacity"], values["is_active"]
    place.zone = said_zone("", values["shelf_zone"], place.kind)


def _must_be_free(others: list[Location], code: str) -> None:
    if any(other.scan_key == scan_key(code) for other in others):
        raise Refused("code_taken", _("%(code)s is there already.", code=code))


def _merged(places: list[Location], alike: list[Location]) -> list[Location]:
    """The whole way with those of one kind in their new order, on the spots that kind had."""
    rest = iter(alike)
    return [next(rest) if place.kind == alike[0].kind else place for place in places]


def _number(places: list[Location]) -> None:
    for number, place in enumerate(places, 1):
        place.sequence = STEP * number


def _last(places: list[Location]) -> int:
    return max((place.sequence for place in places), default=0)


def _other_racks(place: Location) -> bool:
    find = sa.select(Location.id).where(
        Location.store_id == place.store_id,
        Location.kind == LocationKind.STAGING,
        Location.is_active,
        Location.id != place.id,
    )
    return db.session.scalar(find.limit(1)) is not None
