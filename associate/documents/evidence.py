"""What proves that goods changed hands: who, what, how they were known, when and on which device."""

from dataclasses import dataclass

from associate.documents.addresses import Address, lines
from associate.documents.codes import Barcode, code128
from associate.documents.paper import PAGE_STYLES, Paper, print_pdf


@dataclass(frozen=True)
class Thing:
    """One line. `beside` says more of it: refused, why, in which condition."""

    name: str
    traits: str
    sku: str
    quantity: int
    beside: str = ""
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One entry of the journal: `number` is its id there, `at` the store’s own time."""

    number: int
    at: str
    what: str
    who: str


@dataclass(frozen=True)
class Told:
    """All that the file says but its own code. `facts` are (word, lines); `sums` as on a receipt, the last
    one the total; `signature`: strokes as SVG path data in a field of 640 × 200."""

    title: str
    retailer: str
    store: Address
    order: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    moved: str  # what the column of things says
    things: tuple[Thing, ...]
    steps: tuple[Step, ...]
    sums: tuple[tuple[str, str], ...] = ()
    undone: str = ""
    signature: str = ""
    signed_by: str = ""

    @property
    def where(self) -> tuple[str, ...]:
        return lines(self.store, home=self.store.country)


@dataclass(frozen=True)
class EvidenceFile:
    code: str
    told: Told

    @property
    def barcode(self) -> Barcode:
        return code128(self.code)


def evidence_file(file: EvidenceFile, paper: Paper = Paper.A4) -> bytes:
    """The PDF. Raises ValueError for a code that is more than ASCII."""
    return print_pdf("evidence.html", PAGE_STYLES, file=file, told=file.told, paper=paper)
