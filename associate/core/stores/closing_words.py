"""What stops a store, in words: for the people on the floor, and why its door is closed."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from babel.dates import format_date

from associate.clock import now
from associate.core.events.closing_words import closed_words, paused_words
from associate.core.stores.closing import COLLECTABLE, lasting, shut_until
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.errors import Refused
from associate.words import _, language, later

WHAT = {
    "pickup": later("Pickups"),
    "ship": later("Parcels"),
    "all": later("All new orders"),
    "closed": later("Everything: close the store"),
}


class Stop(NamedTuple):
    """One thing that stands still now."""

    what: str  # a word of closing.UNTIL
    title: str
    sentence: str


def stops_of(store: Store) -> Iterator[Stop]:
    """What the people here need to know while it lasts, the closing first."""
    for what, until in lasting(store):
        at = wall(store, until)
        if what == "closed":
            yield Stop(what, closed_words(store.closed_why, at), _at_the_door(store.closed_why))
        else:
            yield Stop(what, paused_words(what, at), _("Ready orders can still be picked up."))


def wall(store: Store, at: datetime) -> str:
    """The time on the store's wall, with the date where it isn't today's."""
    there = at.astimezone(store.timezone)
    is_today = local_day(store, at) == local_day(store, now())
    day = "" if is_today else format_date(there, "EEE d MMM ", locale=language())
    return f"{day}{there:%H:%M}"


def must_let_people_in(store: Store) -> None:
    """Raises Refused("closed") while customers stand before a closed door, against its hours."""
    if until := shut_until(store, now()):
        at = wall(store, until)
        raise Refused(
            "closed",
            _(
                "%(why)s. Nothing is handed over before %(at)s. A manager can open the store again.",
                why=closed_words(store.closed_why, at),
                at=at,
            ),
        )


def _at_the_door(why: str) -> str:
    if why == COLLECTABLE:
        return str(_("Ready orders can still be picked up."))
    return str(_("Customers are asked to come after that. Their orders wait."))
