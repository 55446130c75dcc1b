"""What a customer takes along from the returns counter, and the slip that a till scans."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.returns.told import RefundWords, money
from associate.documents.addresses import Address, lines
from associate.documents.codes import Barcode, code128
from associate.documents.paper import PAGE_STYLES, Paper, print_pdf


@dataclass(frozen=True)
class ReturnReceipt:
    """One closed return’s, with every figure of it. `at` is the store’s own time; `policy` and `note` say
    what holds for the rest, and where questions go."""

    retailer: str
    store: Address
    code: str
    order: str  # "" without a receipt
    at: datetime
    words: RefundWords
    exchange: str = ""  # the number of what they took instead
    is_money_only: bool = False  # nothing came back for it
    policy: str = ""
    note: str = ""

    @property
    def barcode(self) -> Barcode:
        return code128(self.code)

    @property
    def where(self) -> tuple[str, ...]:
        return lines(self.store, home=self.store.country)


@dataclass(frozen=True)
class TillSlip:
    """Money that somebody at a register moves, once. `symbol` is what its scanner reads; `way` says
    what it is paid out by."""

    retailer: str
    store: Address
    order: str
    reference: str
    symbol: str
    amount: int  # minor units
    currency: str
    is_refund: bool
    way: str = ""

    @property
    def barcode(self) -> Barcode:
        return code128(self.symbol)

    @property
    def figure(self) -> str:
        return money(self.amount, self.currency)


def return_receipt(receipt: ReturnReceipt, paper: Paper = Paper.A4) -> bytes:
    """The PDF. Raises ValueError for a code that is more than ASCII."""
    return print_pdf("return_receipt.html", PAGE_STYLES, receipt=receipt, paper=paper)


def till_slip(slip: TillSlip, paper: Paper = Paper.A4) -> bytes:
    """The PDF. Raises ValueError for a symbol that is more than ASCII, or too long for the paper."""
    return print_pdf("till_slip.html", PAGE_STYLES, slip=slip, paper=paper)
