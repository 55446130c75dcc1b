"""Returns: what went back, as far as it was told."""

import sqlalchemy as sa
from flask import Response
from pydantic import Field
from sqlalchemy.orm import selectinload

from associate.core.orders.models import Order, Refund, RefundState
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import shown
from associate.web.api.door import api
from associate.web.api.pages import Paged, page_of
from associate.web.api.shapes.base import PLAIN
from associate.web.api.shapes.returns import ReturnPage, return_shape
from associate.web.api.tags import RETURNS


class ReturnQuery(Paged):
    order: str | None = Field(None, max_length=60, pattern=PLAIN, description="Number of the order.")


@api.get("/returns", tags=[RETURNS], responses={200: ReturnPage})
@token_can("returns:read")
def list_returns(query: ReturnQuery) -> Response:
    """List refunds

    Money that went back or is on its way, in the order we heard of it: what web shops and tills told, and
    what our own counters and cancels gave.
    """
    find = sa.select(Refund).where(Refund.state != RefundState.FAILED)
    if query.order:
        find = find.where(Refund.order_id.in_(sa.select(Order.id).filter_by(number=query.order)))
    page = page_of(find, query, Refund.id)
    orders = _orders({refund.order_id for refund in page.rows})
    items = [return_shape(refund, orders[refund.order_id]) for refund in page.rows]
    return shown(ReturnPage(items=items, next=page.next))


def _orders(ids: set[int]) -> dict[int, Order]:
    find = sa.select(Order).where(Order.id.in_(ids)).options(selectinload(Order.lines))
    return {order.id: order for order in db.session.scalars(find)}
