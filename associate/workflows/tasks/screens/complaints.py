"""What the forms of a complaint need."""

from typing import Any

from associate.core.acts.complaints import goodwill_left
from associate.core.events.task_words import OUTCOMES
from associate.core.fulfillment.queries import has_part_in
from associate.core.orders.models import Order
from associate.core.orders.search import order_seen
from associate.core.stores.models import Store
from associate.core.stores.scope import scope_of
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.errors import Missing
from associate.words import _


def seen_order(number: str, staff: Staff, store: Store | None) -> Order:
    """One that this store leads or sends a part of. Raises Missing."""
    scope = scope_of(staff, store, everywhere=True)
    return order_seen(number, scope, has_part_in(scope.store_id))


def order_of(task: Task) -> Order:
    """Raises Missing for a task that no order is about."""
    order = db.session.get(Order, task.order_id) if task.order_id else None
    if order is None:
        raise Missing("no_order", _("There’s no order behind this task."))
    return order


def made_good_by(task: Task, staff: Staff) -> dict[str, Any]:
    """How it may be made good, and what this person may give; nothing for other tasks."""
    if task.kind != TaskKind.COMPLAINT or task.done_at:
        return {}
    order = order_of(task)
    has_customer = order.customer_id is not None
    return {"outcomes": OUTCOMES, "goodwill_left": goodwill_left(order, staff) if has_customer else 0}
