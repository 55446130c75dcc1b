"""The bag is open at the counter: another size, or something more, from the floor."""

from typing import Any

from associate.core.acts.charging import paid_at_till
from associate.core.acts.exchanging.choosing import leave, meant_by
from associate.core.acts.exchanging.choosing import take as choose
from associate.core.acts.exchanging.paying import ask_to_pay, slip_of
from associate.core.acts.returning.at_pickup import open_at_pickup, units_of
from associate.core.acts.returning.opening import close_as_left
from associate.core.acts.returning.reckoning import bill_of
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.orders.models import Order
from associate.core.returns.models import Return, ReturnLine
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _
from associate.workflows.handover.rules.age import must_be_let_have
from associate.workflows.handover.rules.counter import (
    at_the_counter,
    brought_out,
    must_be_free,
    must_be_open,
    must_be_verified,
)
from associate.workflows.handover.rules.desk import desk_of, fit, must_be_of_one, orders_concerned
from associate.workflows.handover.rules.refusals import refuse_one
from associate.workflows.handover.rules.shares import Share, shares_of


def take(handover: Handover, code: str, *, line: int = 0, intent: Intent, by: Actor) -> int:
    """One unit more goes along from the floor; its take’s id. `line`: for one unit of that line, which stays
    here; where all of them stay already, for one of those.

    Raises Refused: "not_verified", "at_car", "on_hold", "several_orders", "no_id" and "under_age", what
    choosing.meant_by and choosing.take raise.
    """
    with at_the_counter(handover) as jobs:
        if (done := answered(intent)) is not None:
            return int(done["take"])
        _must_be_at_the_counter(handover, jobs)
        variant = meant_by(code)
        must_be_let_have(variant, handover, jobs)
        share = _share(handover, jobs, line) if line else None
        desk = _desk(handover, jobs, share, by)
        fit(handover, shares_of(jobs, handover))
        swaps = _unit(handover, jobs, desk, share) if share else None
        store = db.session.get_one(Store, handover.store_id)
        with atomic(desk):
            made = choose(desk, variant, store=store, swaps=swaps, by=by)
        return int(answer(intent, take=made.id)["take"])


def leave_it(handover: Handover, number: int, *, intent: Intent, by: Actor) -> None:
    """They don’t take it after all; what it was for still stays here. Raises Missing("no_such_take")."""
    with at_the_counter(handover):
        if answered(intent) is not None:
            return
        must_be_open(handover)
        desk = _open_desk(handover)
        with atomic(desk):
            leave(desk, number, by=by)
        answer(intent, take=number)


def ask_for_payment(handover: Handover, *, at_till: bool, intent: Intent, by: Actor) -> None:
    """What is missing for what they take, as it stands now. Raises what bill_of finds wrong."""
    with at_the_counter(handover) as jobs:
        if answered(intent) is not None:
            return
        must_be_open(handover)
        desk = _open_desk(handover)
        fit(handover, shares_of(jobs, handover))
        with atomic(desk):
            bill = bill_of(desk, by=by)
            if bill.problem:
                raise bill.problem
            ask_to_pay(desk, bill.to_pay, at_till=at_till, by=by)
        answer(intent, amount=bill.to_pay)


def note_paid(handover: Handover, call_id: int, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """The till took the money of its slip, or gave it back, also after it was handed over.

    Raises Missing("no_slip"), what paid_at_till raises.
    """
    desk = db.session.get(Return, handover.return_id) if handover.return_id else None
    if desk is None:
        raise Missing("no_slip", _("That slip isn’t open any more. Look at the handover again."))
    return paid_at_till(slip_of(desk, call_id), intent=intent, by=by)


def _must_be_at_the_counter(handover: Handover, jobs: list[Fulfillment]) -> None:
    must_be_open(handover)
    if brought_out(jobs) is not None:
        raise Refused("at_car", _("An exchange is made at the counter. Ask them to come inside."))
    must_be_verified(handover)
    for job in jobs:
        must_be_free(job)


def _open_desk(handover: Handover) -> Return:
    desk = desk_of(handover)
    if desk is None:
        raise Missing("no_such_take", _("That isn’t part of the exchange any more."))
    return desk


def _share(handover: Handover, jobs: list[Fulfillment], line: int) -> Share:
    found = next((share for share in shares_of(jobs, handover) if share.line.id == line), None)
    if found is None or not found.going + found.refused:
        raise Missing("no_unit", _("That isn’t here any more. Look again."))
    return found


def _desk(handover: Handover, jobs: list[Fulfillment], share: Share | None, by: Actor) -> Return:
    """Of the one order that this is about: by what isn’t kept, else the only one that is here."""
    desk = desk_of(handover)
    about = orders_concerned(shares_of(jobs, handover))
    about |= {share.line.fulfillment.order_id} if share else set()
    about |= {desk.order_id} if desk and desk.takes and desk.order_id else set()
    about = about or {job.order_id for job in jobs}
    must_be_of_one(about)
    if desk and desk.order_id in about:
        return desk
    if desk:
        with atomic(desk):
            close_as_left(desk, by=by)
    return open_at_pickup(db.session.get_one(Order, about.pop()), handover, by=by)


def _unit(handover: Handover, jobs: list[Fulfillment], desk: Return, share: Share) -> ReturnLine:
    """The one it is for: one that stays here and isn’t swapped yet, else one more, else the last of them."""
    swapped = {each.swaps_id for each in desk.takes}
    free = [unit for unit in units_of(desk, share.line) if unit.id not in swapped]
    if not free and share.going:
        refuse_one(handover, share)
        fit(handover, shares_of(jobs, handover))
        free = [unit for unit in units_of(desk, share.line) if unit.id not in swapped]
    return (free or units_of(desk, share.line))[-1]
