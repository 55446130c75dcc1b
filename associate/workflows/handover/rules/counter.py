"""What every deed at the counter begins with: the locks, in one order, and a handover that is still open."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from associate.core.fulfillment.models import Fulfillment, Handover, HandoverState
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.visits import Visit, visited, visits_for
from associate.core.stores import hours, names
from associate.core.stores.closing_words import must_let_people_in
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.handover.rules.locked import lock_and_read

HOLDS = {
    "payment": lambda: _("The payment isn’t settled any more. Keep the bags here and ask a lead."),
    "fraud": lambda: _("This order is being checked. Keep the bags here and ask a lead."),
    "wrong_bag": lambda: _("Somebody may have the wrong bag of it. Keep the bags here and ask a lead."),
    "elsewhere": lambda: _(
        "The shop’s system says it was handed out already. Keep the bags here and ask a lead."
    ),
}


def handover_here(number: int, *, store: Store) -> Handover:
    """The handover in this store. Raises Missing, also when it is another store's."""
    find = sa.select(Handover).filter_by(id=number, store_id=store.id)
    apart = (lazyload(Handover.orders), lazyload(Handover.bags))  # a deed reads them under its locks
    found = db.session.scalar(find.options(*apart))
    if found is None:
        raise Missing("no_handover", _("There’s no such handover in this store."))
    return found


@contextmanager
def at_the_counter(handover: Handover) -> Iterator[list[Fulfillment]]:
    """Lock the orders, their jobs and the handover; gives the jobs, by id.

    Raises OutOfDate when an order was taken off it meanwhile.
    """
    number = handover.id  # read before the deed forgets it
    with atomic():
        yield lock_and_read(number)


def jobs_of(handover: Handover) -> list[Fulfillment]:
    return [row.fulfillment for row in handover.orders]


def must_be_open(handover: Handover) -> None:
    """Raises OutOfDate with who closed it and when."""
    if handover.state == HandoverState.OPEN:
        return
    if handover.state == HandoverState.DONE and handover.closed_at and handover.closed_by:
        who, at = first_name(handover.closed_by), wall_time(handover, handover.closed_at)
        raise OutOfDate("handed_over_already", _("%(who)s handed this over at %(at)s.", who=who, at=at))
    raise OutOfDate("left", _("This handover was closed. Find the order again."))


def must_be_verified(handover: Handover) -> None:
    if not handover.verified_by:
        raise Refused("not_verified", _("First say how you know who it is."))


def must_be_known(handover: Handover, jobs: list[Fulfillment]) -> None:
    """Verified; or on the way to a car, where the customer is asked last: bags go out first."""
    if not handover.verified_by and brought_out(jobs) is None:
        must_be_verified(handover)


def brought_out(jobs: list[Fulfillment]) -> Visit | None:
    """The visit whose runner takes these orders to a car now."""
    open_now = visits_for(visited(jobs))
    return next((visit for visit in open_now if visit.runner_id and not visit.to_counter), None)


def must_be_free(job: Fulfillment) -> None:
    """Raises Refused("on_hold") for a hold of any kind, "closed" while the door is closed against its hours,
    OutOfDate("not_ready") when it isn't ready."""
    must_let_people_in(db.session.get_one(Store, job.store_id))
    if job.hold:
        why = HOLDS.get(job.hold, HOLDS["fraud"])()
        raise Refused("on_hold", _("%(number)s is on hold.", number=job.number) + " " + why)
    if job.state not in WITH_CUSTOMER_TO_COME:
        raise OutOfDate(
            "not_ready", _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        )


def first_name(ref: str) -> str:
    """The first name of who a journal reference means; "Somebody" for none of our people."""
    return names.first_name(ref) or _("Somebody")


def wall_time(handover: Handover, at: datetime) -> str:
    """The time on the wall of the handover's store."""
    return hours.wall_time(db.session.get_one(Store, handover.store_id), at)
