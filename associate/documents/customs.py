"""What customs want to know of a parcel, after the UPU’s forms CN 22 and CN 23: stuck on its outside."""

from dataclasses import dataclass
from datetime import date

from associate.documents.addresses import Address, country_name, lines
from associate.documents.paper import PAGE_STYLES, Paper, print_pdf
from associate.money import to_major


@dataclass(frozen=True)
class Row:
    """One kind of thing. Grams and minor units of all its units together."""

    description: str
    quantity: int
    weight_g: int
    value: int
    hs_code: str
    origin: str

    @property
    def made_in(self) -> str:
        return country_name(self.origin)


@dataclass(frozen=True)
class Declaration:
    """One parcel’s. `gross_g` with its box; `number` is the parcel’s own."""

    number: str
    sender: Address
    recipient: Address
    rows: tuple[Row, ...]
    currency: str
    gross_g: int
    day: date
    tracking_number: str = ""

    @property
    def sent_from(self) -> tuple[str, ...]:
        return lines(self.sender, home="")

    @property
    def to(self) -> tuple[str, ...]:
        return lines(self.recipient, home="")

    @property
    def total(self) -> str:
        return self.money(sum(row.value for row in self.rows))

    @property
    def net(self) -> str:
        return self.kilograms(sum(row.weight_g for row in self.rows))

    def money(self, minor: int) -> str:
        return f"{to_major(minor, self.currency)} {self.currency}"

    @staticmethod
    def kilograms(grams: int) -> str:
        return f"{grams / 1000:.3f} kg"


def declaration(told: Declaration, paper: Paper = Paper.A4) -> bytes:
    """The PDF."""
    return print_pdf("customs.html", PAGE_STYLES, told=told, paper=paper)
