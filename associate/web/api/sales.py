"""What the shop’s tills did: many receipts in one request, each for itself."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response

from associate.core.acts.till import take_returns, take_sales
from associate.core.catalog.channels import Channel
from associate.core.events.record import Actor
from associate.core.orders.receipts import Outcome
from associate.web.access import token_can
from associate.web.api.answers import created
from associate.web.api.door import api, bearer, own_channel
from associate.web.api.idempotency import once
from associate.web.api.problems import NotValid
from associate.web.api.shapes.problem import Fault
from associate.web.api.shapes.sales_in import (
    ReportShape,
    ReturnsSent,
    SalesSent,
    Wrong,
    report,
    sale,
    taken_back,
)
from associate.web.api.tags import RETURNS, SALES

Take = Callable[..., list[Outcome]]


@api.post("/sales", tags=[SALES], responses={200: ReportShape, 207: ReportShape})
@token_can("sales:write")
@once
def create_sales(body: SalesSent) -> Response:
    """Send the till’s sales in

    Each receipt counts once: sent again it is `known`. A receipt that can’t be taken stops no other: 200
    when all are kept, 207 when some were refused, each with its reason. 422 when not one of them fits its
    description. A sale moves stock also where orders had spoken for it; a manager then gets a task.
    """
    return _answer("sales", body.sales, sale, take_sales)


@api.post("/returns", tags=[RETURNS], responses={200: ReportShape, 207: ReportShape})
@token_can("returns:write")
@once
def create_returns(body: ReturnsSent) -> Response:
    """Send the till’s returns in

    Answers as the sales do. With `of`, never more comes back than was sold on that receipt and hasn’t come
    back yet.
    """
    return _answer("returns", body.returns, taken_back, take_returns)


def _answer(name: str, sent: Sequence[Any], read: Callable[[Any], Any], take: Take) -> Response:
    channel: Channel = own_channel()
    fit = [each for each in sent if not isinstance(each, Wrong)]
    if not fit:
        raise NotValid(_faults(name, sent))
    outcomes = iter(take(channel, [read(each) for each in fit], by=Actor(bearer().ref)))
    said = report([each if isinstance(each, Wrong) else next(outcomes) for each in sent])
    return created(said, status=207 if said.refused else 200)


def _faults(name: str, sent: Sequence[Wrong]) -> list[Fault]:
    return [
        Fault(pointer=f"#/{name}/{place}{fault.pointer.removeprefix('#')}", detail=fault.detail)
        for place, wrong in enumerate(sent)
        for fault in wrong.faults
    ]
