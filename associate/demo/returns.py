"""What customers brought back, or are about to: one done, one announced, and what is sold for good."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.returning import grading, opening, settling, units, verifying
from associate.core.catalog.models import Product
from associate.core.events.commands import intent
from associate.core.orders.models import Order
from associate.core.returns.models import Return
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.demo.terms import LAST_PIECE
from associate.demo.work import meant
from associate.workflows.pickup_link.rules.returning import Brings, announce

FINAL = ("Stoneware mug",)
DONE = ("HW-48120", "Oxford shirt", "wrong_size", "a")
ANNOUNCED = ("HW-48101", "Fisher cable sweater", "wrong_size")


def mark_last_pieces() -> None:
    """Inside atomic(), once there are products: of these a rule says that they are sold for good."""
    for product in db.session.scalars(sa.select(Product).where(Product.title.in_(FINAL))):
        product.tags = [*product.tags, LAST_PIECE]
    db.session.flush()


def bring_back(staff: dict[str, Staff]) -> None:
    """Once the orders have been picked up."""
    with as_of(now() - timedelta(hours=20)):
        _take_back(staff["Tom"])
    with as_of(now() - timedelta(hours=2)):
        _announce()


def _take_back(clerk: Staff) -> None:
    number, title, reason, condition = DONE
    order = _order(number)
    store = db.session.scalars(sa.select(Store).filter_by(code="MQ")).one()
    made = opening.open_return(order, store=store, intent=meant("returns.open", clerk), by=clerk.actor)
    return_ = db.session.get_one(Return, made)
    verifying.verify(
        return_, verifying.Proof("receipt"), intent=meant("returns.verify", clerk), by=clerk.actor
    )
    line = next(line for line in order.lines if line.title == title)
    unit = units.choose_unit(return_, line.id, intent=meant("returns.choose", clerk), by=clerk.actor)
    said = {"reason": reason, "condition": condition}
    grading.grade(return_, unit, said, intent=meant("returns.grade", clerk), by=clerk.actor)
    settling.settle(return_, seen=None, intent=meant("returns.refund", clerk), by=clerk.actor)


def _announce() -> None:
    number, title, reason = ANNOUNCED
    order = _order(number)
    customer = order.customer
    assert customer is not None
    line = next(line for line in order.lines if line.title == title)
    key = f"demo-announced-{number}"
    announce(
        order,
        {line.id: Brings(1, reason)},
        intent=intent(key, "link.return", customer.actor, {}),
        by=customer.actor,
    )


def _order(number: str) -> Order:
    with atomic():
        return db.session.scalars(sa.select(Order).where(Order.number == number)).one()
