"""Nobody knows the order: what it cost at its cheapest of late comes back, as credit of a known person."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.returning.desk import at_the_desk, must_be_open, must_be_verified
from associate.core.acts.returning.opening import customer_for
from associate.core.catalog.codes import read_code
from associate.core.catalog.kits import is_kit
from associate.core.catalog.models import Variant
from associate.core.catalog.queries import variant_by_code
from associate.core.customers.persons import lock_person
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order, OrderLine
from associate.core.payments.credit import add_credit
from associate.core.returns.models import Return, ReturnKind, ReturnLine
from associate.core.stores.methods import must_take_back
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

LATELY = timedelta(days=90)


def open_without_receipt(
    first_name: str, last_name: str, email: str, *, store: Store, intent: Intent, by: Actor
) -> int:
    """Raises Refused("no_recipient") without a name and an email, "own_order" for their own."""
    with atomic():
        if (done := answered(intent)) is not None:
            return int(done["return"])
        must_take_back(store)
        customer = customer_for(first_name, last_name, email)
        staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
        if staff and staff.email.casefold() == customer.email.casefold():
            raise Refused("own_order", _("That’s you. Somebody else takes it back."))
        begun = Return(
            kind=ReturnKind.NO_RECEIPT,
            store_id=store.id,
            customer_id=customer.id,
            currency=store.currency,
            opened_by=by.ref,
            to_credit=True,
        )
        db.session.add(begun)
        db.session.flush()
        record("return.opened", about=begun, by=by, no_receipt=True)
        return int(answer(intent, **{"return": begun.id})["return"])


def scan_anything(return_: Return, raw: str, *, intent: Intent, by: Actor) -> int:
    """One more unit of what we sell: the id of its line. Raises Refused("not_sold_here", "other_money",
    "scan_parts")."""
    with at_the_desk(return_):
        if (done := answered(intent)) is not None:
            return int(done["unit"])
        must_be_open(return_)
        must_be_verified(return_)
        variant = variant_by_code(read_code(raw))
        if variant is None:
            raise Refused("not_sold_here", _("Nobody here knows that code. Give the thing back."))
        if is_kit(variant.id):
            raise Refused("scan_parts", _("That’s a set: scan its parts. Each has a code of its own."))
        price = lowest_price(variant, return_.currency)
        if price is None:
            raise Refused("other_money", _("Nobody sold it in this store’s money. Give the thing back."))
        unit = ReturnLine(variant_id=variant.id, price=price, here_at=now())
        return_.lines.append(unit)
        db.session.flush()
        record("return.unit_in", about=return_, by=by, variant_id=variant.id)
        return int(answer(intent, unit=unit.id)["unit"])


def lowest_price(variant: Variant, currency: str) -> int | None:
    """The least that anybody paid for one of late, or would pay now, in minor units; None: never in it."""
    each = OrderLine.total / OrderLine.quantity
    find = sa.select(sa.func.min(each)).join(Order, Order.id == OrderLine.order_id)
    sold = (OrderLine.variant_id == variant.id, OrderLine.quantity > 0, OrderLine.total > 0)
    find = find.where(*sold, Order.currency == currency, Order.placed_at >= now() - LATELY)
    paid = db.session.scalar(find)
    prices = [int(paid)] if paid is not None else []
    prices += [variant.price] if variant.currency == currency else []
    return min(prices, default=None)


def give_credit(return_: Return, amount: int, *, by: Actor) -> None:
    """Inside atomic(return). Raises Refused("no_customer")."""
    if return_.customer_id is None:
        raise Refused("no_customer", _("Store credit needs a customer. Type their name and email first."))
    lock_person(return_.customer_id)
    if amount:
        add_credit(
            return_.customer_id,
            return_.currency,
            amount,
            cause=return_.ref,
            by=by.ref,
            store_id=return_.store_id,
        )
