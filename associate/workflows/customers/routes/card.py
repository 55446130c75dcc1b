"""One customer’s card, and the small deeds at it."""

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user

from associate.core.customers.addresses import masked
from associate.core.customers.keys import card_key, read_card_key
from associate.core.customers.models import Customer
from associate.core.customers.persons import kept
from associate.db import db
from associate.errors import Missing
from associate.web.access import me, read_intent, staff_can
from associate.web.htmx import go, wants_fragment
from associate.web.limits import FIND, limiter
from associate.web.said import say
from associate.words import LANGUAGES, _
from associate.workflows.customers import forms
from associate.workflows.customers.rules import card as rules
from associate.workflows.customers.screens.alike import REASONS
from associate.workflows.customers.screens.card import Card, card, note_of
from associate.workflows.customers.screens.consents import SOURCES

bp = Blueprint("customers", __name__, url_prefix="/customers")
looking = limiter.limit(FIND, key_func=lambda: me().ref)
"""Cards are looked at by who stands at the counter, not one after the other."""


@bp.app_context_processor
def _card() -> dict[str, Any]:
    """Wherever a customer’s name stands, it leads to their card."""
    return {"card_of": card_of}


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"masked": masked, "sources": SOURCES, "why_words": REASONS, "card_key": key_of, "contact": None}


def card_of(customer_id: int | None) -> str:
    """The address of their card; empty for a guest, and for who may not see one."""
    may = current_user.is_authenticated and current_user.staff.can("see_customers")
    return url_for("customers.show_card", key=key_of(customer_id)) if customer_id and may else ""


def key_of(customer_id: int) -> str:
    return card_key(customer_id, current_app.config["SECRET_KEY"])


def customer_of(key: str) -> Customer:
    """The profile that this key names. Raises Missing."""
    number = read_card_key(key, current_app.config["SECRET_KEY"])
    customer = db.session.get(Customer, number) if number else None
    if customer is None:
        raise Missing("no_customer", _("There’s no such customer. Find them by their email, phone or order."))
    return customer


def seen(key: str) -> Card:
    zone = current_user.store.zone if current_user.store else "UTC"
    return card(customer_of(key), current_user.staff, zone, request.args.get("before", "")[:60])


def back(key: str) -> Any:
    """To the card of the profile that is kept."""
    return go(url_for("customers.show_card", key=key_of(kept(customer_of(key)).id)))


@bp.get("/<key>")
@staff_can("see_customers")
@looking
def show_card(key: str) -> Any:
    at = seen(key)
    if at.customer.id != customer_of(key).id:
        return back(key)
    return render_template("customers/card.html", at=at)


@bp.post("/<key>/contact")
@staff_can("see_contact")
@looking
def show_contact(key: str) -> Any:
    at = seen(key)
    rules.show_contact(at.customer, by=me())
    template = "customers/_head.html" if wants_fragment() else "customers/card.html"
    return render_template(template, at=at, contact=at)


@bp.post("/<key>/notes")
@staff_can("see_customers")
def create_note(key: str) -> Any:
    text = request.form.get("text", "")
    rules.write_note(customer_of(key), text, intent=read_intent("customers.note"), by=me())
    say("ok", _("Noted"))
    return back(key)


@bp.post("/<key>/notes/<int:note>/removal")
@staff_can("see_customers")
def create_note_removal(key: str, note: int) -> Any:
    at = seen(key)
    rules.strike_note(at.customer, note_of(at, note), intent=read_intent("customers.strike"), by=me())
    say("ok", _("Struck out"), _("It stays on record."))
    return back(key)


@bp.get("/<key>/preferences")
@staff_can("see_customers")
def show_preferences(key: str) -> Any:
    return render_template("customers/preferences.html", at=seen(key))


@bp.post("/<key>/preferences")
@staff_can("see_customers")
def create_preferences(key: str) -> Any:
    customer, wanted = customer_of(key), forms.read_preferences(request.form, LANGUAGES)
    rules.prefer(customer, wanted, intent=read_intent("customers.prefer"), by=me())
    say("ok", _("Saved"))
    return back(key)


@bp.post("/<key>/consents")
@staff_can("see_contact")
def create_consent(key: str) -> Any:
    at, number = seen(key), forms.read_number(request.form.get("address", ""))
    line = next((each for each in at.consents if each.number == number), None)
    medium, address = (line.medium, line.address) if line else ("", "")
    given = request.form.get("may") == "yes"
    intent = read_intent("customers.consent")
    rules.note_consent(at.customer, medium, address, given, intent=intent, by=me())
    say("ok", _("Noted"), _("Messages go that way.") if given else _("Nothing is sent there any more."))
    return back(key)
