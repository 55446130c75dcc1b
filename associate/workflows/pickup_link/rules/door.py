"""A link a day after its order’s end: it opens by a code that is sent to the customer, for an hour.

The code is derived from its message’s nonce and the secret key: neither it nor its hash is kept.
"""

import hashlib
import hmac
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Delivery
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import DOOR, DOOR_GOOD_FOR, door_code, order_behind
from associate.core.fulfillment.open_links import order_of_link
from associate.core.fulfillment.telling import tell, ways_to
from associate.core.orders.models import Order
from associate.core.returns.still_open import is_open_for_returns
from associate.core.stores.models import Store
from associate.core.stores.tries import count_try
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _

TRIES = 5  # of one code
AN_HOUR = timedelta(hours=1)
CODES_AN_HOUR = 4
STAYS_OPEN = AN_HOUR


class Closed(Refused):
    """The link is right, and only its owner’s code opens it now."""

    def __init__(self, order: Order) -> None:
        super().__init__("closed", str(_("This link is closed. A code opens it.")))
        self.order = order


def order_of(token: str, *, is_let_in: bool) -> Order:
    """The order a link shows. Raises Missing("no_link"); Closed while there is something to bring back."""
    try:
        return order_of_link(token)
    except Missing:
        order = order_behind(token)
        if order is None or not is_open_for_returns(order):
            raise
    if not is_let_in:
        raise Closed(order)
    return order


def sent_code(order: Order) -> Delivery | None:
    """The last code that is still good."""
    since = now() - DOOR_GOOD_FOR
    find = sa.select(Delivery).where(Delivery.order_id == order.id, Delivery.kind == DOOR)
    return db.session.scalar(find.where(Delivery.created_at > since).order_by(Delivery.id.desc()).limit(1))


def send_code(order: Order, store: Store | None, *, intent: Intent, by: Actor) -> None:
    """Once a minute at most. Raises Refused: "no_way" without an address, "too_many_codes"."""
    with atomic(order):
        if answered(intent) is not None:
            return
        if not ways_to(order, store):
            raise Refused("no_way", _("We have no address for that. Ask at the counter, or call us."))
        if _codes(order) >= CODES_AN_HOUR:
            raise Refused("too_many_codes", _("We sent several codes already. Try again in an hour."))
        cause = f"{order.id}:{now():%Y%m%d%H%M}"
        if tell(order, DOOR, cause, store_id=store.id if store else None):
            record("link.code_sent", about=order, by=by)
        answer(intent)


def let_in(order: Order, typed: str, *, key: str, by: Actor) -> None:
    """Once for each code. Raises Refused: "no_code", "wrong_code", "too_many_tries", "code_used"."""
    sent = sent_code(order)
    if sent is None:
        raise Refused("no_code", _("That code is over. Let us send you a new one."))
    if _count("try", sent) > TRIES:
        raise Refused("too_many_tries", _("Too many tries. Let us send you a new code."))
    plain = "".join(c for c in typed.upper() if c.isalnum())
    if not hmac.compare_digest(plain.encode(), door_code(sent.nonce, key=key).encode()):
        raise Refused("wrong_code", _("That isn’t the code. Look at the newest message."))
    if _count("used", sent) > 1:
        raise Refused("code_used", _("That code was used already. Let us send you a new one."))
    with atomic(order):
        record("link.opened", about=order, by=by)


def _codes(order: Order) -> int:
    find = sa.select(sa.func.count()).where(Delivery.order_id == order.id, Delivery.kind == DOOR)
    return db.session.scalar(find.where(Delivery.created_at > now() - AN_HOUR)) or 0


def _count(what: str, sent: Delivery) -> int:
    """Over all processes. The counter outlives the code."""
    who = hashlib.sha256(f"door:{what}:{sent.id}".encode()).hexdigest()
    return count_try(who, int(AN_HOUR.total_seconds()))
