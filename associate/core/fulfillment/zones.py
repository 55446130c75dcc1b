"""Which of an order’s things are found in one zone of the store, and when.

What lies in no zone is everybody’s, found once no other zone has dry goods of the order; cold goods come
last. A zone that was renamed is found under its new name at once: nothing keeps the old one.
"""

from collections import Counter
from collections.abc import Sequence

from associate.core.fulfillment.walk import Stop
from associate.core.stores.zones import zone_of
from associate.words import _, ngettext


def zone_at(stop: Stop) -> str:
    """Empty: everybody’s."""
    return zone_of(stop.level.location if stop.level else None)


def due_in(zone: str, stops: Sequence[Stop]) -> list[Stop]:
    """Of one order’s: what somebody who stays in this zone finds for it now."""
    left = [stop for stop in stops if stop.line.left]
    elsewhere = min((_turn(stop) for stop in left if zone_at(stop) not in ("", zone)), default=None)
    here = (stop for stop in left if zone_at(stop) in ("", zone))
    return [stop for stop in here if elsewhere is None or _turn(stop) <= elsewhere]


def waits_for(stops: Sequence[Stop]) -> list[tuple[str, int]]:
    """(zone, units), the zone to go to first before the others; "" for everybody’s."""
    units: Counter[str] = Counter()
    for stop in sorted((stop for stop in stops if stop.line.left), key=_turn):
        units[zone_at(stop)] += stop.line.left
    return list(units.items())


def waits_words(stops: Sequence[Stop]) -> str:
    """ "Shoes still has 2 things for it. Then Cellar."."""
    waits = waits_for(stops)
    if not waits:
        return ""
    (zone, units), others = waits[0], [name for name, _n in waits[1:] if name]
    if not zone:
        return str(ngettext("%(num)d thing is still to find.", "%(num)d things are still to find.", units))
    words = ngettext(
        "%(zone)s still has %(num)d thing for it.",
        "%(zone)s still has %(num)d things for it.",
        units,
        zone=zone,
    )
    then = _("Then %(zones)s.", zones=", ".join(others)) if others else ""
    return f"{words} {then}".strip()


def _turn(stop: Stop) -> tuple[bool, bool]:
    is_cold, _sequence, _line = stop.rank
    return is_cold, not zone_at(stop)
