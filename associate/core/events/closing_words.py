"""A pause or a closing in one short sentence: in the journal, and while it lasts."""

from collections.abc import Callable

from associate.words import _

CLOSED: dict[str, Callable[[str], str]] = {
    "weather": lambda at: _("Closed until %(at)s because of the weather", at=at),
    "evacuation": lambda at: _("Closed until %(at)s: everybody leaves the building", at=at),
    "stocktake": lambda at: _("Closed until %(at)s for a stocktake", at=at),
}
PAUSED: dict[str, Callable[[str], str]] = {
    "all": lambda at: _("New orders paused until %(at)s", at=at),
    "ship": lambda at: _("Parcels paused until %(at)s", at=at),
}


def closed_words(why: str, at: str) -> str:
    """`why`: a reason of the store's Closing; any other says nothing about itself."""
    return CLOSED[why](at) if why in CLOSED else _("Closed until %(at)s", at=at)


def paused_words(what: str, at: str) -> str:
    """`what`: "all", "pickup" or "ship"; older rows of the journal say nothing and meant pickups."""
    return PAUSED[what](at) if what in PAUSED else _("Pickups paused until %(at)s", at=at)
