"""What a shop had before an upgrade is there after it: orders are found, held units have somebody."""

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from associate.core.acts.check import mismatches
from associate.core.acts.shorts import Reason, write_short
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Bucket, Movement
from associate.core.orders.search import search_orders
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task
from associate.db import atomic, db


def test_an_upgrade_finds_old_orders_and_asks_about_what_was_held(app, shop):
    shop.has_order((shop.milk, 1), number="2002", first="Émile", last="Zola")
    job = shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1), number="1001"))
    with atomic(job.order, job):
        move(job, State.PICKING, by=SYSTEM)
        write_short(job.lines[0], Reason.DAMAGED, by=SYSTEM, looked=[])
    as_it_was_written_before()
    store_id = job.store_id
    db.session.remove()
    downgrade(revision="0001")
    upgrade()
    found = search_orders("emile", Scope(store_id=None, everywhere=True)).orders
    assert [order.number for order in found] == ["HW-2002"]
    asked = db.session.scalars(sa.select(Task).where(Task.kind == "damaged_held")).one()
    assert (asked.facts["units"], asked.store_id) == (2, store_id)
    assert list(mismatches()) == []


def as_it_was_written_before():
    """The short itself caused the hold, and nobody was asked."""
    with atomic():
        db.session.execute(sa.delete(Task).where(Task.kind == "damaged_held"))
        hold = db.session.scalars(sa.select(Movement).where(Movement.bucket == Bucket.HELD)).one()
        ledger.unhold(hold.level_id, 2, cause="test", by=SYSTEM)
        ledger.hold(hold.level_id, 2, cause="short:1", by=SYSTEM)
