"""Something else instead of what comes back: chosen at the desk, paid before it goes."""

from typing import Any

import sqlalchemy as sa

from associate.core.acts.charging import paid_at_till
from associate.core.acts.exchanging import choosing
from associate.core.acts.exchanging.paying import ask_to_pay, slip_of
from associate.core.acts.returning.desk import at_the_desk, must_be_open, must_be_verified, unit_of
from associate.core.acts.returning.reckoning import bill_of
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.returns.models import Return
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _


def take_instead(
    return_: Return, code: str, *, store: Store, at: str = "", unit: int = 0, intent: Intent, by: Actor
) -> int:
    """One unit more goes out; its take’s id. `code`: scanned, or a SKU. `at`: the code of the store that
    sends it, else it lies here. `unit`: for which one that comes back.

    Raises Refused("no_exchange"), what choosing.meant_by and choosing.take raise.
    """
    with at_the_desk(return_):
        if (done := answered(intent)) is not None:
            return int(done["take"])
        must_be_open(return_)
        must_be_verified(return_)
        if return_.order is None:
            raise Refused("no_exchange", _("Without a receipt there’s only store credit."))
        place = _store(at) if at else store
        swaps = unit_of(return_, unit) if unit else None
        made = choosing.take(return_, choosing.meant_by(code), store=place, swaps=swaps, by=by)
        return int(answer(intent, take=made.id)["take"])


def leave_it(return_: Return, take: int, *, intent: Intent, by: Actor) -> None:
    """They don’t take it after all. Raises Missing("no_such_take")."""
    with at_the_desk(return_):
        if answered(intent) is None:
            choosing.leave(return_, take, by=by)
            answer(intent, take=take)


def send_to(return_: Return, address: dict[str, str], *, intent: Intent, by: Actor) -> None:
    """Where it goes what doesn’t lie here."""
    with at_the_desk(return_):
        if answered(intent) is None:
            must_be_open(return_)
            return_.send_to = address
            record("return.address", about=return_, by=by)
            answer(intent, **{"return": return_.id})


def ask_for_payment(return_: Return, *, at_till: bool, intent: Intent, by: Actor) -> None:
    """What is missing for what they take, as it stands now. Raises what bill_of finds wrong."""
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        bill = bill_of(return_, by=by)
        if bill.problem:
            raise bill.problem
        ask_to_pay(return_, bill.to_pay, at_till=at_till, by=by)
        answer(intent, amount=bill.to_pay)


def note_paid(return_: Return, call_id: int, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """The till took the money of its slip, or gave it back. Raises Missing("no_slip"), what paid_at_till
    raises."""
    return paid_at_till(slip_of(return_, call_id), intent=intent, by=by)


def _store(code: str) -> Store:
    found = db.session.scalar(sa.select(Store).filter_by(code=code))
    if found is None:
        raise Missing("no_store", _("There’s no such store."))
    return found
