"""The places of a store as pages."""

from typing import Any

import sqlalchemy as sa

from associate.core.catalog.codes import scan_key
from associate.core.events.setting_words import OPTIONS
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Location, LocationKind, Store
from associate.core.stores.settings import last_change, stamp
from associate.core.stores.zones import zones_of
from associate.db import db
from associate.errors import Refused
from associate.words import _, later, ngettext
from associate.workflows.settings.forms.draft import Draft, is_agreed, opened
from associate.workflows.settings.forms.places import KINDS, TEMPERATURES, Row, read_path, read_place
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.places import (
    SECTION,
    must_do_without,
    path_state,
    place_here,
    places_of,
    said_zone,
    state_of,
    tags_on,
    zone_words,
)
from associate.workflows.settings.screens.drafting import draft_of

GROUPS = {
    LocationKind.SHELF: later("Shelves, in walking order"),
    LocationKind.STAGING: later("Places for bags"),
    LocationKind.PUT_BACK: later("Put-back places"),
    LocationKind.BAY: later("Bays for cars"),
}


def overview(store: Store) -> dict[str, Any]:
    places = places_of(store)
    groups = [(words, [place for place in places if place.kind == kind]) for kind, words in GROUPS.items()]
    return {"groups": groups, "last": last_change(store, SECTION), "words": OPTIONS}


def open_new(store: Store) -> Draft:
    first = {"kind": "shelf", "temperature": "ambient", "is_active": True}
    return opened(first, stamp(path_state(places_of(store))), None)


def draft_new(store: Store, form: Any) -> Draft:
    reader, places = Reader(form), places_of(store)
    taken = {} if is_agreed(form) else {place.scan_key: place.code for place in places}  # sent twice is once
    values = read_place(reader, taken)
    return draft_of(
        reader,
        values,
        about=store,
        section=SECTION,
        before=path_state(places),
        after=lambda: {**path_state(places), **{key: value for key, value in values.items() if value}},
        effects=lambda: [_("It stands at the end of the way. Print its code and stick it there.")],
    )


def open_place(store: Store, key: str) -> Draft:
    state = state_of(place := place_here(store, key))
    return opened(state, stamp(state), last_change(store, SECTION, place.code))


def draft_place(store: Store, key: str, form: Any) -> Draft:
    place, reader = place_here(store, key), Reader(form)
    others = {other.scan_key: other.code for other in places_of(store) if other is not place}
    values = read_place(reader, others)
    _look_for_bags(reader, place, values)
    return draft_of(
        reader,
        values,
        about=store,
        section=SECTION,
        thing=place.code,
        before=state_of(place),
        after=lambda: values,
        effects=lambda: _effects(place, values),
    )


def open_path(store: Store) -> Draft:
    places = places_of(store)
    codes = "\n".join(_line(place) for place in places if place.kind == LocationKind.SHELF)
    known = {"kind": "shelf", "temperature": "ambient", "codes": codes}
    return opened(known, stamp(path_state(places)), last_change(store, SECTION))


def draft_path(store: Store, form: Any) -> Draft:
    reader, places = Reader(form), places_of(store)
    values = read_path(reader)
    before = path_state(places)
    draft = draft_of(
        reader,
        values,
        about=store,
        section=SECTION,
        before=before,
        after=lambda: {
            "walk": _walk(values["rows"], places),
            "zones": _zones(values["rows"], values["kind"], places),
        },
        effects=lambda: _path_effects(values["rows"], places),
    )
    short = {key: [_shortly(pair[0]), _shortly(pair[1])] for key, pair in draft.changes.items()}
    return Draft(**{**vars(draft), "changes": short})


def options(store: Store) -> dict[str, Any]:
    """For the forms; `zones`: those there are."""
    return {
        "zones": zones_of(store.id),
        "kinds": [(kind, OPTIONS[kind]) for kind in KINDS],
        "temperatures": [(temperature, OPTIONS[temperature]) for temperature in TEMPERATURES],
    }


def _look_for_bags(reader: Reader, place: Location, values: dict[str, Any]) -> None:
    try:
        must_do_without(place, values)
    except Refused as refusal:
        field = "is_active" if values["kind"] == place.kind.value else "kind"
        reader.wrong(field, refusal.message)


def _effects(place: Location, values: dict[str, Any]) -> list[str]:
    words = []
    if scan_key(values["code"]) != place.scan_key:
        words.append(_("The old code stops working now. Print the new one."))
    if place.is_active and not values["is_active"]:
        words.append(_("Nobody is sent there any more."))
        if n := _products(place):
            words.append(
                ngettext(
                    "%(num)d product has its place there.", "%(num)d products have their place there.", n
                )
            )
    if place.zone and values["shelf_zone"] != place.zone:
        words.append(_("What waits for %(zone)s is found under its new zone at once.", zone=place.zone))
    if values["capacity"] and (n := len(tags_on(place))) > values["capacity"]:
        words.append(_("%(n)d bags stand there now.", n=n))
    return words


def _products(place: Location) -> int:
    find = sa.select(sa.func.count()).where(StockLevel.location_id == place.id)
    return db.session.scalar(find) or 0


def _line(place: Location) -> str:
    """As it may be typed. A comma parts here, and neither a code’s key nor a known place’s name needs it."""
    code, name = (text.replace(",", " ") for text in (place.code, place.name))
    return f"{code}, {name}, {place.zone}" if place.zone else code


def _walk(rows: list[Row], places: list[Location]) -> list[str]:
    """The codes in their new order: known places keep the way their code is written."""
    known = {place.scan_key: place.code for place in places}
    listed = {scan_key(row.code): known.get(scan_key(row.code), row.code) for row in rows}
    return [*listed.values(), *(place.code for place in places if place.scan_key not in listed)]


def _zones(rows: list[Row], kind: str, places: list[Location]) -> list[str]:
    """In that order, who is in which zone then; new places are of this kind."""
    said, known = {scan_key(row.code): row.zone for row in rows}, {place.scan_key: place for place in places}
    found = []
    for code in _walk(rows, places):
        place = known.get(scan_key(code))
        was, of_kind = (place.zone, place.kind.value) if place else ("", kind)
        if zone := said_zone(was, said.get(scan_key(code), ""), of_kind):
            found.append(zone_words(code, zone))
    return found


def _path_effects(rows: list[Row], places: list[Location]) -> list[str]:
    known, listed = {place.scan_key for place in places}, {scan_key(row.code) for row in rows}
    words = []
    if new := len(listed - known):
        words.append(ngettext("%(num)d new place.", "%(num)d new places.", new))
    if moved := len(listed & known):
        words.append(
            ngettext(
                "%(num)d place takes its spot on the way.",
                "%(num)d places take their spot on the way.",
                moved,
            )
        )
    if rest := len(known - listed):
        words.append(
            ngettext(
                "%(num)d place isn’t listed and follows as it stood.",
                "%(num)d places aren’t listed and follow as they stood.",
                rest,
            )
        )
    return words


def _shortly(codes: list[str]) -> str:
    return " · ".join(codes[:6]) + (" …" if len(codes) > 6 else "")
