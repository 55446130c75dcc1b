"""Fulfillments as they go out."""

from pydantic import Field

from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.web.api.shapes.base import Moment, Shape


class FulfillmentLineShape(Shape):
    """Units of one line: wanted = picked + short + canceled + what is still to be found."""

    sku: str
    title: str
    order_line: str = Field(description="`external_id` of the order’s line.")
    wanted: int
    picked: int
    short: int = Field(description="Couldn’t be found.")
    canceled: int
    handed_over: int
    refused: int = Field(description="Not taken by the customer at the counter.")
    returned: int


class FulfillmentShape(Shape):
    """One store’s job on one order."""

    number: str = Field(description="HW-1001; a second job on the order is HW-1001-2.")
    order: str = Field(description="Number of the order.")
    store: str = Field(description="Code of the store.")
    method: Method
    state: State
    state_since: Moment
    is_paused: bool = Field(description="Whoever picks it put it down for a while.")
    hold: str = Field(description="Why nobody may go on: payment, elsewhere; empty if nothing holds it.")
    created_at: Moment
    promise_at: Moment = Field(description="Ready by.")
    ready_at: Moment | None
    hold_until: Moment | None = Field(description="How long it waits for the customer.")
    collected_at: Moment | None
    lines: list[FulfillmentLineShape]


class FulfillmentPage(Shape):
    """One page of fulfillments, in the order they were made."""

    items: list[FulfillmentShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def fulfillment_shape(job: Fulfillment, stores: dict[int, str]) -> FulfillmentShape:
    return FulfillmentShape(
        number=job.number,
        order=job.order.number,
        store=stores[job.store_id],
        method=job.method,
        state=job.state,
        state_since=job.state_since,
        is_paused=job.is_paused,
        hold=job.hold,
        created_at=job.created_at,
        promise_at=job.promise_at,
        ready_at=job.ready_at,
        hold_until=job.hold_until,
        collected_at=job.collected_at,
        lines=[_line(line) for line in job.lines],
    )


def _line(line: FulfillmentLine) -> FulfillmentLineShape:
    return FulfillmentLineShape(
        sku=line.variant.sku,
        title=line.variant.name,
        order_line=line.order_line.external_id,
        wanted=line.wanted,
        picked=line.picked,
        short=line.short,
        canceled=line.canceled,
        handed_over=line.handed_over,
        refused=line.refused,
        returned=line.returned,
    )
