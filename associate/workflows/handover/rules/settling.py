"""What is taken from the floor is settled in the moment of the handover: all of both, or nothing."""

from collections.abc import Collection

from associate.core.acts.returning import at_pickup
from associate.core.acts.returning.reckoning import Bill
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.inventory import ledger
from associate.core.returns.models import Return, ReturnState
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _
from associate.workflows.handover.rules.desk import close_desk, desk_of, fit
from associate.workflows.handover.rules.shares import Share

Settled = tuple[Return, Bill]


def must_be_settled(
    handover: Handover, shares: Collection[Share], seen: int | None, *, by: Actor
) -> Settled | None:
    """Inside the handover’s locks, before anything of it moves. None where nothing is taken from the floor.

    `seen`: what the button said goes back, in minor units; below 0 what was paid. Raises
    Refused("pay_first"), what fit and bill_of find wrong, OutOfDate("other_sum").
    """
    desk = desk_of(handover)
    if desk is None:
        return None
    if not desk.takes:
        close_desk(handover, by=by)
        return None
    fit(handover, shares)
    bill = at_pickup.paid_bill(desk, by=by)
    if seen is not None and seen != net(bill):
        raise OutOfDate("other_sum", _("It comes to another sum by now. Look again."))
    return desk, bill


def net(bill: Bill) -> int:
    """What goes back, in minor units; below 0 what they pay."""
    return bill.total - bill.to_pay


def levels_of(desk: Return) -> list[int]:
    """Where what they take lies: its stock is touched with that of the bags, under one order of locks."""
    return list(ledger.levels_for({(take.store_id, take.variant_id) for take in desk.takes}).values())


def settled_with(handover: Handover) -> Return | None:
    """What this handover settled, once it is done."""
    found = db.session.get(Return, handover.return_id) if handover.return_id else None
    return found if found and found.state in (ReturnState.DONE, ReturnState.UNDONE) else None


def take_back(handover: Handover, *, by: Actor) -> None:
    """Inside the handover’s locks: the exchange never was. Raises what at_pickup.take_back raises."""
    desk = settled_with(handover)
    if desk is None:
        return
    orders = [desk.exchange] if desk.exchange else []
    jobs: list[Fulfillment] = fulfillments_of(desk.exchange_id) if desk.exchange_id else []
    with atomic(*orders, *jobs, desk):
        at_pickup.take_back(desk, by=by)
