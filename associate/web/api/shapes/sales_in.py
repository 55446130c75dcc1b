"""Receipts of tills as they come in, and the report that answers them."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, ValidationError, WrapValidator, model_validator

from associate.core.orders.incoming import IncomingTender
from associate.core.orders.receipts import MOST_UNITS, Outcome, ReturnedLine, Sale, SoldLine, TakenBack
from associate.web.api.problems import fault_of
from associate.web.api.shapes.base import (
    PLAIN,
    DeedMoment,
    Flag,
    KnownCurrency,
    Money,
    Sent,
    Shape,
    SumSent,
    Text40,
    Text80,
    Text200,
)
from associate.web.api.shapes.orders_in import ContactSent, TenderSent, contact_of
from associate.web.api.shapes.problem import Fault

MOST_LINES = 5000
ON_A_RECEIPT = 500
ReceiptNumber = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=PLAIN)]
SomeUnits = Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]
PrintedGtin = Annotated[str, StringConstraints(pattern=r"^([0-9]{8,14})?$")]


class _Thing(Sent):
    sku: Text80 = ""
    gtin: PrintedGtin = Field("", description="Any printed form of it; used where there is no SKU.")

    @model_validator(mode="after")
    def _has_a_code(self) -> Self:
        if not (self.sku or self.gtin):
            raise ValueError("Send the sku or the gtin.")
        return self


class SaleLineSent(_Thing):
    """Goods that went over the counter. What came back on the same receipt is a return of its own."""

    title: Annotated[str, StringConstraints(max_length=300, pattern=PLAIN)] = ""
    quantity: SomeUnits
    unit_price: Money
    discount: Money | None = Field(None, description="Taken off the whole line, a positive figure.")
    tax: Money | None = None
    total: Money = Field(description="quantity × unit_price − discount, plus tax where tax is on top.")
    is_physical: Flag = Field(True, description="false: a service or a carrier bag, which moves no stock.")
    is_gift_card: Flag = False


class SaleSent(Sent):
    """One receipt. `receipt` is unique within your channel: the same one again changes nothing."""

    receipt: ReceiptNumber
    store: Text40 = Field(description="Code of the store.")
    at: DeedMoment
    currency: KnownCurrency
    tax_included: Flag = True
    lines: list[SaleLineSent] = Field(min_length=1, max_length=ON_A_RECEIPT)
    total: SumSent
    tip: Money | None = None
    tenders: list[TenderSent] = Field(default=[], max_length=50)
    contact: ContactSent = ContactSent()
    note: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\u0000]*$")] = ""

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        sums = [self.total, self.tip, *(tender.amount for tender in self.tenders)]
        for line in self.lines:
            sums += [line.unit_price, line.discount, line.tax, line.total]
        if any(each is not None and each.currency != self.currency for each in sums):
            raise ValueError(f"Every amount of this receipt has to be in {self.currency}.")
        return self


class ReturnLineSent(_Thing):
    """Units that came back."""

    quantity: SomeUnits
    is_held: Flag = Field(False, description="true: not for sale until somebody looked at it.")


class ReturnSent(Sent):
    """One return. `receipt` is the return’s own number, unique within your channel."""

    receipt: ReceiptNumber
    of: ReceiptNumber | None = Field(None, description="Receipt of the sale; null where there is none.")
    store: Text40 = Field(description="Code of the store that took it back.")
    at: DeedMoment
    lines: list[ReturnLineSent] = Field(min_length=1, max_length=ON_A_RECEIPT)
    amount: Money = Field(description="What was paid back.")
    reason: Text200 = ""

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if self.amount.amount < 0:
            raise ValueError("What was paid back is a positive figure.")
        return self


class Wrong:
    """A receipt that doesn't fit its description: it stops no other."""

    def __init__(self, sent: Any, faults: list[Fault]) -> None:
        self.receipt = str(sent.get("receipt") or "")[:60] if isinstance(sent, dict) else ""
        self.faults = faults


def _or_wrong(sent: Any, read: Callable[[Any], Any]) -> Any:
    try:
        return read(sent)
    except ValidationError as error:
        return Wrong(
            sent, [fault_of(each) for each in error.errors(include_url=False, include_context=False)]
        )


class SalesSent(Sent):
    """Receipts of sales, up to 5,000 lines in all."""

    sales: list[Annotated[SaleSent, WrapValidator(_or_wrong)]] = Field(min_length=1, max_length=MOST_LINES)

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        _must_be_few(self.sales)
        return self


class ReturnsSent(Sent):
    """Receipts of returns, up to 5,000 lines in all."""

    returns: list[Annotated[ReturnSent, WrapValidator(_or_wrong)]] = Field(
        min_length=1, max_length=MOST_LINES
    )

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        _must_be_few(self.returns)
        return self


def _must_be_few(receipts: list[Any]) -> None:
    if sum(len(each.lines) for each in receipts if not isinstance(each, Wrong)) > MOST_LINES:
        raise ValueError(f"More than {MOST_LINES} lines. Send them in several requests.")


class OutcomeShape(Shape):
    """What became of one receipt."""

    receipt: str
    result: Annotated[str, StringConstraints(pattern="^(taken|known|refused)$")] = Field(
        description="taken: new. known: told before, nothing changed. refused: nothing was kept of it."
    )
    code: str = Field(description="For programs; empty unless refused.")
    detail: str = Field(description="Why it was refused.")
    errors: list[Fault] = Field(description="What doesn’t fit the description, by its place in the receipt.")
    order: str | None = Field(description="Number of the order that the receipt is kept as.")
    unmapped: list[str] = Field(
        description="SKUs or barcodes nobody knows: kept; their stock moves once a person has mapped them."
    )


class ReportShape(Shape):
    """One entry for each receipt, in the order they were sent."""

    taken: int
    known: int
    refused: int
    receipts: list[OutcomeShape]


def report(outcomes: list[Outcome | Wrong]) -> ReportShape:
    shapes = [_outcome(each) for each in outcomes]
    counts = {name: sum(each.result == name for each in shapes) for name in ("taken", "known", "refused")}
    return ReportShape(**counts, receipts=shapes)


def _outcome(each: Outcome | Wrong) -> OutcomeShape:
    if isinstance(each, Wrong):
        said = Outcome(each.receipt)
        said.refuse("not_valid", "Something in it can’t be taken.")
        return _shape(said, each.faults)
    return _shape(each, [])


def _shape(outcome: Outcome, faults: list[Fault]) -> OutcomeShape:
    known = asdict(outcome)
    return OutcomeShape(detail=known.pop("sentence"), errors=faults, **known)


def sale(sent: SaleSent) -> Sale:
    known = sent.model_dump(include={"receipt", "store", "at", "currency", "tax_included", "note"})
    return Sale(
        **known,
        lines=tuple(_line(line) for line in sent.lines),
        total=sent.total.amount,
        tip=sent.tip.amount if sent.tip else 0,
        tenders=tuple(
            IncomingTender(
                **tender.model_dump(include={"kind", "gateway", "is_captured", "last4"}),
                amount=tender.amount.amount,
            )
            for tender in sent.tenders
        ),
        contact=contact_of(sent.contact),
    )


def _line(line: SaleLineSent) -> SoldLine:
    known = line.model_dump(include={"sku", "gtin", "quantity", "is_physical", "is_gift_card"})
    return SoldLine(
        **known,
        title=line.title or line.sku or line.gtin,
        unit_price=line.unit_price.amount,
        discount=line.discount.amount if line.discount else 0,
        tax=line.tax.amount if line.tax else 0,
        total=line.total.amount,
    )


def taken_back(sent: ReturnSent) -> TakenBack:
    known = sent.model_dump(include={"receipt", "of", "store", "at", "reason"})
    return TakenBack(
        **known,
        currency=sent.amount.currency,
        amount=sent.amount.amount,
        lines=tuple(ReturnedLine(**line.model_dump()) for line in sent.lines),
    )
