"""What the demo keeps back, when it reorders, and a recall that is over."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.recalls import end_stop, stop_selling
from associate.core.catalog.models import Product, Variant
from associate.core.events.record import record
from associate.core.inventory.buffers import BufferKind, BufferRule
from associate.core.inventory.models import StockLevel
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db

RECALLED, LET_GO = timedelta(days=9), timedelta(days=6)  # ago
WATCHED = 24  # things with a reorder point, in the first store
POINT, UPTO = 3, 10


def keep_back() -> None:
    """The last of each piece of clothing isn't promised; a store with one or two of it sends none.

    Inside atomic(), before the shelves are filled.
    """
    rules = ((BufferKind.SAFETY, 1), (BufferKind.MINIMUM, 3))
    db.session.add_all(
        BufferRule(kind=kind, position=1, units=units, category="Clothing") for kind, units in rules
    )
    db.session.flush()


def watch_and_recall(staff: dict[str, Staff]) -> None:
    """Inside atomic(), once the day has begun."""
    _watch(staff["Helen"])
    _recall(staff["Helen"])


def _watch(manager: Staff) -> None:
    store = db.session.scalars(sa.select(Store).filter_by(code="MQ")).one()
    levels = sa.select(StockLevel).filter_by(store_id=store.id).order_by(StockLevel.variant_id)
    for level in db.session.scalars(levels.limit(WATCHED)):
        level.reorder_point, level.reorder_to = POINT, UPTO
        record(
            "stock.reorder_set", about=level, by=manager.actor, point=POINT, upto=UPTO, before=[None, None]
        )


def _recall(manager: Staff) -> None:
    """Of something that was on no order yet."""
    product = db.session.scalars(
        sa.select(Product)
        .join(Variant)
        .where(Product.category == "Kitchen")
        .order_by(Product.id.desc())
        .limit(1)
    ).one()
    with as_of(now() - RECALLED), atomic(product):
        stop = stop_selling(product, "The handle may come loose.", lot="K2611", by=manager.actor)
    with as_of(now() - LET_GO), atomic(product, stop):
        end_stop(stop, "The maker tested it: no fault found.", by=manager.actor)
