"""Two clerks with the last one of a size, and one who takes back while another brings back."""

import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.acts.returning import exchange, grading, opening, settling, undoing, units, verifying
from associate.core.catalog.models import Variant
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.orders.models import Order, Refund, RefundState
from associate.core.returns.models import Return, ReturnState
from associate.db import atomic, db
from tests.races.buyers import again, in_processes
from tests.support.brought import at_home
from tests.support.shop import look_again

SAID = {"reason": "wrong_size", "condition": "a"}


def last_one(shop):
    with atomic():
        product = shop.jacket.product
        made = Variant(product=product, sku="HW-RJ-204-L", size="L", price=8900, currency="EUR")
        db.session.add(made)
        db.session.flush()
        row = {"store_id": shop.mill_quay.id, "variant_id": made.id, "on_hand": 1}
        ledger.stock_up([row], cause="test", by=SYSTEM)
    return made.id


class Clerk:
    def __init__(self, shop, name):
        self.by, self.store, self.name, self.step = shop.ana.actor, shop.mill_quay, name, 0

    def meant(self):
        self.step += 1
        return {"intent": intent(f"race-{self.name}-{self.step:0>12}", "x", self.by, {}), "by": self.by}

    def brings(self, order, sku):
        made = opening.open_return(order, store=self.store, **self.meant())
        found = db.session.get_one(Return, made)
        verifying.verify(found, verifying.Proof("receipt"), **self.meant())
        unit = units.scan_unit(found, sku, **self.meant())
        grading.grade(found, unit, SAID, **self.meant())
        return found, unit


def test_the_last_one_goes_once(app, shop):
    orders = [
        at_home(shop, (shop.jacket, 1), number=f"100{n}", tag=tag).id for n, tag in ((1, "7K4"), (2, "9MB"))
    ]
    large, sku = last_one(shop), shop.jacket.sku
    ready = []
    for n, order_id in enumerate(orders):
        clerk = Clerk(shop, n)
        found, unit = clerk.brings(db.session.get_one(Order, order_id), sku)
        exchange.take_instead(found, "HW-RJ-204-L", store=clerk.store, unit=unit, **clerk.meant())
        ready.append(found.id)

    def work(n):
        found = db.session.get_one(Return, ready[n])
        again(lambda: settling.settle(found, seen=None, **Clerk(shop, f"{n}s").meant()))

    in_processes(app, 2, work)
    look_again()
    assert sorted(each.state for each in db.session.scalars(sa.select(Return))) == [
        ReturnState.DONE,
        ReturnState.OPEN,
    ]
    assert db.session.scalars(sa.select(StockLevel.on_hand).filter_by(variant_id=large)).one() == 0
    assert list(mismatches()) == []


def test_taken_back_while_it_is_brought_back(app, shop):
    """The L of an exchange becomes money while the exchange is undone: one of both."""
    order_id = at_home(shop, (shop.jacket, 1)).id
    last_one(shop)
    clerk = Clerk(shop, "a")
    first, unit = clerk.brings(db.session.get_one(Order, order_id), shop.jacket.sku)
    exchange.take_instead(first, "HW-RJ-204-L", store=clerk.store, unit=unit, **clerk.meant())
    settling.settle(first, seen=None, **clerk.meant())
    look_again()
    second, _unit = clerk.brings(db.session.get_one(Return, first.id).exchange, "HW-RJ-204-L")
    ids = first.id, second.id

    def work(n):
        found, meant = db.session.get_one(Return, ids[n % 2]), Clerk(shop, f"{n}s").meant()
        if n % 2:
            again(lambda: settling.settle(found, seen=None, **meant))
        else:
            again(lambda: undoing.undo(found, **meant))

    in_processes(app, 4, work)
    look_again()
    states = [db.session.get_one(Return, each).state for each in ids]
    assert states in ([ReturnState.DONE] * 2, [ReturnState.UNDONE, ReturnState.OPEN])
    find = sa.select(sa.func.coalesce(sa.func.sum(Refund.amount), 0)).where(
        Refund.state != RefundState.FAILED
    )
    assert db.session.scalar(find) == (8900 if states[0] == ReturnState.DONE else 0)
    assert list(mismatches()) == []
