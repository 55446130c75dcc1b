"""Somebody stands at a bay and scanned its sign: whose link it is, or which code they type."""

from associate.core.acts import arrivals
from associate.core.acts.pings import ping
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.coming import Car, must_be_findable
from associate.core.fulfillment.links import passes_by_code
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.open_links import order_of_link
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN
from associate.core.fulfillment.visits import Visit
from associate.core.stores.models import Location, Store
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _


def job_of_link(token: str, store: Store) -> Fulfillment | None:
    """What of the link's order is open in this store; None when the link opens nothing, or nothing here."""
    try:
        order = order_of_link(token)
    except Missing:
        return None
    jobs = fulfillments_of(order.id)
    return next((job for job in jobs if job.store_id == store.id and job.state in OPEN), None)


def arrive(store: Store, bay: Location, code: str, car: Car, *, key: str, intent: Intent) -> Visit:
    """“I’m here” by the customer’s code or by that of whom they sent.

    Whoever comes before it is ready is welcome: staff see that they are here. Raises Refused("wrong_code"),
    the same for wrong, used and taken back; ("two_orders") in the rare case that two people have the same
    one; and what arrivals.arrive raises.
    """
    with atomic():
        if (done := answered(intent)) is not None:
            return db.session.get_one(Visit, done["visit"])
        must_be_findable(bay, car)
        found = _pass_with(code, store, key)
        job = db.session.get_one(Fulfillment, found.fulfillment_id)
        sent = found if found.name else None
        visit = arrivals.arrive([job], bay=bay, **vars(car), by=_who(job, sent), sent=sent)
        answer(intent, visit=visit.id)
        return visit


def change(visit: Visit, bay: Location | None, car: Car, *, intent: Intent) -> None:
    with atomic(visit):
        if answered(intent) is None:
            must_be_findable(bay, car)
            arrivals.change(visit, bay=bay, **vars(car), by=_of(visit))
            answer(intent)


def come_inside(visit: Visit, *, intent: Intent) -> None:
    with atomic(visit):
        if answered(intent) is None:
            arrivals.move_inside(visit, by=_of(visit))
            answer(intent)


def say_again(visit: Visit, *, intent: Intent) -> None:
    with atomic(visit):
        if answered(intent) is None:
            ping(visit, by=_of(visit))
            answer(intent)


def _pass_with(code: str, store: Store, key: str) -> PickupPass:
    found = passes_by_code(code, store_id=store.id, key=key, states=OPEN)
    if not found:
        sentence = _("That code opens no order here. Look at your message once more.")
        raise Refused("wrong_code", sentence)
    if len(found) > 1:
        raise Refused("two_orders", _("Please come inside with that code: we have to look closer."))
    return found[0]


def _of(visit: Visit) -> Actor:
    return _who(visit.jobs[0], visit.pickup_pass)


def _who(job: Fulfillment, sent: PickupPass | None) -> Actor:
    customer = job.order.customer
    return customer.actor if customer and sent is None else Actor(f"link:{job.order_id}")
