"""The bag is opened at the counter: what isn’t kept never leaves, what is taken instead goes along."""

from collections.abc import Iterable
from dataclasses import dataclass

from associate.clock import now
from associate.core.acts.exchanging.choosing import drop_swaps
from associate.core.acts.exchanging.handing_out import take_back as take_back_exchange
from associate.core.acts.exchanging.paying import must_be_paid
from associate.core.acts.refunding import call_off
from associate.core.acts.returning.reckoning import Bill, bill_of
from associate.core.acts.returning.settling import close
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import FulfillmentLine, Handover
from associate.core.orders.models import Order
from associate.core.returns.models import Condition, Return, ReturnKind, ReturnLine, ReturnState
from associate.db import db


@dataclass(frozen=True)
class Unwanted:
    """So many units of one line that aren’t kept, and why: the code of a reason."""

    line: FulfillmentLine
    units: int
    reason: str


def open_at_pickup(order: Order, handover: Handover, *, by: Actor) -> Return:
    """Inside atomic(order, handover): what this handover settles beside handing over."""
    begun = Return(
        kind=ReturnKind.DESK,
        store_id=handover.store_id,
        order_id=order.id,
        customer_id=order.customer_id,
        currency=order.currency,
        opened_by=by.ref,
        verified_by=handover.verified_by,
        verified_note=handover.verified_note,
    )
    db.session.add(begun)
    db.session.flush()
    handover.return_id = begun.id
    return begun


def keep_to(return_: Return, unwanted: Iterable[Unwanted]) -> None:
    """Inside atomic(order, return): its units are those that aren’t kept; of the others the swap is off."""
    unwanted = list(unwanted)
    lines = {each.line.id for each in unwanted}
    _remove(return_, [unit for unit in return_.lines if unit.fulfillment_line_id not in lines])
    for each in unwanted:
        units = units_of(return_, each.line)
        _remove(return_, units[each.units :])
        missing = range(each.units - len(units))
        units = units[: each.units] + [_added(return_, each.line) for _n in missing]
        for unit in units:
            unit.reason = each.reason
            unit.condition = Condition.DAMAGED if each.reason == "damaged" else Condition.NEW
    db.session.flush()


def units_of(return_: Return, line: FulfillmentLine) -> list[ReturnLine]:
    """The units of this line that aren’t kept, those that are swapped first."""
    swapped = {take.swaps_id for take in return_.takes}
    units = [unit for unit in return_.lines if unit.fulfillment_line_id == line.id]
    return sorted(units, key=lambda unit: (unit.id not in swapped, unit.id))


def paid_bill(return_: Return, *, by: Actor) -> Bill:
    """What it comes to before anything moves. Raises what bill_of finds wrong, Refused("pay_first")."""
    bill = bill_of(return_, by=by)
    if bill.problem:
        raise bill.problem
    must_be_paid(return_, bill.to_pay)
    return bill


def settle(return_: Return, bill: Bill, *, by: Actor) -> None:
    """Inside atomic(order, jobs, return): money on its way, the new goods theirs. The goods that aren’t kept
    are the caller’s to refuse, the stock of both sides the caller’s to lock."""
    assert bill.refund is not None
    close(return_, bill, bill.refund, by=by)
    record("return.at_pickup", about=return_, by=by, amount=return_.actual, units=len(return_.lines))


def take_back(return_: Return, *, by: Actor) -> None:
    """Inside atomic(both orders, their jobs, return): it never was, as long as no money has left.

    Raises what call_off and handing_out.take_back raise.
    """
    if return_.refund is not None:
        call_off(return_.refund, by=by)
    if return_.exchange is not None:
        take_back_exchange(return_.exchange, return_, by=by)
    return_.state = ReturnState.UNDONE
    record("return.undone_at_pickup", about=return_, by=by, amount=return_.actual)


def _added(return_: Return, line: FulfillmentLine) -> ReturnLine:
    unit = ReturnLine(
        order_line_id=line.order_line_id,
        fulfillment_line_id=line.id,
        variant_id=line.variant_id,
        here_at=now(),
    )
    return_.lines.append(unit)
    return unit


def _remove(return_: Return, units: Iterable[ReturnLine]) -> None:
    for unit in list(units):
        drop_swaps(return_, unit)
        return_.lines.remove(unit)
