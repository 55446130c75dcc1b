"""Begin: one person at the counter, and the order they bring something of."""

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.exchanging.paying import call_off_paying
from associate.core.acts.holds import must_not_be_frozen
from associate.core.acts.returning.desk import (
    at_the_desk,
    first_name,
    must_be_open,
    must_be_verified,
    must_not_be_own,
)
from associate.core.customers.models import Customer
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.orders.models import Order
from associate.core.returns.models import Return, ReturnKind, ReturnState
from associate.core.stores.hours import wall_time
from associate.core.stores.methods import must_take_back
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _


def open_return(
    order: Order,
    *,
    store: Store,
    announced: Return | None = None,
    shown: bool = False,
    take_over: bool = False,
    intent: Intent,
    by: Actor,
) -> int:
    """The id of the open return of this order, made or gone on with; of one that was `announced` on the link,
    with its units. `shown`: the customer’s own code was scanned, which says who it is.

    Raises Refused: "own_order", also for their household’s; "being_served" while another clerk has it and
    `take_over` doesn’t say otherwise; "frozen" while somebody has the wrong bag of it; "no_returns" where the
    store opens none.
    """
    with atomic(order, *([announced] if announced else [])):
        if (done := answered(intent)) is not None:
            return int(done["return"])
        must_not_be_own(order, by)
        must_not_be_frozen(*fulfillments_of(order.id))
        announced = announced or _announced(order)
        if announced and announced.state == ReturnState.EXPECTED:
            found = _take_up(announced, store, by)
        else:
            found = _go_on(order, store, take_over, by) or _begin(order, store, by)
        if shown and not found.verified_by:
            found.verified_by, found.verified_note = "qr", ""
            record("return.verified", about=found, by=by, how="qr")
        return int(answer(intent, **{"return": found.id})["return"])


def open_return_of(order_id: int) -> Return | None:
    """The one that is at a returns counter with this order now."""
    find = sa.select(Return).filter_by(order_id=order_id, state=ReturnState.OPEN)
    find = find.where(Return.kind != ReturnKind.DESK)
    return db.session.scalar(find.order_by(Return.id.desc()).limit(1))


def leave(return_: Return, *, intent: Intent, by: Actor) -> None:
    """They don’t go on with it: what was scanned counts for nobody."""
    with at_the_desk(return_):
        if answered(intent) is None:
            must_be_open(return_)
            close_as_left(return_, by=by)
            answer(intent, **{"return": return_.id})


def close_as_left(return_: Return, *, by: Actor) -> None:
    """Inside atomic(order, return): what they added for an exchange goes back."""
    call_off_paying(return_, by=by)
    return_.state, return_.closed_at, return_.closed_by = ReturnState.LEFT, now(), by.ref
    record("return.left", about=return_, by=by)


def make_gift(
    return_: Return, first_name: str, last_name: str, email: str, *, intent: Intent, by: Actor
) -> None:
    """Whoever got it brings it: they get store credit or something else, and the purchaser isn’t told.

    Raises Refused("no_recipient") without a name and an email: credit belongs to somebody.
    """
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        must_be_verified(return_)
        return_.customer_id = customer_for(first_name, last_name, email).id
        return_.kind, return_.to_credit, return_.send_to = ReturnKind.GIFT, True, None
        record("return.gift", about=return_, by=by)
        answer(intent, **{"return": return_.id})


def customer_for(first_name: str, last_name: str, email: str) -> Customer:
    """Inside atomic(): whom the credit belongs to; one whom this address has, else a new one."""
    first_name, last_name, email = (" ".join(each.split()) for each in (first_name, last_name, email))
    if not first_name or "@" not in email or max(map(len, (first_name, last_name))) > 80 or len(email) > 320:
        raise Refused("no_recipient", _("Type their first name and email: credit belongs to somebody."))
    find = sa.select(Customer).where(sa.func.lower(Customer.email) == email.casefold())
    known = db.session.scalar(find.order_by(Customer.id).limit(1))
    if known is None:
        known = Customer(first_name=first_name, last_name=last_name, email=email)
        db.session.add(known)
        db.session.flush()
    return known


def _announced(order: Order) -> Return | None:
    """What they said on the link they bring, where nobody has begun yet."""
    if open_return_of(order.id) is not None:
        return None
    find = sa.select(Return).filter_by(order_id=order.id, state=ReturnState.EXPECTED)
    return db.session.scalar(find.order_by(Return.id.desc()).limit(1).with_for_update())


def _take_up(announced: Return, store: Store, by: Actor) -> Return:
    must_take_back(store)
    if (other := open_return_of(announced.order_id or 0)) is not None:
        close_as_left(other, by=by)
    announced.state, announced.store_id = ReturnState.OPEN, store.id
    announced.opened_at, announced.opened_by = now(), by.ref
    db.session.flush()
    record("return.opened", about=announced, by=by, announced=True)
    return announced


def _go_on(order: Order, store: Store, take_over: bool, by: Actor) -> Return | None:
    other = open_return_of(order.id)
    if other is None or (other.opened_by == by.ref and other.store_id == store.id):
        return other
    if not take_over:
        there = db.session.get(Store, other.store_id) or store
        facts = {"who": first_name(other.opened_by), "at": wall_time(there, other.opened_at)}
        raise Refused(
            "being_served", _("%(who)s has this order at the counter since %(at)s. Take it over?", **facts)
        )
    with atomic(other):
        record("return.taken_over", about=other, by=by, was=other.opened_by)
        if other.store_id != store.id:
            close_as_left(other, by=by)
            return None
        other.opened_by = by.ref
    return other


def _begin(order: Order, store: Store, by: Actor) -> Return:
    must_take_back(store)
    begun = Return(
        store_id=store.id,
        order_id=order.id,
        customer_id=order.customer_id,
        currency=order.currency,
        opened_by=by.ref,
    )
    db.session.add(begun)
    db.session.flush()
    record("return.opened", about=begun, by=by)
    return begun
