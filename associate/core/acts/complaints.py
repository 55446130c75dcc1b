"""What a customer is unhappy with: written down where it is said, and made good by somebody who may."""

import sqlalchemy as sa

from associate.core.acts.money_back import paid
from associate.core.customers.persons import lock_person
from associate.core.events.record import Actor, record
from associate.core.events.task_words import COMPLAINTS, OUTCOMES
from associate.core.orders.models import Order
from associate.core.orders.whose import is_of_household
from associate.core.payments.credit import CreditEntry, add_credit
from associate.core.returns.told import money
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, note_on, open_task
from associate.db import db
from associate.errors import Refused
from associate.words import _

SHARE = 10  # a lead may give a tenth of what the order came to, whoever may give money back all of it


def complain(order: Order, what: str, words: str, *, store_id: int | None, by: Actor) -> Task:
    """Inside atomic(order): one open task for one order and cause; more words about it are added.

    Raises Refused("no_cause").
    """
    if what not in COMPLAINTS:
        raise Refused("no_cause", _("Choose what it’s about."))
    about = {"order_id": order.id, "store_id": order.store_id or store_id, "about": order.ref}
    task = open_task(TaskKind.COMPLAINT, f"{order.id}:{what}", by=by, **about, what=what)  # type: ignore[arg-type]
    note_on(task, "said", by=by, words=words)
    record("complaint.noted", about=order, by=by, what=what)
    return task


def make_good(task: Task, outcome: str, amount: int, words: str, *, staff: Staff, by: Actor) -> None:
    """Inside atomic(order, task). `amount`: goodwill as store credit, minor units of the order, or 0.

    Raises Refused: "no_outcome", "own_order", "no_customer", "too_much".
    """
    if outcome not in OUTCOMES:
        raise Refused("no_outcome", _("Choose how it was made good."))
    order = db.session.get_one(Order, task.order_id)
    if is_of_household(staff.email, order):
        raise Refused("own_order", _("That’s your own order. Somebody else sees to it."))
    if amount:
        _give(order, amount, task, staff, by)
    task.facts = {**task.facts, "outcome": outcome, "goodwill": amount, "currency": order.currency}
    told = {"amount": amount, "currency": order.currency} if amount else {}
    record("complaint.made_good", about=order, by=by, outcome=outcome, **told)
    close_task(task, words, by=by)


def goodwill_left(order: Order, staff: Staff) -> int:
    """What this person may still give for it, in minor units: over all complaints about the order."""
    kept = min(order.total, paid(order))
    most = kept if staff.can("settle_refunds") else kept // SHARE
    tasks = db.session.scalars(
        sa.select(Task.id).where(Task.order_id == order.id, Task.kind == TaskKind.COMPLAINT)
    )
    causes = [_cause(task_id) for task_id in tasks]
    find = sa.select(sa.func.coalesce(sa.func.sum(CreditEntry.amount), 0))
    return max(0, most - (db.session.scalar(find.where(CreditEntry.cause.in_(causes))) or 0))


def _give(order: Order, amount: int, task: Task, staff: Staff, by: Actor) -> None:
    if order.customer_id is None:
        raise Refused("no_customer", _("Store credit needs a customer, and this order has none."))
    left = goodwill_left(order, staff)
    if not 0 < amount <= left:
        most = money(left, order.currency)
        raise Refused("too_much", _("You may give %(most)s for this order. Ask a manager.", most=most))
    person = lock_person(order.customer_id)
    about = {"by": by.ref, "store_id": task.store_id, "reason": ""}
    add_credit(person.id, order.currency, amount, cause=_cause(task.id), **about)  # type: ignore[arg-type]


def _cause(task_id: int) -> str:
    return f"goodwill:{task_id}"
