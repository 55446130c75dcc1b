"""What a till tells: a sale or a return as its receipt has them. Money is in minor units of `currency`."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field

from associate.core.orders.incoming import (
    Contact,
    Count,
    Incoming,
    IncomingLine,
    IncomingOrder,
    IncomingTender,
    Minor,
    Payment,
)

Positive = Annotated[int, Field(strict=True, ge=0, le=2**53)]
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
MOST_AHEAD = timedelta(days=1)  # as far as clocks may differ
MOST_UNITS = 100_000  # of a line: beyond it somebody scanned a barcode into the quantity
Units = Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]


class SoldLine(Incoming):
    """Goods that went over the counter. Known by `sku`, else by `gtin`: one of them is there."""

    sku: str = ""
    gtin: str = ""
    title: str
    quantity: Count
    unit_price: Minor
    discount: Minor = 0
    tax: Minor = 0
    total: Minor
    is_physical: bool = True  # a service or a carrier bag moves no stock
    is_gift_card: bool = False

    @property
    def external_variant(self) -> str | None:
        """A barcode alone is the till's own name of the thing, by which a person can map it."""
        return None if self.sku else self.gtin or None


class Sale(Incoming):
    receipt: str
    store: str  # our store's code
    at: datetime
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    tax_included: bool = True
    lines: tuple[SoldLine, ...]
    total: Minor
    tenders: tuple[IncomingTender, ...] = ()
    contact: Contact = Contact()
    tip: Minor = 0
    note: str = ""


class ReturnedLine(Incoming):
    sku: str = ""
    gtin: str = ""
    quantity: Units
    is_held: bool = False  # not for sale until somebody looked at it

    @property
    def external_variant(self) -> str | None:
        return None if self.sku else self.gtin or None


class TakenBack(Incoming):
    """A return. `of` is the receipt it was sold on, None where the customer has none."""

    receipt: str
    of: str | None = None
    store: str
    at: datetime
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: tuple[ReturnedLine, ...]
    amount: Positive
    reason: str = ""


TAKEN, KNOWN, REFUSED = "taken", "known", "refused"


@dataclass
class Outcome:
    """What became of one receipt: taken in, known from before, or refused and why."""

    receipt: str
    result: str = TAKEN
    code: str = ""
    sentence: str = ""
    order: str | None = None  # its number
    unmapped: list[str] = field(default_factory=list)  # SKUs or barcodes that a person has to map

    def refuse(self, code: str, sentence: str) -> None:
        self.result, self.code, self.sentence = REFUSED, code, sentence


def fingerprint_of(told: BaseModel) -> str:
    """SHA-256 of a receipt as it was told."""
    return hashlib.sha256(told.model_dump_json().encode()).hexdigest()


def as_order(sale: Sale) -> IncomingOrder:
    """The same in the words of every order: paid, and nothing left to hand out."""
    lines = tuple(
        IncomingLine(
            external_id=str(place),
            external_variant=line.external_variant,
            to_fulfill=0,
            **line.model_dump(),
        )
        for place, line in enumerate(sale.lines, 1)
    )
    return IncomingOrder(
        external_id=sale.receipt,
        number=sale.receipt,
        placed_at=sale.at,
        updated_at=sale.at,
        payment=Payment.PAID,
        lines=lines,
        **sale.model_dump(include={"currency", "tax_included", "total", "tip", "note"}),
        contact=sale.contact,
        tenders=sale.tenders,
    )
