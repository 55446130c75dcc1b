"""Write the message that a queued delivery stands for, as it is true now, in the customer's language."""

from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import force_locale

from associate.clock import now
from associate.core.acts.going_back import going_back
from associate.core.events.models import Delivery
from associate.core.fulfillment.links import make_link
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.orders.models import Order, OrderState
from associate.core.stores.hours import next_open_span
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.integrations.notifications.port import Message

NOT_IN_A_NAME = set("/@:<>\\")  # a name that holds an address is somebody's advertisement


def is_still_true(delivery: Delivery) -> bool:
    """A message that waited may be overtaken: canceled before "ready" left, undone before "picked up"."""
    order, job, _store = _about(delivery)
    if delivery.kind == "ready":
        return job is not None and job.state in WITH_CUSTOMER_TO_COME
    if delivery.kind == "picked_up":
        return job is not None and job.state in (State.COLLECTED, State.PART_COLLECTED)
    return delivery.kind != "canceled" or order.state == OrderState.CANCELED


def write(delivery: Delivery, app: Any) -> Message:
    """The message itself, from the templates and settings of `app`. The link in it is in no other place."""
    order, job, store = _about(delivery)
    with atomic():
        token = make_link(order)
    link = f"{app.config['BASE_URL'].rstrip('/')}/p/{token}"
    with force_locale(_language(order, store, app)):
        text = _fill(app, f"messages/{delivery.kind}.txt", order=order, job=job, store=store, link=link)
    subject, _, body = text.strip().partition("\n")
    return Message(
        key=f"{delivery.id}-{delivery.kind}-{delivery.created_at:%Y%m%d%H%M%S}",
        sender=app.config["MAIL_FROM"],
        sender_name=app.config["RETAILER"],
        recipient=delivery.recipient,
        subject=one_line(subject),
        text=body.strip() + "\n",
    )


def one_line(text: str) -> str:
    """Without line breaks and control characters: what a stranger typed can't add a header or a paragraph."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _fill(app: Any, template: str, *, order: Order, **facts: Any) -> str:
    name = one_line(order.first_name)
    store = facts["store"]
    text: str = app.jinja_env.get_template(template).render(
        facts,
        order=order,
        name="" if NOT_IN_A_NAME & set(name) else name,
        retailer=app.config["RETAILER"],
        money=going_back(order),
        hours=next_open_span(store, now()) if store else None,
        one_line=one_line,
    )
    return text


def _about(delivery: Delivery) -> tuple[Order, Fulfillment | None, Store | None]:
    order = db.session.get_one(Order, delivery.order_id)
    job = db.session.get(Fulfillment, delivery.fulfillment_id) if delivery.fulfillment_id else None
    store = db.session.get(Store, delivery.store_id) if delivery.store_id else None
    return order, job, store or (job.store if job else None)


def _language(order: Order, store: Store | None, app: Any) -> Locale:
    """The order's, if we speak it; else the store's, else the installation's: never half of each."""
    babel = app.extensions["babel"].instance
    spoken = {locale.language for locale in babel.list_translations()} | {"en"}
    for wanted in (order.locale, store.locale if store else ""):
        if (locale := _parsed(wanted)) and locale.language in spoken:
            return locale
    return Locale.parse(babel.default_locale)


def _parsed(name: str) -> Locale | None:
    try:
        return Locale.parse(name.replace("-", "_")) if name else None
    except (ValueError, UnknownLocaleError):
        return None
