"""Money without goods, and goods without an order."""

from typing import Any

from flask import render_template, request, url_for

from associate.core.acts.returning import adjusting, without_receipt
from associate.core.acts.returning.desk import must_not_be_own
from associate.web.access import here, me, read_intent, staff_can
from associate.web.approval import read_approval
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _
from associate.workflows.returns import forms
from associate.workflows.returns.routes.desk import bp
from associate.workflows.returns.rules import order_found
from associate.workflows.returns.screens import adjustment


@bp.get("/adjustments/<order>")
@staff_can("take_returns")
def show_adjustment(order: str) -> Any:
    bought, _found = order_found(order)
    must_not_be_own(bought, me())
    known = adjusting.must_be_known_here(bought, here())
    return render_template("returns/adjustment.html", at=adjustment.sheet(bought, known))


@bp.post("/adjustments/<order>")
@staff_can("take_returns")
def create_adjustment(order: str) -> Any:
    bought, _found = order_found(order)
    drops, reason = forms.read_drops(request.form, bought.currency)
    agreed, intent = read_approval("approve", bought), read_intent("returns.adjust")
    number = adjusting.adjust_price(
        bought, drops, reason, store=here(), approval=agreed, intent=intent, by=me()
    )
    say("done", _("Refunded"), _("Saved."))
    return go(url_for(".show", number=number))


@bp.get("/without-receipt")
@staff_can("take_returns")
def show_without_receipt() -> Any:
    return render_template("returns/without_receipt.html")


@bp.post("/without-receipt")
@staff_can("take_returns")
def create_without_receipt() -> Any:
    names, intent = forms.read_person(request.form), read_intent("returns.without_receipt")
    number = without_receipt.open_without_receipt(*names, store=here(), intent=intent, by=me())
    return go(url_for(".show", number=number))
