"""The 4 × 6 inch label on a parcel, drawn from what it says and nothing else."""

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from associate.documents.addresses import Address, lines
from associate.documents.codes import DPI, Barcode, code128, gs1_128
from associate.documents.fit import Fitted, fit
from associate.documents.paper import print_pdf
from associate.documents.sample import sample_path
from associate.documents.weights import weight_in_words

LABEL_STYLES = ("labels.css",)
BATCH = 50  # labels of one document: more of them take memory, and no time less
WIDE, HIGH = 4, 6  # inch
BARS_TOP, BARS_HIGH = 4.12, 0.78  # inch; USPS wants 0.75 and IMpb text 0.125 to 0.25 from the bars
BARS_WIDE = 3.84  # inch, for bars and their quiet zones
RULES = ((0.0, 1.27, 4.0, 0.02), (0.0, 1.69, 4.0, 0.02), (0.0, 3.76, 4.0, 0.045), (0.0, 5.22, 4.0, 0.045))
"""left, top, width, height in inch; the last two guard the barcode (0.031 to 0.063 high)."""
SQUARE = (0.12, 0.12, 1.04, 0.03)  # left, top, side and stroke of the box around the service's letter


@dataclass(frozen=True)
class ShippingLabel:
    """One parcel's. `is_sample` prints across it that no carrier takes it; `parcel` counts from 1."""

    sender: Address
    recipient: Address
    carrier: str  # its name in words; no logo
    service: str
    icon: str  # one letter, in the box
    tracking_number: str
    reference: str  # the order's number
    ship_date: date
    weight_g: int
    parcel: int = 1
    parcels: int = 1
    is_sample: bool = True

    @cached_property
    def elements(self) -> tuple[tuple[str, str], ...]:
        """Of a 22-digit package code with the ZIP before it (USPS Publication 199); of other numbers none."""
        number = self.tracking_number
        if not (len(number) == 22 and number.isdigit() and number[:2] in {"92", "93", "94", "95"}):
            return ()
        zip_code = self.recipient.postcode[:5]
        is_zip = self.recipient.country == "US" and len(zip_code) == 5 and zip_code.isdigit()
        return ((("420", zip_code),) if is_zip else ()) + ((number[:2], number[2:]),)

    @cached_property
    def barcode(self) -> Barcode:
        """GS1-128 where there are elements, else Code 128. ValueError for a number that is not ASCII."""
        return gs1_128(self.elements) if self.elements else code128(self.tracking_number)

    @property
    def digits(self) -> str:
        """The number as people read it: in fours, but the UPU’s S10 in threes between its letters."""
        number = self.tracking_number
        if len(number) == 13 and number[2:11].isdigit():
            return " ".join((number[:2], number[2:5], number[5:8], number[8:11], number[11:]))
        return " ".join(number[at : at + 4] for at in range(0, len(number), 4))

    @property
    def weight(self) -> str:
        return weight_in_words(self.weight_g, self.sender.country)

    @property
    def to(self) -> Fitted:
        """The address in capitals, in a box of 3.3 × 1.08 inch."""
        whole = (line.upper() for line in lines(self.recipient, home=self.sender.country))
        return fit(whole, wide=236, high=78, sizes=(15, 14, 13, 12, 11, 10, 9, 8, 7), weight=700)

    @property
    def sent_from(self) -> Fitted:
        """In a box of 2.2 × 0.7 inch."""
        return fit(lines(self.sender, home=self.recipient.country), wide=158, high=51, sizes=(9, 8, 7))

    @property
    def banner(self) -> Fitted:
        """The service in capitals, across the label."""
        return fit([self.service.upper()], wide=270, high=26, sizes=(20, 18, 16, 14, 11, 9, 8, 7), weight=700)

    @property
    def carrier_name(self) -> Fitted:
        return fit([self.carrier], wide=178, high=34, sizes=(19, 17, 15, 13, 11, 9, 8, 7), weight=700)

    @property
    def order(self) -> Fitted:
        return fit([self.reference], wide=168, high=32, sizes=(19, 17, 15, 13, 11, 9, 8, 7), weight=700)

    @property
    def sample(self) -> str:
        """What is written across a sample, as a path in points."""
        return sample_path()

    def ink(self, dpi: int) -> str:
        """Bars, rules and the letter's box as one path whose unit is a dot of the printer."""
        dots = self.barcode.dots(dpi, room=BARS_WIDE)
        left = (WIDE * dpi - self.barcode.modules * dots) // 2
        bars = self.barcode.path(left, round(BARS_TOP * dpi), round(BARS_HIGH * dpi), dots)
        return bars + _rules(dpi)


def shipping_label(label: ShippingLabel, dpi: int = DPI) -> bytes:
    """The PDF of one, for a printer of `dpi`. ValueError where its number is no barcode."""
    return shipping_labels([label], dpi)


def shipping_labels(labels: Sequence[ShippingLabel], dpi: int = DPI) -> bytes:
    """One document, a page each. Raises ValueError for none and for more than BATCH of them."""
    if not 1 <= len(labels) <= BATCH:
        raise ValueError(f"{len(labels)} labels; a document holds 1 to {BATCH}")
    return print_pdf("labels.html", LABEL_STYLES, labels=labels, dpi=dpi)


def _rules(dpi: int) -> str:
    left, top, side, stroke = SQUARE
    far = left + side - stroke
    box = (
        (left, top, side, stroke),
        (left, top + side - stroke, side, stroke),
        (left, top, stroke, side),
        (far, top, stroke, side),
    )
    return "".join(_rectangle(*(round(inch * dpi) for inch in rule)) for rule in (*RULES, *box))


def _rectangle(left: int, top: int, wide: int, high: int) -> str:
    return f"M{left} {top}h{wide}v{high}h-{wide}z"


def warm_up() -> None:
    """Draw one for nobody: WeasyPrint, fonts and styles stay loaded, also in processes forked later.

    It takes the better part of a second, which the first label would take otherwise. What is there by then
    stays: no collection of garbage looks through it again, which was a tenth of each label.
    """
    nobody = Address("Nobody", line1="1 Nowhere", city="Nowhere", country="US")
    shipping_label(ShippingLabel(nobody, nobody, "-", "-", "-", "9200000000000000000000", "-", date.min, 0))
    gc.collect()
    gc.freeze()
