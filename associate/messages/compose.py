"""Write one message: a store's own words where it has some, else the built-in ones, in one language."""

from functools import cache
from typing import Any

from flask import current_app
from flask_babel import force_locale

from associate.core.acts.going_back import MoneyBack, going_back
from associate.core.customers.preferences import preferred_language
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.returns.models import Return
from associate.core.stores.models import Store
from associate.messages.kinds import PLACEHOLDERS
from associate.messages.own_words import Text, fill, words_of
from associate.messages.refunds import refund_values
from associate.messages.sms import plain
from associate.messages.values import context, one_line, values
from associate.words import spoken


def compose(
    kind: str,
    medium: str,
    *,
    order: Order,
    job: Fulfillment | None,
    store: Store | None,
    link: str,
    language: str | None = None,
    own: Text | None = None,
    returned: Return | None = None,
    code: str = "",
) -> Text:
    """The message as its reader gets it, as it is true now. Subject is empty for a text message.

    `language`: "en", "es", "fr"; by default the customer's, else the store's. `own`: a draft to look at
    instead of what the store keeps. `returned`: what came back, for the message about it. Writes nothing.
    """
    language = language or language_of(kind, medium, order, store)
    with force_locale(language):
        known = {**values(kind, order, job, store, link), "money": _money_words(order), "code": code}
        known |= refund_values(returned)
        words = own or (words_of(store, kind, medium, language) if store else None)
        text = fill(words, known) if words else _built_in(kind, medium, language, order, job, store, known)
    text = Text(one_line(text.subject), text.body.strip())
    return Text("", plain(text.body)) if medium == "sms" else text


def outline(kind: str, medium: str, language: str) -> Text:
    """The built-in words with their {placeholders} left open: where a store's own begin.

    What the built-in ones say only of some orders is left out. Raises LookupError where we have no such text.
    """
    gaps: dict[str, Any] = {name: f"{{{name}}}" for name in PLACEHOLDERS}
    nothing = {"job": None, "shop": None, "things": lambda _amount: "", "is_late": False}
    nothing["labels"] = list
    text = _rendered(kind, medium, language, {**gaps, **nothing})
    return Text(one_line(text.subject), text.body.strip())


def language_of(kind: str, medium: str, order: Order, store: Store | None) -> str:
    """The customer's if we speak it, else the store's: never half of each. English has every text."""
    language = spoken(preferred_language(order.customer), order.locale, store.locale if store else "") or "en"
    return language if _template(kind, medium, language) in _templates() else "en"


def _built_in(
    kind: str,
    medium: str,
    language: str,
    order: Order,
    job: Fulfillment | None,
    store: Store | None,
    known: dict[str, str],
) -> Text:
    return _rendered(kind, medium, language, {**known, **context(order, job, store)})


def _rendered(kind: str, medium: str, language: str, known: dict[str, Any]) -> Text:
    template = current_app.jinja_env.get_template(_template(kind, medium, language))
    text = template.render(known).strip()
    if medium == "sms":
        return Text("", text)
    subject, _, body = text.partition("\n")
    return Text(subject, body)


def _money_words(order: Order) -> str:
    """What becomes of the customer's money, in the language that is forced now; "" where nothing moves."""
    money = going_back(order) if order.id else MoneyBack(order.currency)
    return str(current_app.jinja_env.get_template("pickup_link/money.html").module.money_words(money))  # type: ignore[attr-defined]


def _template(kind: str, medium: str, language: str) -> str:
    return f"messages/{language}/{kind}.{medium}.txt"


@cache
def _templates() -> frozenset[str]:
    """Read once: which texts there are changes with the code only."""
    return frozenset(current_app.jinja_env.list_templates(extensions=["txt"]))
