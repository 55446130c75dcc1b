"""The list to work from when nothing answers: what is ready to hand over, and what is to pick."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.fulfillment.qr import Drawing, draw
from associate.documents.codes import Barcode, barcode_of
from associate.documents.paper import Paper, print_pdf

STYLES = ("pages.css", "outage.css")


@dataclass(frozen=True)
class Check:
    """How a code ends, and whom it is for where the customer sends somebody."""

    end: str
    name: str = ""


@dataclass(frozen=True)
class Ready:
    """An order that waits for its customer: `name` is "Dana K.", never more."""

    number: str
    name: str
    person: str  # whom they named to collect, in the same short form
    bags: tuple[tuple[str, str], ...]  # (tag, place)
    checks: tuple[Check, ...]
    units: int
    min_age: int | None
    keep: bool  # on hold: it stays here

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(None, self.number)


@dataclass(frozen=True)
class Line:
    """One thing to take. `ends` are the last digits on its label."""

    place: str
    name: str
    traits: str
    sku: str
    ends: str
    quantity: int
    is_cold: bool = False


@dataclass(frozen=True)
class Pick:
    number: str
    name: str
    ready_by: str
    owner: str  # who picks it already
    ships: bool
    tags: str
    lines: tuple[Line, ...]

    @property
    def barcode(self) -> Barcode | None:
        return barcode_of(None, self.number)

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class OutageList:
    """`ready` by place, `picks` by promise; `hidden` are the picks that didn’t fit on it. `made_at` in the
    store’s own time; `back` is the page where it is entered afterwards."""

    store: str
    made_at: datetime
    back: str
    ready: tuple[Ready, ...]
    picks: tuple[Pick, ...]
    hidden: int = 0

    @property
    def qr(self) -> Drawing:
        return draw(self.back)

    @property
    def typed(self) -> str:
        return self.back.partition("://")[2]


def outage_list(told: OutageList, paper: Paper = Paper.A4) -> bytes:
    """The PDF."""
    return print_pdf("outage.html", STYLES, list=told, paper=paper)
