"""Orders as they come in, and how they become what every channel tells."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from associate.clock import now
from associate.core.orders.incoming import (
    Address,
    Contact,
    IncomingLine,
    IncomingOrder,
    IncomingTender,
    Method,
    Payment,
)
from associate.web.api.shapes.base import (
    PLAIN,
    Code,
    Flag,
    KnownCurrency,
    Moment,
    Money,
    PastMoment,
    Sent,
    SumSent,
    Text40,
    Text80,
    Text200,
    Units,
)

MOST_LINES = 500
Email = Annotated[str, StringConstraints(max_length=320, pattern=PLAIN)]


class ContactSent(Sent):
    """Who orders."""

    customer: Text80 | None = Field(None, description="Your id of the customer; null for a guest.")
    first_name: Text80 = ""
    last_name: Text80 = ""
    email: Email = ""
    phone: Text40 = Field("", description="E.164, like +353855550118.")
    locale: Annotated[str, StringConstraints(max_length=10, pattern=PLAIN)] = Field(
        "", description="BCP 47, like es-ES: the language of messages."
    )


class AddressSent(Sent):
    """Where a parcel goes."""

    name: Text200 = ""
    company: Text200 = ""
    street: Text200 = ""
    street2: Text200 = ""
    city: Text80 = ""
    region: Text80 = ""
    postcode: Text40 = ""
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = Field(
        "", description="ISO 3166-1 alpha-2."
    )
    phone: Text40 = ""


class LineSent(Sent):
    """One line. What it is tells `variant` (your id, once mapped here), else `sku`, else `gtin`."""

    external_id: Code = Field(description="Your id of the line; unique within the order.")
    variant: Text80 | None = Field(None, description="Your own id of the thing.")
    sku: Text80 = ""
    gtin: Annotated[str, StringConstraints(pattern=r"^([0-9]{8,14})?$")] = ""
    title: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PLAIN)]
    options: Text200 = ""
    quantity: Units = Field(description="Units as ordered.")
    to_fulfill: Units | None = Field(None, description="Units still to hand out; all of them if left out.")
    unit_price: Money
    discount: Money | None = Field(None, description="Taken off the whole line, a positive figure.")
    tax: Money | None = None
    total: Money = Field(description="quantity × unit_price − discount, plus tax where tax is on top.")
    is_physical: Flag = True
    is_gift_card: Flag = False

    @model_validator(mode="after")
    def _no_more_than_ordered(self) -> Self:
        if (self.to_fulfill or 0) > self.quantity:
            raise ValueError("There can’t be more to fulfill than was ordered.")
        return self


class TenderSent(Sent):
    """One way of paying. Never send a card number."""

    kind: Annotated[str, StringConstraints(pattern=r"^(card|gift_card|cash|store_credit|bank|other)$")]
    gateway: Text80 = ""
    amount: Money
    is_captured: Flag
    last4: Annotated[str, StringConstraints(pattern=r"^([0-9]{4})?$")] = ""


class OrderSent(Sent):
    """An order, whole, as of `updated_at`. Sent again with a later `updated_at` it replaces what was told."""

    external_id: Code = Field(description="Your id of the order; unique within your channel.")
    number: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=PLAIN)] = Field(
        description="As printed; your channel’s prefix is put in front."
    )
    placed_at: PastMoment
    updated_at: PastMoment | None = Field(None, description="Now, if left out.")
    currency: KnownCurrency
    tax_included: Flag = Field(True, description="Are taxes within the prices, or on top of them?")
    payment: Payment
    pays_on_pickup: Flag = False
    canceled_at: Moment | None = None
    contact: ContactSent = ContactSent()
    pickup_person: Text80 = Field("", description="Somebody else who collects.")
    shipping_address: AddressSent | None = None
    method: Method
    store: Text40 | None = Field(None, description="Code of the store, for a pickup.")
    lines: list[LineSent] = Field(min_length=1, max_length=MOST_LINES)
    shipping: Money | None = None
    shipping_tax: Money | None = None
    fees: Money | None = None
    fees_tax: Money | None = None
    tip: Money | None = None
    duties: Money | None = None
    total: SumSent
    tenders: list[TenderSent] = Field(default=[], max_length=50)
    note: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\u0000]*$")] = ""
    is_gift: Flag = Field(False, description="A gift: no prices go into the parcel.")
    gift_note: Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\u0000]*$")] = Field(
        "", description="What is printed for whoever gets it; with it, it is a gift."
    )

    @model_validator(mode="after")
    def _one_currency(self) -> Self:
        sums = [self.total, *(getattr(self, name) for name in SUMS), *(t.amount for t in self.tenders)]
        sums += [
            part for line in self.lines for part in (line.unit_price, line.discount, line.tax, line.total)
        ]
        if any(each is not None and each.currency != self.currency for each in sums):
            raise ValueError(f"Every amount of this order has to be in {self.currency}.")
        if len({line.external_id for line in self.lines}) < len(self.lines):
            raise ValueError("Two lines have the same external_id.")
        return self


SUMS = ("shipping", "shipping_tax", "fees", "fees_tax", "tip", "duties")


def incoming(sent: OrderSent, location: str | None) -> IncomingOrder:
    """The same in the words of the one intake. `location`: what the channel calls the store."""
    return IncomingOrder(
        external_id=sent.external_id,
        number=sent.number,
        placed_at=sent.placed_at,
        updated_at=sent.updated_at or now(),
        currency=sent.currency,
        tax_included=sent.tax_included,
        payment=sent.payment,
        pays_on_pickup=sent.pays_on_pickup,
        canceled_at=sent.canceled_at,
        contact=contact_of(sent.contact),
        pickup_person=sent.pickup_person,
        shipping_address=Address(**sent.shipping_address.model_dump()) if sent.shipping_address else None,
        method=sent.method,
        location=location,
        lines=tuple(map(_line, sent.lines)),
        total=sent.total.amount,
        tenders=tuple(_tender(tender) for tender in sent.tenders),
        note=sent.note,
        is_gift=sent.is_gift or bool(sent.gift_note.strip()),
        gift_note=sent.gift_note.strip(),
        **{name: _amount(getattr(sent, name)) for name in SUMS},
    )


def contact_of(sent: ContactSent) -> Contact:
    known = sent.model_dump(exclude={"customer"})
    return Contact(external_id=sent.customer or None, **known)


def _line(line: LineSent) -> IncomingLine:
    known: dict[str, Any] = line.model_dump(
        include={"external_id", "sku", "gtin", "title", "options", "quantity", "is_physical", "is_gift_card"}
    )
    return IncomingLine(
        **known,
        external_variant=line.variant or None,
        to_fulfill=line.quantity if line.to_fulfill is None else line.to_fulfill,
        unit_price=line.unit_price.amount,
        discount=_amount(line.discount),
        tax=_amount(line.tax),
        total=line.total.amount,
    )


def _tender(tender: TenderSent) -> IncomingTender:
    known = tender.model_dump(include={"kind", "gateway", "is_captured", "last4"})
    return IncomingTender(**known, amount=tender.amount.amount)


def _amount(money: Money | None) -> int:
    return money.amount if money else 0
