"""Who is it? By a whole email, a whole phone number, or the number of an order."""

from typing import Any

from flask import redirect, render_template, request
from flask_login import current_user

from associate.core.fulfillment.queries import has_part_in
from associate.core.orders.models import Order
from associate.core.orders.search import order_seen
from associate.core.stores.scope import scope_of
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go
from associate.web.limits import FIND, limiter
from associate.workflows.customers.routes.card import bp, card_of
from associate.workflows.customers.rules.card import card_for
from associate.workflows.customers.screens.finding import find

finding = limiter.limit(FIND, key_func=lambda: me().ref, exempt_when=lambda: not request.args.get("q"))


@bp.get("")
@staff_can("see_customers")
@finding
def show_find() -> Any:
    text = request.args.get("q", "").strip()[:320]
    hits = find(text, current_user.store)
    if len(hits) == 1:
        return redirect(card_of(hits[0].customer.id), code=303)
    return render_template("customers/find.html", text=text, hits=hits)


@bp.post("")
@staff_can("see_contact")
def create_card() -> Any:
    """Of the guest who placed an order."""
    number = card_for(_order(request.form.get("order", "")), intent=read_intent("customers.card"), by=me())
    return go(card_of(number))


def _order(number: str) -> Order:
    """One that this person sees. Raises Missing."""
    scope = scope_of(current_user.staff, current_user.store, everywhere=True)
    return order_seen(number, scope, has_part_in(scope.store_id))
