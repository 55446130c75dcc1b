"""Whose things these are: by anything on a receipt, a parcel, a phone."""

from typing import Any

from flask import request, url_for

from associate.core.acts.returning import opening
from associate.core.acts.returning.finding import Found, find_returnable
from associate.core.events.commands import Intent
from associate.core.orders.models import Order
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go, page_or_fragment
from associate.workflows.returns.routes.desk import bp, finding, guessing
from associate.workflows.returns.rules import order_found
from associate.workflows.returns.screens import find


@bp.get("")
@staff_can("take_returns")
@finding
def show_find() -> Any:
    text = request.args.get("q", "").strip()[:200]
    return _shown(text, find.search(text, me()))


@bp.post("/scans")
@staff_can("take_returns")
@guessing
def create_scan() -> Any:
    text, intent = request.form.get("code", ""), read_intent("returns.scan")
    found = find_returnable(text)
    hits = find.hits(found, me())
    if len(hits) != 1 or hits[0].served_by:
        return _shown(text, hits)
    return go(url_for(".show", number=_open(found.orders[0], found, intent)))


@bp.post("/openings")
@staff_can("take_returns")
@guessing
def create_opening() -> Any:
    order, found = order_found(request.form.get("order", ""), request.form.get("code", ""))
    take_over, intent = "take_over" in request.form, read_intent("returns.open")
    return go(url_for(".show", number=_open(order, found, intent, take_over=take_over)))


def _open(order: Order, found: Found, intent: Intent, *, take_over: bool = False) -> int:
    return opening.open_return(
        order,
        store=here(),
        announced=found.announced,
        shown=found.shown,
        take_over=take_over,
        intent=intent,
        by=me(),
    )


def _shown(text: str, hits: list[find.Hit]) -> Any:
    return page_or_fragment("returns/find.html", "returns/_find.html", text=text, hits=hits)
