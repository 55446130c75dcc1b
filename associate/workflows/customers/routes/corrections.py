"""A manager puts points and store credit right."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from associate.web.access import me, read_intent, staff_can
from associate.web.said import say
from associate.words import _
from associate.workflows.customers import forms
from associate.workflows.customers.routes.card import back, bp, customer_of, seen
from associate.workflows.customers.rules import corrections


@bp.get("/<key>/points")
@staff_can("manage_customers")
def show_points(key: str) -> Any:
    return render_template("customers/points.html", at=seen(key))


@bp.post("/<key>/points")
@staff_can("manage_customers")
def create_points(key: str) -> Any:
    customer, change = customer_of(key), forms.read_points(request.form.get("change", ""))
    why, intent = request.form.get("reason", ""), read_intent("customers.points")
    has = corrections.correct_points(customer, change, why, intent=intent, by=me())
    say("ok", _("Corrected"), _("They have %(n)s points now.", n=has))
    return back(key)


@bp.get("/<key>/credit")
@staff_can("manage_customers")
def show_credit(key: str) -> Any:
    return render_template("customers/credit.html", at=seen(key), currencies=_currencies(key))


@bp.post("/<key>/credit")
@staff_can("manage_customers")
def create_credit(key: str) -> Any:
    form, known = request.form, _currencies(key)
    currency = form.get("currency", "") if form.get("currency", "") in known else known[0]
    change = forms.read_amount(form.get("change", ""), currency)
    said = {"store_id": current_user.store.id if current_user.store else None, "by": me()}
    intent = read_intent("customers.credit")
    why = form.get("reason", "")
    corrections.correct_credit(customer_of(key), currency, change, why, intent=intent, **said)
    say("ok", _("Corrected"))
    return back(key)


def _currencies(key: str) -> list[str]:
    """What they have credit in, and what this store takes."""
    own = [current_user.store.currency] if current_user.store else []
    return list(dict.fromkeys([*own, *(each.currency for each in seen(key).credit), "EUR"]))
