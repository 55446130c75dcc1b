"""Look an order up, read its whole story, cancel it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from associate.core.orders.models import Order
from associate.core.stores.scope import Scope, scope_of
from associate.web.access import here, me, read_intent, staff_can
from associate.web.htmx import go, wants_fragment
from associate.web.said import say
from associate.words import _
from associate.workflows.orders import rules, screens

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("")
@staff_can("see_orders")
def show_search() -> Any:
    q = request.args.get("q", "")[:200]
    hits = screens.search(q, _scope())
    return render_template("orders/search.html", q=q, hits=hits, states=screens.states_of(hits.orders))


@bp.get("/<number>")
@staff_can("see_orders")
def show_order(number: str) -> Any:
    return render_template("orders/order.html", screen=screens.order_screen(_order(number)), contact=None)


@bp.post("/<number>/contact")
@staff_can("see_contact")
def show_contact(number: str) -> Any:
    order = _order(number)
    rules.show_contact(order, by=me())
    template = "orders/_customer.html" if wants_fragment() else "orders/order.html"
    return render_template(template, screen=screens.order_screen(order), contact=order)


@bp.get("/<number>/cancel")
@staff_can("cancel_orders")
def show_cancel(number: str) -> Any:
    order = _order(number)
    rules.may_cancel(order)
    return render_template("orders/cancel.html", screen=screens.order_screen(order), reasons=rules.Reason)


@bp.post("/<number>/cancellation")
@staff_can("cancel_orders")
def create_cancellation(number: str) -> Any:
    rules.cancel(_order(number), request.form.get("reason", ""), intent=read_intent("orders.cancel"), by=me())
    say("ok", _("Canceled"), _("What was picked waits to be put back."))
    return go(url_for("orders.show_order", number=number))


@bp.context_processor
def _words() -> dict[str, Any]:
    names = ("masked_email", "masked_phone", "about_task", "about_message", "about_tender")
    return {name: getattr(screens, name) for name in names}


def _scope() -> Scope:
    everywhere = current_user.staff.can("choose_store")
    return scope_of(current_user.staff, current_user.store if everywhere else here(), everywhere=True)


def _order(number: str) -> Order:
    return screens.find_order(number, _scope())
