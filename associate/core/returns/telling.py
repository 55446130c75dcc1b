"""Tell a customer what their return came to: once, and never of a gift that somebody else brought back."""

import re
from datetime import datetime

import sqlalchemy as sa

from associate.core.events.deliveries import withdraw_message
from associate.core.events.models import Delivery
from associate.core.fulfillment.telling import tell
from associate.core.returns.models import Return, ReturnKind, ReturnState
from associate.db import db

RETURNED = "returned"
_REF = re.compile(r"\breturn:(\d+)")


def is_for_the_purchaser(back: Return) -> bool:
    """May whoever placed the order know of it? Not of a gift: the value went to who got it."""
    return back.state == ReturnState.DONE and back.kind != ReturnKind.GIFT


def gift_refunds(order_id: int) -> set[int]:
    """The ids of refunds of the order that its purchaser isn’t told of."""
    find = sa.select(Return.refund_id).where(Return.order_id == order_id, Return.kind == ReturnKind.GIFT)
    return {refund_id for refund_id in db.session.scalars(find) if refund_id is not None}


def tell_returned(back: Return, *, not_before: datetime | None = None) -> Delivery | None:
    """Inside atomic(), once it is done: queue its message. None for a gift, for no order, and when told."""
    if back.order is None or not is_for_the_purchaser(back):
        return None
    return tell(back.order, RETURNED, back.ref, store_id=back.store_id, not_before=not_before)


def untell_returned(back: Return) -> None:
    """It is undone: what has not gone out stays here."""
    withdraw_message(f"{RETURNED}:{back.ref}")


def told_return(cause: str) -> Return | None:
    """Which return a message is about, by its cause; None for one that may not be told of any more."""
    found = _REF.search(cause)
    back = db.session.get(Return, int(found[1])) if found else None
    return back if back and is_for_the_purchaser(back) else None
