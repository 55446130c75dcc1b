"""The list that goes along with a driver: which parcels, how many, and who took them."""

from dataclasses import dataclass
from datetime import date, datetime

from associate.documents.addresses import Address, country_name, lines
from associate.documents.codes import Barcode, barcode_of
from associate.documents.paper import PAGE_STYLES, Paper, print_pdf
from associate.documents.weights import weight_in_words


@dataclass(frozen=True)
class Row:
    """A parcel that should go; of its recipient the town is enough."""

    tracking_number: str
    order: str
    service: str
    town: str
    country: str
    weight_g: int
    is_gone: bool = False  # the driver took it

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.town, country_name(self.country)) if part)


@dataclass(frozen=True)
class Manifest:
    """One carrier account, store and ship date; times are the store’s own. Who took it, and when, once known;
    `signature`: strokes as SVG path data in a field of 640 × 200."""

    number: str
    carrier: str
    account: str
    store: Address
    ship_date: date
    closed_at: datetime
    closed_by: str
    rows: tuple[Row, ...]
    driver: str = ""
    signature: str = ""
    handed_off_at: datetime | None = None

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(None, self.number)

    @property
    def sent_from(self) -> tuple[str, ...]:
        return lines(self.store, home=self.store.country)

    @property
    def weight(self) -> str:
        return weight_in_words(sum(row.weight_g for row in self.rows), self.store.country)

    @property
    def taken(self) -> int:
        return sum(row.is_gone for row in self.rows)

    def weight_of(self, row: Row) -> str:
        return weight_in_words(row.weight_g, self.store.country)


def manifest(listed: Manifest, paper: Paper = Paper.A4) -> bytes:
    """The PDF."""
    return print_pdf("manifest.html", PAGE_STYLES, manifest=listed, paper=paper)
