"""What they take from the floor beside or instead of what was packed, on a return of the handover’s own."""

from collections.abc import Collection

from associate.core.acts.exchanging.choosing import leave
from associate.core.acts.returning.at_pickup import Unwanted, keep_to
from associate.core.acts.returning.opening import close_as_left
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Handover
from associate.core.returns.models import Return, ReturnState, ReturnTake
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.shares import Share


def desk_of(handover: Handover) -> Return | None:
    """The open one. What nobody takes anything at costs no statement."""
    found = db.session.get(Return, handover.return_id) if handover.return_id else None
    return found if found and found.state == ReturnState.OPEN else None


def takes_of(handover: Handover) -> list[ReturnTake]:
    desk = desk_of(handover)
    return desk.takes if desk else []


def age_of_takes(handover: Handover) -> int | None:
    """In years, the highest that what they take asks for."""
    ages = (take.variant.product.min_age for take in takes_of(handover))
    return max((age for age in ages if age), default=None)


def drop_restricted(handover: Handover, *, by: Actor) -> None:
    """Inside the handover’s locks: nobody saw an ID, so nothing with an age goes from the floor either."""
    for take in [each for each in takes_of(handover) if each.variant.product.min_age]:
        leave(take.return_, take.id, by=by)


def fit(handover: Handover, shares: Collection[Share]) -> None:
    """Inside the handover’s locks: what is swapped is what isn’t kept, as it stands now.

    Raises Refused("several_orders") where something of another order isn’t kept either.
    """
    desk = desk_of(handover)
    if desk is None:
        return
    mine = [share for share in shares if share.refused and share.line.fulfillment.order_id == desk.order_id]
    if desk.takes:
        must_be_of_one({*orders_concerned(shares), desk.order_id})
    with atomic(desk):
        keep_to(desk, [Unwanted(share.line, share.refused, share.reason) for share in mine])


def orders_concerned(shares: Collection[Share]) -> set[int]:
    """The ids of those of which something isn’t kept by the customer’s choice."""
    chosen = (share for share in shares if share.refused and not share.is_for_age)
    return {share.line.fulfillment.order_id for share in chosen}


def must_be_of_one(orders: Collection[int | None]) -> None:
    """Raises Refused("several_orders")."""
    if len(orders) != 1:
        raise Refused(
            "several_orders",
            _("An exchange is for one order. Take the others off first, and hand them over by themselves."),
        )


def close_desk(handover: Handover, *, by: Actor) -> None:
    """Inside the handover’s locks: nothing is taken after all, and what they paid for it goes back."""
    if (desk := desk_of(handover)) is not None:
        with atomic(desk):
            close_as_left(desk, by=by)
