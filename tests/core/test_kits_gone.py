"""A set that loses a part: the rest of it stays, wherever it lies, and its money goes back whole."""

import pytest
import sqlalchemy as sa

from associate.core.acts.intake import take_in
from associate.core.acts.kit_shorts import must_make_a_set
from associate.core.acts.payment_answers import deed_of
from associate.core.acts.recall_out import take_out_recalled
from associate.core.acts.recalls import stop_selling
from associate.core.acts.refunding import pay_back
from associate.core.acts.replacing import Instead, replace
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.core.orders.incoming import IncomingTender
from associate.core.payments.calls import calls_of
from associate.core.payments.owed import owed_by_tasks
from associate.db import atomic, db
from associate.errors import Refused
from tests.core.test_kits import books_agree, gift
from tests.support.counter import stage
from tests.support.money import account, back
from tests.support.shop import look_again

__all__ = ["books_agree", "gift"]


@pytest.fixture
def ready(shop, gift):
    """Two sets, each of two milk and a kettle, and a jacket: picked and in their place."""
    return stage(shop, shop.has_order((gift, 2), (shop.jacket, 1)), "7K4")


def jobs(order):
    look_again()
    find = sa.select(Fulfillment).filter_by(order_id=order.id).order_by(Fulfillment.id)
    return list(db.session.scalars(find))


def lines(job):
    return [(line.variant.sku, line.picked, line.short, line.canceled) for line in job.lines]


def put_backs():
    rows = db.session.scalars(sa.select(PutBack).order_by(PutBack.id))
    return sorted((row.fulfillment_line_id, row.quantity, row.why) for row in rows)


def test_a_recalled_part_takes_its_set_along(shop, ready):
    with atomic(shop.kettle.product):
        stop = stop_selling(shop.kettle.product, "The handle breaks", by=SYSTEM)
    with atomic(ready.order, ready):
        taken, owed = take_out_recalled(stop, ready, by=SYSTEM)
    (job,) = jobs(ready.order)
    assert (taken, owed) == (2, 10_000) and owed_by_tasks(job.order_id) == 10_000
    assert lines(job) == [("HW-OM-1", 0, 4, 0), ("HW-EK-15", 0, 2, 0), ("HW-RJ-204-M", 1, 0, 0)]
    milk, kettle, _jacket = job.lines
    assert put_backs() == sorted([(milk.id, 4, "canceled"), (kettle.id, 2, "recalled")])
    assert job.state == State.READY


def test_a_lost_part_that_is_refunded_takes_its_set_along(shop, ready):
    milk, kettle, _jacket = ready.lines
    with atomic(ready.order, ready):
        replace(ready, {milk.id: 1}, Instead.REFUND, cause="bag:1", by=SYSTEM)
    (job,) = jobs(ready.order)
    assert lines(job)[:2] == [("HW-OM-1", 2, 2, 0), ("HW-EK-15", 1, 1, 0)]
    assert put_backs() == sorted([(milk.id, 1, "canceled"), (kettle.id, 1, "canceled")])
    assert owed_by_tasks(job.order_id) == 5_000


def test_a_part_that_moved_to_another_store_still_counts_for_its_set(shop, ready):
    """One kettle is collected there. When a set’s milk is lost here, the kettle that is here is let go."""
    shop.stocks(shop.kettle, 3, store=shop.castle_row)
    milk, kettle, _jacket = ready.lines
    with atomic(ready.order, ready):
        replace(ready, {kettle.id: 1}, Instead.STORE, cause="bag:1", by=SYSTEM, store=shop.castle_row)
    here, there = jobs(ready.order)
    assert there.store_id == shop.castle_row.id and there.lines[0].wanted == 1
    assert lines(here)[:2] == [("HW-OM-1", 4, 0, 0), ("HW-EK-15", 1, 0, 1)]
    with pytest.raises(Refused, match="kit_gone"):  # two kettles make two sets: no milk more has one
        must_make_a_set(here.lines[0], 1)
    milk = here.lines[0]
    with atomic(here.order, here):
        replace(here, {milk.id: 2}, Instead.REFUND, cause="bag:2", by=SYSTEM)
    here, there = jobs(ready.order)
    assert lines(here)[:2] == [("HW-OM-1", 2, 2, 0), ("HW-EK-15", 0, 1, 1)]
    assert there.lines[0].short == 0 and owed_by_tasks(here.order_id) == 5_000


def test_a_web_shop_is_told_of_refunds_by_the_set(shop, gift):
    """It knows no parts: only as many of its own line as they make, and nothing of half a set."""
    account(shop.web, "stripe")
    tender = IncomingTender(external_id="pi_1", kind="card", amount=18_900, is_captured=True)
    told = shop.tells((gift, 2), (shop.jacket, 1), number="1001", tenders=(tender,))
    order = take_in(shop.web, told)
    milk, kettle, jacket = (line.external_id for line in order.lines)

    def deed(cause, *units):
        with atomic(order):
            known = {"amount": 500, "why": "return", "by": SYSTEM, "store_id": None, "cause": cause}
            pay_back(order, back(order, 500), lines=units, **known)
        return deed_of(calls_of(order.id)[-1])

    assert deed("return:1", (milk, 2), (kettle, 1), (jacket, 1)).lines == (("1001-2", 1), ("1001-1", 1))
    assert deed("return:2", (milk, 1)).lines == ()
