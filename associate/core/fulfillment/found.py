"""A store finds each order of which it has a part, also where another store leads."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.orders.search_keys import also_found_in
from associate.db import db


@sa.event.listens_for(db.session, "before_flush")
def _follow(session: Session, _context: Any, _instances: Any) -> None:
    for job in [row for row in session.new if isinstance(row, Fulfillment)]:
        order = job.order or session.get_one(Order, job.order_id)
        store_id = job.store_id or job.store.id
        if order.store_id != store_id:
            also_found_in(order, store_id)
