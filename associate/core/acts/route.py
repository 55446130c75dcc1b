"""An order that our own stores send: to one of them, to several, or parked until somebody can take it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.alerts import alert_shift
from associate.core.acts.cancel import cancel_order, free_empty_bags, take_off, take_out
from associate.core.acts.collect import finish_order
from associate.core.acts.preflight import look_ahead
from associate.core.acts.unpacking import follow_goods
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.routing.assign import route
from associate.core.routing.choose import Decision
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task, task_of
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _

MOVABLE = (State.RELEASED, State.PICKING, State.WAITING, State.PACKING)
"""States in which a job may still be sent on to another store."""


def ship_from_stores(order: Order, *, by: Actor, store: str = "") -> Fulfillment | None:
    """Inside atomic(order), its products known and its money there: route what no job has. The first job.

    A store that sent it on isn't asked again, unless it is the `store` that a person named: else
    Refused("no_stock") where that hasn't all of it.
    """
    units = left_to_send(order)
    if not units:
        _nothing_is_parked(order, by)
        return None
    decision, jobs = route(order, units, by=by, without=sent_on_by(order), store=store)
    if not jobs:
        _park(order, decision, by)
        return None
    close_tasks(TaskKind.PARKED, str(order.id), "routed", by=by)
    order.state, order.auto_cancel_at = OrderState.OPEN, None
    order.store_id = jobs[0].store_id
    codes = [part.store for part in decision.parts]
    record("order.routed", about=order, by=by, rule=decision.rule, stores=codes)
    for job in jobs:
        record("fulfillment.released", about=job, by=by, number=job.number, units=job.units_wanted)
        alert_shift("new_order", job, cause=job.ref)
        look_ahead(job, by=by)
    return jobs[0]


def left_to_send(order: Order) -> list[tuple[OrderLine, int]]:
    """Units of each line that the platform still wants and no job of ours answers for.

    A line given up as short was answered for; what was canceled or sent on was not.
    """
    line = FulfillmentLine
    answered_for = sa.select(line.order_line_id, sa.func.sum(line.wanted - line.canceled)).join(Fulfillment)
    answered_for = answered_for.where(Fulfillment.order_id == order.id).group_by(line.order_line_id)
    db.session.flush()
    ours = {row[0]: int(row[1]) for row in db.session.execute(answered_for)}
    wanted = [(each, each.to_fulfill - ours.get(each.id, 0)) for each in order.lines if each.is_physical]
    return [(each, units) for each, units in wanted if units > 0]


def send_elsewhere(job: Fulfillment, *, store: str = "", intent: Intent, by: Actor) -> dict[str, Any]:
    """This store can't: its stock is let go, and the rules choose again without it, or a person names one.

    What was picked waits to be put back. Raises OutOfDate("too_late") once it is picked,
    Refused("no_stock") for a named store that hasn't all of it.
    """
    with atomic(job.order, job):
        if (done := answered(intent)) is not None:
            return done
        if job.method != Method.SHIP or job.state not in MOVABLE:
            words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
            raise OutOfDate("too_late", words)
        _let_go(job, by)
        found = ship_from_stores(job.order, by=by, store=store)
        return answer(intent, is_routed=found is not None, store=_name(found))


def send_to(order: Order, store: str, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """A person names the store for a parked order. Raises OutOfDate("not_parked"), Refused("no_stock")."""
    with atomic(order):
        if (done := answered(intent)) is not None:
            return done
        _must_be_parked(order)
        found = ship_from_stores(order, by=by, store=store)
        return answer(intent, is_routed=found is not None, store=_name(found))


def keep_waiting(order: Order, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """It is not canceled by itself any more. Raises OutOfDate("not_parked")."""
    with atomic(order):
        if (done := answered(intent)) is not None:
            return done
        _must_be_parked(order)
        if order.auto_cancel_at is not None:
            order.auto_cancel_at = None
            record("order.kept_waiting", about=order, by=by)
        return answer(intent)


def cancel_overdue(order: Order) -> None:
    """Nobody could take it by its date: canceled, and its money owed back."""
    with atomic(order):
        is_due = order.auto_cancel_at is not None and order.auto_cancel_at <= now()
        if is_due and order.state == OrderState.WAITING:
            order.auto_cancel_at = None
            cancel_order(order, by=SYSTEM, reason="no_store")


def is_parked(order: Order) -> bool:
    return task_of(TaskKind.PARKED, str(order.id)) is not None


def sent_on_by(order: Order) -> list[str]:
    """Codes of the stores that had it and sent it on."""
    find = sa.select(Store.code).join(Fulfillment, Fulfillment.store_id == Store.id)
    return list(
        db.session.scalars(
            find.where(Fulfillment.order_id == order.id, Fulfillment.state == State.REROUTED).distinct()
        )
    )


def _park(order: Order, decision: Decision, by: Actor) -> None:
    """A date only where nothing of it is under way, and only once: a person may have taken it off again."""
    has_job = any(job.state not in (State.CANCELED, State.REROUTED) for job in fulfillments_of(order.id))
    order.state = OrderState.OPEN if has_job else OrderState.WAITING
    if not has_job:
        order.store_id = None  # nobody’s; where a customer collects is never guessed from where it was
    if not is_parked(order):
        days = decision.park_days
        order.auto_cancel_at = now() + timedelta(days=days) if days is not None and not has_job else None
        record("order.parked", about=order, by=by, rule=decision.rule)
    open_task(TaskKind.PARKED, str(order.id), by=by, order_id=order.id, about=order.ref)


def _nothing_is_parked(order: Order, by: Actor) -> None:
    """The platform took the rest off: the order ends with its jobs."""
    if is_parked(order):
        close_tasks(TaskKind.PARKED, str(order.id), "nothing left to send", by=by)
        finish_order(order, by=by)


def _let_go(job: Fulfillment, by: Actor) -> None:
    for line in sorted(job.lines, key=lambda line: line.variant_id):
        take_off(line, line.left, by=by)
        take_out(line, line.to_hand_over, why="canceled", by=by)
        if short := task_of(TaskKind.SHORT, str(line.id)):  # not given up: another store looks for it
            line.canceled += short.facts["units"]
            line.short -= short.facts["units"]
            close_tasks(TaskKind.SHORT, str(line.id), "sent on", by=by)
    follow_goods(job, by=by)
    move(job, State.REROUTED, by=by)
    job.owner_id = None
    free_empty_bags(job)


def _must_be_parked(order: Order) -> None:
    if not is_parked(order):
        raise OutOfDate("not_parked", _("%(number)s isn’t parked any more. Look again.", number=order.number))


def _name(job: Fulfillment | None) -> str:
    return db.session.get_one(Store, job.store_id).name if job else ""
