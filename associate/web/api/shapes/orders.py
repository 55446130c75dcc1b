"""Orders as they go out."""

from collections.abc import Iterable

from pydantic import Field

from associate.core.orders.incoming import Method, Payment
from associate.core.orders.models import Order, OrderLine, OrderState, Refund, RefundState
from associate.web.api.shapes.base import Moment, Money, Shape, money


class ContactShape(Shape):
    """Who ordered."""

    customer: int | None = Field(
        description="To be read under /customers, also once it was merged into another; null for a guest."
    )
    first_name: str
    last_name: str
    email: str
    phone: str = Field(description="E.164 where the channel gave one.")
    locale: str = Field(description="BCP 47, or empty.")


class PartOfShape(Shape):
    """The kit that a line is a part of. Its lines together are the kit, to the cent."""

    line: str = Field(description="What the channel calls the kit’s line.")
    sku: str
    name: str
    units: int = Field(description="Of this part in one kit.")


class OrderLineShape(Shape):
    """One line as bought: total = quantity × unit_price − discount, plus tax where tax is on top."""

    external_id: str = Field(description="What the channel calls the line.")
    sku: str
    gtin: str = Field(description="As the channel told it.")
    title: str
    options: str = Field(description="“Moss / M”, as the channel words it.")
    quantity: int = Field(description="Units as ordered.")
    to_fulfill: int = Field(description="Units that nobody has handed out, removed or refunded yet.")
    unit_price: Money
    discount: Money
    tax: Money
    total: Money
    is_physical: bool
    is_gift_card: bool
    part_of: PartOfShape | None = Field(description="null: sold by itself.")


class TenderShape(Shape):
    """One way of paying."""

    kind: str = Field(description="card, gift_card, cash, store_credit, bank or other.")
    gateway: str
    amount: Money
    is_captured: bool
    last4: str = Field(description="Last digits of a card; never more of it.")


class OrderShape(Shape):
    """An order as the customer placed it. What a store does about it: /fulfillments?order=…"""

    number: str = Field(description="As people read it; unique here.")
    external_id: str = Field(description="The channel’s own id; unique within the channel.")
    channel: str = Field(description="Key of the channel it came by.")
    state: OrderState
    payment: Payment
    pays_on_pickup: bool
    method: Method | None = Field(description="null: the channel didn’t say, somebody is asked.")
    store: str | None = Field(description="Code of the store where the customer collects.")
    placed_at: Moment
    updated_at: Moment = Field(description="As the channel dates its last telling.")
    canceled_at: Moment | None
    reserved_until: Moment | None = Field(description="Unpaid reservation: let go of after this.")
    tax_included: bool
    lines: list[OrderLineShape]
    shipping: Money
    fees: Money
    tip: Money
    duties: Money
    tax: Money = Field(description="Of lines, shipping and fees together.")
    total: Money
    tenders: list[TenderShape]
    refunded: Money = Field(description="The sum of what went back: /returns?order=… has each.")
    contact: ContactShape | None = Field(description="null for a token without customers:read.")
    note: str | None = Field(description="null for a token without customers:read.")
    is_gift: bool
    gift_note: str | None = Field(description="null for a token without customers:read.")


class OrderPage(Shape):
    """One page of orders, by placed_at."""

    items: list[OrderShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def order_shape(order: Order, stores: dict[int, str], *, with_contact: bool) -> OrderShape:
    def of(amount: int) -> Money:
        return money(amount, order.currency)

    return OrderShape(
        number=order.number,
        external_id=order.external_id,
        channel=order.channel.key,
        state=order.state,
        payment=order.payment,
        pays_on_pickup=order.pays_on_pickup,
        method=order.method,
        store=stores.get(order.store_id or 0),
        placed_at=order.placed_at,
        updated_at=order.source_updated_at,
        canceled_at=order.canceled_at,
        reserved_until=order.reserved_until,
        tax_included=order.tax_included,
        lines=[_line(line, order.currency) for line in order.lines],
        shipping=of(order.shipping),
        fees=of(order.fees),
        tip=of(order.tip),
        duties=of(order.duties),
        tax=of(order.tax),
        total=of(order.total),
        tenders=[
            TenderShape(
                kind=tender.kind,
                gateway=tender.gateway,
                amount=of(tender.amount),
                is_captured=tender.is_captured,
                last4=tender.last4,
            )
            for tender in order.tenders
        ],
        refunded=of(_sum(order.refunds)),
        contact=_contact(order) if with_contact else None,
        note=order.note if with_contact else None,
        is_gift=order.is_gift,
        gift_note=order.gift_note if with_contact else None,
    )


def _sum(refunds: Iterable[Refund]) -> int:
    return sum(refund.amount for refund in refunds if refund.state != RefundState.FAILED)


def _line(line: OrderLine, currency: str) -> OrderLineShape:
    return OrderLineShape(
        external_id=line.external_id,
        sku=line.sku,
        gtin=line.gtin,
        title=line.title,
        options=line.options,
        quantity=line.quantity,
        to_fulfill=line.to_fulfill,
        unit_price=money(line.unit_price, currency),
        discount=money(line.discount, currency),
        tax=money(line.tax, currency),
        total=money(line.total, currency),
        is_physical=line.is_physical,
        is_gift_card=line.is_gift_card,
        part_of=PartOfShape(line=line.kit_key, sku=line.kit.sku, name=line.kit.name, units=line.kit_units)
        if line.kit
        else None,
    )


def _contact(order: Order) -> ContactShape:
    return ContactShape(
        customer=order.customer_id,
        first_name=order.first_name,
        last_name=order.last_name,
        email=order.email,
        phone=order.phone,
        locale=order.locale,
    )
