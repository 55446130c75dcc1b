"""Refunds as they go out."""

from pydantic import Field

from associate.core.orders.models import Order, Refund
from associate.web.api.shapes.base import Moment, Money, Shape, money


class ReturnLineShape(Shape):
    """Units of one line that the money was for."""

    order_line: str = Field(description="`external_id` of the order’s line.")
    sku: str
    quantity: int


class ReturnShape(Shape):
    """Money that went back for an order, as its channel told it."""

    id: int
    order: str = Field(description="Number of the order.")
    channel: str = Field(description="Key of the channel that told it.")
    external_id: str = Field(description="The channel’s own id of the refund.")
    at: Moment
    amount: Money
    reason: str = Field(description="In the channel’s words; may be empty.")
    lines: list[ReturnLineShape] = Field(description="Empty where the channel named no lines.")


class ReturnPage(Shape):
    """One page of refunds."""

    items: list[ReturnShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def return_shape(refund: Refund, order: Order) -> ReturnShape:
    skus = {line.external_id: line.sku for line in order.lines}
    lines = [
        ReturnLineShape(order_line=str(line), sku=skus.get(line, ""), quantity=units)
        for line, units in refund.lines
    ]
    return ReturnShape(
        id=refund.id,
        order=order.number,
        channel=order.channel.key,
        external_id=refund.external_id,
        at=refund.at,
        amount=money(refund.amount, order.currency),
        reason=refund.reason,
        lines=lines,
    )
