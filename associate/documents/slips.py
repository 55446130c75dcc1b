"""What lies in the parcel: the packing slip, the gift slip, and the slip to send something back with."""

from dataclasses import dataclass, replace
from datetime import date

from babel.numbers import format_currency

from associate.documents.addresses import Address, lines
from associate.documents.codes import Barcode, barcode_of
from associate.documents.labels import LABEL_STYLES, ShippingLabel
from associate.documents.paper import PAGE_STYLES, Paper, print_pdf
from associate.money import to_major
from associate.words import language


@dataclass(frozen=True)
class Item:
    """One line. `amount` is what the line costs in minor units; None where it is not to be told."""

    name: str
    traits: str
    sku: str
    quantity: int
    amount: int | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackingSlip:
    """One parcel’s. `sums` are (words, minor units) below the items, the last of them the total."""

    retailer: str
    store: Address
    order: str
    ordered_on: date
    recipient: Address
    items: tuple[Item, ...]
    currency: str
    sums: tuple[tuple[str, int], ...] = ()
    service: str = ""
    tracking_number: str = ""
    parcel: int = 1
    parcels: int = 1
    gift_message: str = ""
    note: str = ""  # where questions go, until when things come back

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(None, self.order)

    @property
    def to(self) -> tuple[str, ...]:
        return lines(self.recipient, home=self.store.country)

    @property
    def sent_from(self) -> tuple[str, ...]:
        return lines(self.store, home=self.recipient.country)

    @property
    def units(self) -> int:
        return sum(item.quantity for item in self.items)

    @property
    def has_prices(self) -> bool:
        return any(item.amount is not None for item in self.items)

    def money(self, minor: int) -> str:
        return format_currency(to_major(minor, self.currency), self.currency, locale=language())


@dataclass(frozen=True)
class ReturnSlip:
    """How to give something back. With a `label` the slip has it to cut out; `until` is the last day."""

    retailer: str
    store: Address
    order: str
    items: tuple[Item, ...]
    until: date | None = None
    label: ShippingLabel | None = None
    note: str = ""

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(None, self.order)

    @property
    def back_to(self) -> tuple[str, ...]:
        return lines(self.store, home=self.store.country)


def packing_slip(slip: PackingSlip, paper: Paper = Paper.A4) -> bytes:
    """The PDF. Prices stand there where the items have them."""
    return print_pdf("packing_slip.html", PAGE_STYLES, slip=slip, paper=paper)


def gift_slip(slip: PackingSlip, paper: Paper = Paper.A4) -> bytes:
    """The PDF. No price gets as far as the template."""
    items = tuple(replace(item, amount=None) for item in slip.items)
    return print_pdf("gift_slip.html", PAGE_STYLES, slip=replace(slip, items=items, sums=()), paper=paper)


def return_slip(slip: ReturnSlip, paper: Paper = Paper.A4) -> bytes:
    """The PDF, one page with its label."""
    return print_pdf("return_slip.html", LABEL_STYLES + PAGE_STYLES, slip=slip, paper=paper)
