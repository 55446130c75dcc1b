"""How long an order really takes a store: from the first scan to ready, as its people did it lately."""

from datetime import timedelta
from statistics import median

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Scan
from associate.core.stores.models import Store
from associate.db import db

LATELY = timedelta(days=28)
ENOUGH = 20  # orders; fewer say more about chance than about the store
LONGEST = 8 * 60  # minutes


def learned_minutes(store: Store) -> int | None:
    """The median of whole minutes, at least 1; None while too few orders were made ready lately."""
    begun = sa.func.min(Scan.at).label("begun")
    find = (
        sa.select(Fulfillment.ready_at, begun)
        .join(FulfillmentLine, FulfillmentLine.fulfillment_id == Fulfillment.id)
        .join(Scan, Scan.line_id == FulfillmentLine.id)
        .where(Fulfillment.store_id == store.id, Fulfillment.ready_at >= now() - LATELY)
        .group_by(Fulfillment.id, Fulfillment.ready_at)
    )
    taken = [
        (ready - first).total_seconds() / 60
        for ready, first in db.session.execute(find)
        if ready is not None and ready >= first
    ]
    return min(max(1, round(median(taken))), LONGEST) if len(taken) >= ENOUGH else None
