"""Many clerks with one order at once, in two stores: one return, one refund, the goods once."""

import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.returning import grading, opening, settling, units, verifying
from associate.core.events.commands import intent
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order, Refund
from associate.core.returns.models import Return, ReturnState
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db
from tests.races.buyers import again, in_processes
from tests.support.brought import at_home
from tests.support.shop import look_again

CLERKS = (("Ana", "MQ"), ("Priya", "MQ"), ("Charlie", "CR"), ("Ana", "MQ"))
SAID = {"reason": "wrong_size", "condition": "a"}


def test_two_jackets_come_back_once_whoever_takes_them(app, shop):
    order_id = at_home(shop, (shop.jacket, 2)).id

    def work(n):
        name, code = CLERKS[n]
        clerk = db.session.scalars(sa.select(Staff).filter_by(first_name=name)).one().actor
        store = db.session.scalars(sa.select(Store).filter_by(code=code)).one()

        def meant(step):
            return {"intent": intent(f"race-{n}-{step}-12345678", step, clerk, {}), "by": clerk}

        order = db.session.get_one(Order, order_id)
        made = again(lambda: opening.open_return(order, store=store, take_over=n % 2 == 0, **meant("open")))
        found = db.session.get(Return, made) if made else None
        if found is None:
            return
        again(lambda: verifying.verify(found, verifying.Proof("receipt"), **meant("verify")))
        for step in ("one", "two", "three"):
            unit = again(lambda step=step: units.scan_unit(found, shop_sku, **meant(step)))
            if unit:
                again(lambda unit=unit, step=step: grading.grade(found, unit, SAID, **meant(f"{step}g")))
        again(lambda: settling.settle(found, seen=None, **meant("settle")))

    shop_sku, jacket = shop.jacket.sku, shop.jacket.id
    in_processes(app, len(CLERKS), work)
    look_again()
    done = db.session.scalars(sa.select(Return).filter_by(state=ReturnState.DONE)).all()
    back = sum(len(each.lines) for each in done)
    assert 1 <= back <= 2
    assert db.session.scalar(sa.select(sa.func.sum(Refund.amount))) == back * 8900
    held = db.session.scalars(sa.select(StockLevel.held).filter_by(variant_id=jacket))
    assert sum(held) == back
    assert list(mismatches()) == []
