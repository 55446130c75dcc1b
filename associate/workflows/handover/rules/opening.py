"""Begin: one person at the counter, and every order they may take."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, Handover, HandoverOrder, HandoverState
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.orders.models import Order
from associate.core.orders.whose import addresses
from associate.core.stores.approvals import is_own
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _
from associate.workflows.handover.rules.counter import (
    at_the_counter,
    first_name,
    must_be_free,
    must_be_open,
    wall_time,
)
from associate.workflows.handover.rules.desk import close_desk, desk_of


def open_handover(
    jobs: list[Fulfillment],
    *,
    qr: PickupPass | None = None,
    spoken: PickupPass | None = None,
    take_over: bool = False,
    intent: Intent,
    by: Actor,
) -> int:
    """The id of the open handover of these orders, made or gone on with. The first one is what was asked for.

    Raises OutOfDate("not_ready"); Refused("on_hold"), "own_order", or "being_served" while another serves
    the first one and `take_over` does not say otherwise. The others come along only when they are free, and
    not with somebody who was sent for the first one.
    """
    jobs = _alone_where_sent(jobs, qr or spoken)
    with atomic(*_orders_of_exchange(jobs[0], by), *sorted(jobs, key=lambda job: job.id)):
        if (done := answered(intent)) is not None:
            return int(done["handover"])
        must_be_free(jobs[0])
        for job in jobs:
            _must_not_be_own(job, by)
        handover = _go_on(jobs[0], take_over, by) or _begin(jobs[0], by)
        _add(handover, jobs, by)
        _take_proof(handover, qr, spoken, by)
        return int(answer(intent, handover=handover.id)["handover"])


def open_handover_of(job: Fulfillment) -> Handover | None:
    """The handover this order is at the counter with now."""
    find = (
        sa.select(Handover)
        .join(HandoverOrder, HandoverOrder.handover_id == Handover.id)
        .where(HandoverOrder.fulfillment_id == job.id, Handover.state == HandoverState.OPEN)
    )
    return db.session.scalar(find.order_by(Handover.id.desc()).limit(1))


def take_order_off(handover: Handover, number: str, *, intent: Intent, by: Actor) -> None:
    """This person doesn't take that order today. Raises Refused("last_order") when no other is left."""
    with at_the_counter(handover) as jobs:
        if answered(intent) is not None:
            return
        must_be_open(handover)
        leaving = next((job for job in jobs if job.number == number), None)
        if leaving is None or len(jobs) == 1:
            raise Refused("last_order", _("This is the only order here. Go back instead."))
        desk = desk_of(handover)
        if desk is not None and desk.order_id == leaving.order_id:
            close_desk(handover, by=by)
        _forget(handover, leaving)
        record("handover.order_left", about=leaving, by=by, handover=handover.id)
        answer(intent, number=number)


def _alone_where_sent(jobs: list[Fulfillment], shown: PickupPass | None) -> list[Fulfillment]:
    """A code with a name on it is for one order of the customer’s, whatever else is theirs."""
    return jobs[:1] if shown and shown.name else jobs


def _must_not_be_own(job: Fulfillment, by: Actor) -> None:
    staff = by.staff_id and db.session.get(Staff, by.staff_id)
    if staff and is_own(staff, addresses(job.order)):
        raise Refused(
            "own_order", _("%(number)s is your own order. Somebody else hands it over.", number=job.number)
        )


def _go_on(job: Fulfillment, take_over: bool, by: Actor) -> Handover | None:
    other = open_handover_of(job)
    if other is None or other.opened_by == by.ref:
        return other
    if not take_over:
        who, at = first_name(other.opened_by), wall_time(other, other.opened_at)
        raise Refused(
            "being_served", _("%(who)s serves this customer since %(at)s. Take it over?", who=who, at=at)
        )
    with atomic(other):
        if other.state == HandoverState.OPEN:
            close_desk(other, by=by)
            other.state, other.closed_at, other.closed_by = HandoverState.LEFT, now(), by.ref
            record("handover.taken_over", about=job, by=by, handover=other.id, was=other.opened_by)
    return None


def _orders_of_exchange(job: Fulfillment, by: Actor) -> list[Order]:
    """What somebody else began to exchange is called off with their handover: its money is the order’s."""
    other = open_handover_of(job)
    is_taken_over = other is not None and other.opened_by != by.ref and desk_of(other) is not None
    return [job.order] if is_taken_over else []


def _begin(job: Fulfillment, by: Actor) -> Handover:
    handover = Handover(store_id=job.store_id, opened_by=by.ref)
    db.session.add(handover)
    db.session.flush()
    return handover


def _add(handover: Handover, jobs: list[Fulfillment], by: Actor) -> None:
    here = {row.fulfillment_id for row in handover.orders}
    for job in jobs:
        is_free = job is jobs[0] or (job.state in WITH_CUSTOMER_TO_COME and open_handover_of(job) is None)
        if job.id not in here and is_free:
            handover.orders.append(HandoverOrder(fulfillment_id=job.id, state_before=job.state))
            record("handover.opened", about=job, by=by, handover=handover.id)
    db.session.flush()


def _take_proof(handover: Handover, qr: PickupPass | None, spoken: PickupPass | None, by: Actor) -> None:
    """A scanned QR code or a spoken code opened it: that says who it is, where the store takes it."""
    for shown in filter(None, (qr, spoken)):
        _must_be_unused(shown)
    handover.pass_id = qr.id if qr else handover.pass_id
    how = "qr" if qr else "code" if spoken else ""
    if how and how in db.session.get_one(Store, handover.store_id).verify_by:
        shown = qr or spoken
        handover.pass_id = shown.id if shown else None
        handover.verified_by, handover.verified_note = how, ""
        record("handover.verified", about=handover, by=by, how=how, **sent_with(shown))


def sent_with(shown: PickupPass | None) -> dict[str, int]:
    """For the journal: which delegate’s code it was. Its name is on the code, which can be erased."""
    return {"sent": shown.id} if shown and shown.name else {}


def _must_be_unused(shown: PickupPass) -> None:
    """Between the scan and our lock somebody else may have handed over with it, or the customer taken it
    back: then it is as good as a wrong one."""
    db.session.refresh(shown)
    if shown.revoked_at is not None:
        raise Missing("nothing_found", _("Nothing here has that code. Try the name, phone or email."))
    if shown.used_at is not None:
        raise Refused("used_pass", _("That code was used before. Ask for the one on the page now."))


def _forget(handover: Handover, job: Fulfillment) -> None:
    bags, lines = {bag.id for bag in job.bags}, {str(line.id) for line in job.lines}
    for row in [row for row in handover.bags if row.bag_id in bags]:
        handover.bags.remove(row)
        db.session.delete(row)
    for row in [row for row in handover.orders if row.fulfillment_id == job.id]:
        handover.orders.remove(row)
        db.session.delete(row)
    handover.refusals = {line: what for line, what in handover.refusals.items() if line not in lines}
    handover.kept_back = {bag: what for bag, what in handover.kept_back.items() if int(bag) not in bags}
