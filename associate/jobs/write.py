"""Write the message that a queued delivery stands for, as it is true now, in its reader's language."""

import json
import re
from typing import Any

from associate.clock import now
from associate.core.acts.voting import ASKED
from associate.core.events.models import Delivery
from associate.core.fulfillment.links import DOOR, DOOR_GOOD_FOR, door_code, link_for
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR, WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.visits import VisitState, visits_for
from associate.core.fulfillment.votes import is_open, open_votes_of
from associate.core.orders.models import Order, OrderState
from associate.core.returns.telling import RETURNED, told_return
from associate.core.shipping.manifests import comes_on
from associate.core.stores.closing import is_closed
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.core.stores.shifts import PushSubscription
from associate.core.stores.staff import Staff
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_tasks_of
from associate.db import atomic, db
from associate.integrations.notifications.port import Message
from associate.messages.compose import compose
from associate.messages.kinds import QUIET_KINDS
from associate.messages.own_words import Text
from associate.words import spoken

TRUE_IN = {
    "ready": WITH_CUSTOMER_TO_COME,
    "partly_ready": WITH_CUSTOMER_TO_COME,
    "reminder": WITH_CUSTOMER_TO_COME,
    "last_day": WITH_CUSTOMER_TO_COME,
    "extended": WITH_CUSTOMER_TO_COME,
    "picked_up": (State.COLLECTED, State.PART_COLLECTED),
    "uncollected": (State.UNCOLLECTED,),
    "delayed": ON_THE_FLOOR,
    "not_fetched": (State.MANIFESTED,),
    "closed": (*ON_THE_FLOOR, *WITH_CUSTOMER_TO_COME),
    "new_order": (State.RELEASED,),
    "soon_late": ON_THE_FLOOR,
}
"""In which states a message about a job still says what is so."""


CARS_IN = {
    "on_the_way": (VisitState.EN_ROUTE,),
    "car_here": (VisitState.ARRIVED,),
    "car_waits": (VisitState.ARRIVED,),
    "car_waits_long": (VisitState.ARRIVED,),
}
"""In which states of whoever comes for a job a push about them still says what is so."""


class BrowserLeft(Exception):
    """Its subscription was ended meanwhile."""


def is_still_true(delivery: Delivery) -> bool:
    """A message that waited may be overtaken: canceled before "ready" left, collected before a reminder."""
    order, job, store = _about(delivery)
    if delivery.kind == "canceled":
        return order.state == OrderState.CANCELED
    if delivery.kind == RETURNED:
        return told_return(delivery.cause) is not None
    if delivery.kind == ASKED:
        told = re.search(r"vote:(\d+)", delivery.cause)  # sent again by hand it names none
        return is_open(int(told[1])) if told else any(v.ends_at > now() for v in open_votes_of(order.id))
    if delivery.kind == DOOR:
        return delivery.created_at > now() - DOOR_GOOD_FOR
    if delivery.kind == "failed_message":
        return any(task.kind == TaskKind.MESSAGE_FAILED for task in open_tasks_of(order.id))
    if delivery.kind not in TRUE_IN:
        return delivery.kind not in CARS_IN or _is_still_coming(delivery)
    if job is None or job.state not in TRUE_IN[delivery.kind]:
        return False
    return _is_so(delivery, job)


def _is_so(delivery: Delivery, job: Fulfillment) -> bool:
    """Nothing newer was told since, and nothing stops it."""
    if delivery.kind == "delayed":
        return f"{job.promise_at:%Y%m%d%H%M}" in delivery.cause  # else it was promised anew since
    if delivery.kind == "not_fetched":
        day = comes_on(job)
        return day is not None and f":{day:%Y%m%d}" in delivery.cause  # else another day was told since
    if delivery.kind == "closed":
        return is_closed(job.store) and f"{job.store.closed_until:%Y%m%d%H%M}" in delivery.cause
    if delivery.kind == "last_day":
        return not job.hold and _ends_today(job)
    return delivery.kind != "reminder" or not job.hold


def _is_still_coming(delivery: Delivery) -> bool:
    visits = visits_for([delivery.fulfillment_id] if delivery.fulfillment_id else [])
    return any(visit.state in CARS_IN[delivery.kind] for visit in visits)


def _ends_today(job: Fulfillment) -> bool:
    """An extension since then makes it another day's."""
    return job.hold_until is not None and local_day(job.store, job.hold_until) == local_day(job.store, now())


def write(delivery: Delivery, app: Any) -> Message:
    """The message itself, from the templates and settings of `app`. The link in it is in no other place.

    Every try of a delivery carries the same link and the same key. Raises BrowserLeft when the one that
    a push is for is no more.
    """
    order, job, store = _about(delivery)
    if delivery.medium == "push":
        return _push(delivery, order, job, store, app)
    with atomic():
        token = link_for(order, f"{delivery.cause}:{delivery.nonce}", key=app.config["SECRET_KEY"])
    link = f"{app.config['BASE_URL'].rstrip('/')}/p/{token}"
    back = told_return(delivery.cause) if delivery.kind == RETURNED else None
    code = door_code(delivery.nonce, key=app.config["SECRET_KEY"]) if delivery.kind == DOOR else ""
    about = {"order": order, "job": job, "store": store, "returned": back}
    text = compose(delivery.kind, delivery.medium, **about, link=link, code=code)
    return _message(delivery, text, app, recipient=delivery.recipient, marker=token)


def _push(
    delivery: Delivery, order: Order, job: Fulfillment | None, store: Store | None, app: Any
) -> Message:
    subscription = db.session.get(PushSubscription, int(delivery.recipient.partition(":")[2]))
    if subscription is None:
        raise BrowserLeft
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    reader = db.session.get_one(Staff, subscription.staff_id)
    language = spoken(reader.locale, store.locale if store else "") or "en"
    text = compose(delivery.kind, "push", order=order, job=job, store=store, link="", language=language)
    recipient = json.dumps({"endpoint": subscription.endpoint, "keys": keys})
    page, is_quiet = _page(delivery, order, job), delivery.kind in QUIET_KINDS
    return _message(delivery, text, app, recipient=recipient, url=page, is_quiet=is_quiet)


def _page(delivery: Delivery, order: Order, job: Fulfillment | None) -> str:
    """What a tap on the push opens."""
    if delivery.kind in CARS_IN:
        return "/curbside"
    is_job = job is not None and delivery.kind != "failed_message"
    return f"/pick/{job.number}" if is_job and job else f"/orders/{order.number}"


def _message(delivery: Delivery, text: Text, app: Any, *, recipient: str, **more: Any) -> Message:
    return Message(
        key=f"{delivery.id}-{delivery.kind}-{delivery.created_at:%Y%m%d%H%M%S}",
        sender=app.config["MAIL_FROM"],
        sender_name=app.config["RETAILER"],
        recipient=recipient,
        subject=text.subject,
        text=text.body + ("\n" if delivery.medium == "email" else ""),
        medium=delivery.medium,
        since=delivery.created_at,
        is_retry=delivery.tries > 1,
        answer_to=f"{app.config['BASE_URL'].rstrip('/')}/webhooks/messages/{delivery.id}",
        **more,
    )


def _about(delivery: Delivery) -> tuple[Order, Fulfillment | None, Store | None]:
    order = db.session.get_one(Order, delivery.order_id)
    job = db.session.get(Fulfillment, delivery.fulfillment_id) if delivery.fulfillment_id else None
    store = db.session.get(Store, delivery.store_id) if delivery.store_id else None
    return order, job, store or (job.store if job else None)
