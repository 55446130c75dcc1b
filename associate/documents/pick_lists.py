"""The list of a wave: what to take where, and into which tote."""

from dataclasses import dataclass
from datetime import datetime

from associate.documents.codes import Barcode, barcode_of
from associate.documents.paper import PAGE_STYLES, Paper, print_pdf


@dataclass(frozen=True)
class Tote:
    """One order’s, known in the wave by its letter."""

    letter: str
    order: str
    name: str
    units: int
    tag: str = ""  # "7K4", once one is hung on it


@dataclass(frozen=True)
class Share:
    """How many of what lies at a stop go into a tote."""

    letter: str
    quantity: int


@dataclass(frozen=True)
class Stop:
    """One thing at one place. `gtin` is a GTIN-14 or None."""

    place: str
    name: str
    traits: str
    sku: str
    gtin: str | None
    shares: tuple[Share, ...]
    is_cold: bool = False

    @property
    def quantity(self) -> int:
        return sum(share.quantity for share in self.shares)

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(self.gtin, self.sku)


@dataclass(frozen=True)
class PickList:
    """`stops` in walking order; `made_at` in the store’s own time."""

    wave: str
    store: str
    made_at: datetime
    picker: str
    totes: tuple[Tote, ...]
    stops: tuple[Stop, ...]

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(None, self.wave)

    @property
    def units(self) -> int:
        return sum(stop.quantity for stop in self.stops)


def pick_list(wave: PickList, paper: Paper = Paper.A4) -> bytes:
    """The PDF."""
    return print_pdf("pick_list.html", PAGE_STYLES, wave=wave, paper=paper)
