"""Holding a ready order longer: until when, or why not."""

from dataclasses import dataclass
from datetime import datetime

from associate.clock import now
from associate.core.acts.extend import must_be_extendable
from associate.core.fulfillment.holding import extended_end
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.errors import Missing, Refused
from associate.words import _, ngettext


@dataclass(frozen=True)
class Longer:
    """What holding it longer would mean."""

    job: Fulfillment
    until: datetime
    is_again: bool  # then a manager agrees
    refusal: str  # why not; "" when it can be


def longer(order: Order, store: Store) -> Longer:
    """For the part of the order that waits in this store. Raises Missing("not_waiting")."""
    waiting = [job for job in fulfillments_of(order.id) if job.state in WITH_CUSTOMER_TO_COME]
    job = next((job for job in waiting if job.store_id == store.id), None)
    if job is None:
        raise Missing("not_waiting", _("Nothing of %(number)s waits here.", number=order.number))
    try:
        must_be_extendable(job)
    except Refused as refused:
        return Longer(job, job.hold_until or now(), bool(job.extensions), refused.message)
    return Longer(job, extended_end(job, now()), bool(job.extensions), "")


def held_words(job: Fulfillment) -> str:
    """ "3 days longer. The customer is told." """
    days = ngettext("%(num)d day longer.", "%(num)d days longer.", job.store.extend_days)
    told = _("The customer is told.")
    return f"{days} {told}"
