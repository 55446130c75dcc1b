"""Look an order up, read its whole story, cancel it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from associate.core.acts.extend import extend_hold
from associate.core.acts.route import keep_waiting, send_elsewhere, send_to
from associate.core.acts.unpaid import count_unpaid
from associate.core.customers.addresses import masked
from associate.core.fulfillment.order_states import states_of
from associate.core.fulfillment.queries import has_part_in
from associate.core.orders.models import Order
from associate.core.orders.search import leads, order_seen, search_orders
from associate.core.stores.reasons import Family, offered
from associate.core.stores.scope import Scope, scope_of
from associate.errors import Missing, Refused
from associate.web.access import here, me, read_intent, staff_can
from associate.web.approval import read_approval
from associate.web.htmx import go, wants_fragment
from associate.web.paths import safe_path
from associate.web.said import say
from associate.words import _
from associate.workflows.orders import rules
from associate.workflows.orders.screens.longer import held_words, longer
from associate.workflows.orders.screens.order import order_screen
from associate.workflows.orders.screens.returns import STATES
from associate.workflows.orders.screens.routing import (
    decision_of,
    headline,
    job_of,
    movable,
    routing_of,
    rule_words,
)
from associate.workflows.orders.screens.unpaid import waiting_for_money
from associate.workflows.orders.screens.words import about_message, about_refund, about_task, about_tender

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("")
@staff_can("see_orders")
def show_search() -> Any:
    q, scope = request.args.get("q", "")[:200], _scope()
    if request.args.get("show") == "unpaid":
        return render_template("orders/unpaid.html", q="", waiting=waiting_for_money(scope))
    hits, (unpaid, _oldest) = search_orders(q, scope, has_part_in(scope.store_id)), count_unpaid(scope)
    states = states_of(hits.orders)
    return render_template("orders/search.html", q=q, hits=hits, states=states, unpaid=unpaid)


@bp.get("/<number>")
@staff_can("see_orders")
def show_order(number: str) -> Any:
    return render_template("orders/order.html", screen=order_screen(_order(number)), contact=None)


@bp.post("/<number>/contact")
@staff_can("see_contact")
def show_contact(number: str) -> Any:
    order = _order(number)
    rules.show_contact(order, by=me())
    template = "orders/_customer.html" if wants_fragment() else "orders/order.html"
    return render_template(template, screen=order_screen(order), contact=order)


@bp.get("/<number>/cancel")
@staff_can("see_orders")
def show_cancel(number: str) -> Any:
    order = _led(number)
    rules.may_cancel(order)
    reasons = offered(order.store_id, Family.CANCEL)
    return render_template("orders/cancel.html", screen=order_screen(order), reasons=reasons)


@bp.post("/<number>/cancellation")
@staff_can("see_orders")
def create_cancellation(number: str) -> Any:
    order, reason = _led(number), request.form.get("reason", "")
    agreed = read_approval("cancel_orders", order)
    rules.cancel(order, reason, intent=read_intent("orders.cancel"), by=me(), approval=agreed)
    say("ok", _("Canceled"), _("What was picked waits to be put back."))
    return go(url_for("orders.show_order", number=number))


@bp.get("/<number>/extension")
@staff_can("hand_over")
def show_extension(number: str) -> Any:
    order = _order(number)
    waits = longer(order, here())
    return render_template("orders/extension.html", order=order, waits=waits, then=_then(order))


@bp.post("/<number>/extension")
@staff_can("hand_over")
def create_extension(number: str) -> Any:
    order = _order(number)
    job = longer(order, here()).job
    agreed = read_approval("approve", job) if job.extensions else None
    extend_hold(job, approval=agreed, intent=read_intent("orders.extend"), by=me())
    say("ok", _("Held longer"), held_words(job))
    return go(_then(order))


@bp.get("/<number>/routing")
@staff_can("release_orders")
def show_routing(number: str) -> Any:
    part = request.args.get("part", "")
    routing = routing_of(_led(number, part), part)
    return render_template("orders/routing.html", order=routing.order, routing=routing)


@bp.post("/<number>/destination")
@staff_can("release_orders")
def create_destination(number: str) -> Any:
    form = request.form
    order = _led(number, form.get("part", ""))
    intent, part, code = read_intent("orders.destination"), form.get("part", ""), form.get("at", "")
    if part:
        done = send_elsewhere(job_of(order, part), store=code, intent=intent, by=me())
    else:
        done = send_to(order, code, intent=intent, by=me())
    say(**rules.sent_words(done))
    return go(_still_mine(order))


@bp.post("/<number>/waiting")
@staff_can("release_orders")
def create_waiting(number: str) -> Any:
    keep_waiting(_led(number), intent=read_intent("orders.waiting"), by=me())
    say("ok", _("It waits on"), _("Nothing cancels it by itself any more."))
    return go(url_for("orders.show_order", number=number))


def _still_mine(order: Order) -> str:
    """The order, unless only other stores have it now."""
    try:
        return url_for("orders.show_order", number=_order(order.number).number)
    except Missing:
        return url_for("orders.show_search")


def _then(order: Order) -> str:
    """Back to where it was asked for: the order, or the counter."""
    asked = safe_path(request.values.get("then", ""))
    return asked or url_for("orders.show_order", number=order.number)


@bp.context_processor
def _words() -> dict[str, Any]:
    about = {"about_task": about_task, "about_message": about_message, "about_tender": about_tender}
    about |= {"about_refund": about_refund, "return_states": STATES}
    routed = {"decision_of": decision_of, "headline": headline, "movable": movable, "rule_words": rule_words}
    return {"masked": masked, "leads": lambda order: leads(order, _scope()), **about, **routed}


def _scope() -> Scope:
    everywhere = current_user.staff.can("choose_store")
    return scope_of(current_user.staff, current_user.store if everywhere else here(), everywhere=True)


def _order(number: str) -> Order:
    """One that this store leads or sends a part of. Raises Missing."""
    scope = _scope()
    return order_seen(number, scope, has_part_in(scope.store_id))


def _led(number: str, part: str = "") -> Order:
    """One that this store decides about, or whose part it has. Raises Refused("other_store"), Missing."""
    order, scope = _order(number), _scope()
    is_ours = bool(part) and job_of(order, part).store_id == scope.store_id
    if not is_ours and not leads(order, scope):
        raise Refused("other_store", rules.led_words(order))
    return order
