"""The few things a manager can do when something is not well."""

from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.models import Delivery, DeliveryState, Inbound, InboundState
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import atomic, db
from associate.upkeep import beats

MOST = 200  # at one tap; the rest at the next


def resend_failed(scope: Scope, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """Queue every message within sight that was given up, as it was: same cause, same key, so a provider
    that had it after all knows it again. Its task closes when it has gone out. Returns how many."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        again = [delivery for task in _open(TaskKind.MESSAGE_FAILED, scope) if (delivery := _again(task))]
        for delivery in again:
            order = db.session.get_one(Order, delivery.order_id)
            record("message.again", about=order, by=by, message=delivery.kind)
        return answer(intent, messages=len(again))


def take_in_failed(scope: Scope, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """Let the worker take in again what it gave up, from the first try on. Returns how many."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        count = 0
        for task in _open(TaskKind.INBOUND_FAILED, scope):
            inbound = db.session.get(Inbound, int(task.key.partition(":")[2]), with_for_update=True)
            if inbound is not None and inbound.body:
                inbound.state, inbound.tries, inbound.next_at = InboundState.PENDING, 0, now()
                inbound.done_at = None
                close_task(task, "again", by=by)
                count += 1
        return answer(intent, webhooks=count)


def ask_for_check(*, intent: Intent, by: Actor) -> None:
    """The worker does it: a big shop's books take longer than a page may."""
    with atomic():
        if answered(intent) is None:
            beats.beat(beats.CHECK_WANTED, by=by.ref)
            answer(intent)


def _again(task: Task) -> Delivery | None:
    delivery = db.session.get(Delivery, int(task.about.partition(":")[2] or 0), with_for_update=True)
    if delivery is None or delivery.state != DeliveryState.FAILED or not delivery.recipient:
        return None
    delivery.state, delivery.tries, delivery.next_at = DeliveryState.PENDING, 0, now()
    return delivery


def _open(kind: TaskKind, scope: Scope) -> list[Task]:
    mine = sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None), scope.covers(Task.store_id))
    return list(db.session.scalars(mine.order_by(Task.id).limit(MOST).with_for_update(of=Task)))
