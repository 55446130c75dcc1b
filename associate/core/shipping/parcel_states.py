"""The life of a parcel. PARCEL_MOVES is the whole truth; nothing but parcel_moves.move assigns `state`."""

from enum import StrEnum

from associate.words import _


class ParcelState(StrEnum):
    OPEN = "open"  # things are scanned into it
    CLOSED = "closed"  # in its box, weighed, without a label
    LABELED = "labeled"  # with a label, or a tracking number written down by hand
    MANIFESTED = "manifested"  # on a closed manifest: it waits for its driver
    SHIPPED = "shipped"  # the carrier has it
    DELIVERED = "delivered"
    CANCELED = "canceled"

    @property
    def words(self) -> str:
        return str(_WORDS[self]())


# Labelled and shipped at once: the carrier’s own scan says so, whatever our manifest does.
PARCEL_MOVES: dict[ParcelState, frozenset[ParcelState]] = {
    ParcelState.OPEN: frozenset({ParcelState.CLOSED, ParcelState.CANCELED}),
    ParcelState.CLOSED: frozenset({ParcelState.OPEN, ParcelState.LABELED, ParcelState.CANCELED}),
    ParcelState.LABELED: frozenset(
        {ParcelState.CLOSED, ParcelState.MANIFESTED, ParcelState.SHIPPED, ParcelState.CANCELED}
    ),
    ParcelState.MANIFESTED: frozenset({ParcelState.SHIPPED, ParcelState.CANCELED}),
    ParcelState.SHIPPED: frozenset({ParcelState.DELIVERED}),
}

HERE = (ParcelState.OPEN, ParcelState.CLOSED, ParcelState.LABELED, ParcelState.MANIFESTED)
"""Still in the store, and for somebody."""
AT_HAND = (ParcelState.OPEN, ParcelState.CLOSED, ParcelState.LABELED)
"""What may still be changed: no manifest names it."""
GONE = (ParcelState.SHIPPED, ParcelState.DELIVERED)

_WORDS = {
    ParcelState.OPEN: lambda: _("being packed"),
    ParcelState.CLOSED: lambda: _("closed, without a label"),
    ParcelState.LABELED: lambda: _("labeled"),
    ParcelState.MANIFESTED: lambda: _("waiting for the carrier"),
    ParcelState.SHIPPED: lambda: _("on its way"),
    ParcelState.DELIVERED: lambda: _("delivered"),
    ParcelState.CANCELED: lambda: _("canceled"),
}
