"""What every channel turns its payload into, before one intake takes it in.

Money is an integer of minor units of the currency beside it. A field that the
platform did not send is None or empty, never a guess.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Minor = Annotated[int, Field(strict=True, ge=-(2**53), le=2**53)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class Payment(StrEnum):
    """What the platform says about the money, as far as the payment gate cares."""

    PAID = "paid"
    AUTHORIZED = "authorized"
    PENDING = "pending"
    PARTIALLY_PAID = "partially_paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class Method(StrEnum):
    PICKUP = "pickup"
    SHIP = "ship"


class Incoming(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Incoming):
    """Something a person should know about a payload that was taken all the same."""

    code: str
    message: str


class Contact(Incoming):
    """The person who ordered. `external_id` is the platform's customer, None for a guest."""

    external_id: str | None = None
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""


class Address(Incoming):
    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""  # ISO 3166-1 alpha-2 where the platform gives it
    phone: str = ""


class OfKit(Incoming):
    """What a line is a part of: `key` is the channel's own line. No channel says so: see core/orders/kits."""

    kit_id: int
    key: str
    units: int  # of this part in one kit
    share: int  # its weight in the kit's price
    variant_id: int


class IncomingLine(Incoming):
    """One line as bought. `total` = quantity × unit_price − discount (+ tax where tax is on top)."""

    external_id: str
    external_variant: str | None = None  # the platform's own id of the thing, for the SKU mapping
    sku: str = ""
    gtin: str = ""
    title: str
    options: str = ""  # "Moss / M", as the platform words it
    quantity: Count  # as ordered
    to_fulfill: Count  # what nobody has handed out, removed or refunded yet
    unit_price: Minor
    discount: Minor = 0  # this line's allocations of all discounts, a positive figure
    tax: Minor = 0
    total: Minor
    is_physical: bool = True
    is_gift_card: bool = False
    notes: tuple[tuple[str, str], ...] = ()  # line item properties and the like
    kit: OfKit | None = Field(default=None, exclude=True)  # ours, so it is no part of what was told


class IncomingTender(Incoming):
    """One way of paying. Only the last four digits of a card ever get this far."""

    external_id: str = ""
    kind: str  # card, gift_card, cash, store_credit, bank, other
    gateway: str = ""
    amount: Minor
    is_captured: bool
    last4: str = ""
    authorized_until: datetime | None = None  # of money that is only set aside


class IncomingRefund(Incoming):
    external_id: str
    amount: Minor
    at: datetime
    reason: str = ""
    lines: tuple[tuple[str, int], ...] = ()  # (line external_id, quantity)


class IncomingDispatch(Incoming):
    """Units that left by the platform's own hand: its admin, its till, another system."""

    external_id: str
    is_canceled: bool = False
    location: str | None = None
    lines: tuple[tuple[str, int], ...] = ()


class IncomingOrder(Incoming):
    """An order as one channel tells it, whole, as of `updated_at`."""

    external_id: str
    number: str  # as printed, without decoration: "1001"
    placed_at: datetime
    updated_at: datetime
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    tax_included: bool
    payment: Payment
    pays_on_pickup: bool = False
    canceled_at: datetime | None = None
    cancel_reason: str = ""
    closed_at: datetime | None = None
    contact: Contact = Contact()
    pickup_person: str = ""  # somebody else named at checkout
    shipping_address: Address | None = None
    billing_address: Address | None = None
    method: Method | None = None  # None: the payload does not say, see Problem method_unclear
    location: str | None = None  # the platform's id of the pickup or fulfilling place
    wanted_from: datetime | None = None  # pickup window
    wanted_until: datetime | None = None
    lines: tuple[IncomingLine, ...]
    shipping: Minor = 0  # after shipping discounts, without shipping tax where tax is on top
    shipping_tax: Minor = 0
    fees: Minor = 0  # service charges, fee lines: all that is neither goods, shipping, tip nor duty
    fees_tax: Minor = 0
    tip: Minor = 0
    duties: Minor = 0
    total: Minor  # as the platform states it
    tenders: tuple[IncomingTender, ...] = ()
    refunds: tuple[IncomingRefund, ...] = ()
    dispatches: tuple[IncomingDispatch, ...] = ()
    note: str = ""
    is_gift: bool = False
    gift_note: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def adjustment(self) -> int:
        """What the stated total holds beyond its parts, in minor units: 0 in a sound payload."""
        parts = sum(line.total for line in self.lines) + self.shipping + self.fees + self.tip + self.duties
        on_top = 0 if self.tax_included else self.shipping_tax + self.fees_tax
        return self.total - parts - on_top


class IncomingRefundNotice(Incoming):
    """A refund told by itself, outside its order."""

    order_external_id: str
    refund: IncomingRefund


class IncomingDispatchNotice(Incoming):
    order_external_id: str
    dispatch: IncomingDispatch


class IncomingVariant(Incoming):
    external_id: str
    sku: str = ""
    gtin: str = ""
    size: str = ""
    color: str = ""
    options: str = ""
    price: Minor | None = None  # None: not told, and nothing of the next three either
    compare_at: Minor | None = None  # the price before, None where there is none
    promotion: str = ""  # its name, where the platform gives it one
    promotion_until: datetime | None = None
    weight_g: Count | None = None
    is_active: bool | None = None  # still sold; None: not told


class IncomingProduct(Incoming):
    external_id: str
    title: str
    vendor: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    picture_url: str = ""
    tax_class: str = ""
    variants: tuple[IncomingVariant, ...]
    is_partial: bool = False  # only some of its variants, or none: the others, and a known title, stay


class Asks(StrEnum):
    """What somebody may ask about what is known of them."""

    HAND_OUT = "hand_out"
    FORGET = "forget"
    FORGET_SHOP = "forget_shop"  # everybody of a web shop that took us out


class IncomingPersonal(Incoming):
    """Somebody asked their web shop for their data, or to be forgotten."""

    what: Asks
    customer_external_id: str | None = None
    orders: tuple[str, ...] = ()  # external ids


class IncomingNothing(Incoming):
    """A payload that holds nothing for us, and why: kept, answered, left alone."""

    problem: Problem
