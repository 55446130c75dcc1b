"""When a store takes no new work: a pause of all of it or of one method, or a closing against its hours."""

from collections.abc import Iterator
from datetime import datetime

from associate.clock import now
from associate.core.stores.models import Closing, Store

UNTIL = {
    "all": "paused_until",
    "pickup": "pickup_paused_until",
    "ship": "shipping_paused_until",
    "closed": "closed_until",
}
"""What stops, and the column that says until when."""

STOPS = {"pickup": ("all", "pickup", "closed"), "ship": ("all", "ship", "closed")}
"""By which of them a method stands still. A Method is one of these words."""

COLLECTABLE = Closing.STOCKTAKE  # people are in, and the racks aren't counted


def takes_work(store: Store, method: str, at: datetime) -> bool:
    """May this store be given an order by this method at that moment?"""
    return open_again_at(store, method, at) is None


def open_again_at(store: Store, method: str, at: datetime | None = None) -> datetime | None:
    """When work by this method goes on: the last of what stops it at `at` (now); None: nothing does."""
    moment = at or now()
    ends = (getattr(store, UNTIL[what]) for what in STOPS[method])
    return max((end for end in ends if end and end > moment), default=None)


def lasting(store: Store, at: datetime | None = None) -> Iterator[tuple[str, datetime]]:
    """(what, until) of all that stops something now, the closing first."""
    moment = at or now()
    for what in ("closed", "all", "pickup", "ship"):
        until = getattr(store, UNTIL[what])
        if until and until > moment:
            yield what, until


def is_closed(store: Store, at: datetime | None = None) -> bool:
    """Against its hours."""
    return store.closed_until is not None and store.closed_until > (at or now())


def shut_until(store: Store, at: datetime) -> datetime | None:
    """Until when its customers stand before a closed door, against its hours; None: they don't."""
    return store.closed_until if is_closed(store, at) and store.closed_why != COLLECTABLE else None
