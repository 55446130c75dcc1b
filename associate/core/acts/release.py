"""From an order that is known to a job that a store can begin: the gate every order passes."""

from collections.abc import Collection

from sqlalchemy.orm.attributes import set_committed_value

from associate.core.acts.arrived import let_go_of_arrived
from associate.core.acts.give import Wish, give
from associate.core.acts.kits import open_rows
from associate.core.acts.route import ship_from_stores
from associate.core.acts.variants import know_variants
from associate.core.catalog.queries import external_keys
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.orders.queries import is_to_do, may_start
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_task, close_tasks, open_task, open_tasks_of
from associate.db import atomic, db

WAITED_FOR = (
    TaskKind.METHOD_UNCLEAR,
    TaskKind.CHOOSE_STORE,
    TaskKind.NO_STOCK,
    TaskKind.UNPAID,
    TaskKind.PARKED,
)
COLLECTED_ONLY = (TaskKind.METHOD_UNCLEAR, TaskKind.CHOOSE_STORE, TaskKind.NO_STOCK)
"""What an order that ships doesn't wait for."""


def release(order: Order, *, by: Actor) -> Fulfillment | None:
    """Release a waiting order to its store if nothing stands in the way; else its tasks say what does.

    Safe to call whenever something may have changed: a mapping, a payment, a store, stock.
    """
    with atomic(order):
        if order.state != OrderState.WAITING:
            return None
        todo = _to_do(order)
        if todo and order.method == Method.SHIP and order.channel.ships_from_stores:
            return _ship(order, todo, by)
        if not todo or order.method == Method.SHIP:
            let_go_of_arrived(order.id, by=by)
            order.state, order.auto_cancel_at = OrderState.EXTERNAL, None
            _close(order, WAITED_FOR, "not the floor’s", by)
            record(
                "order.external",
                about=order,
                by=by,
                method=order.method,
                units=sum(line.to_fulfill for line in todo),
            )
            return None
        method_known, mapped, store = (
            _know_method(order, by),
            _map_lines(order, todo, by),
            _store_of(order, by),
        )
        if not (method_known and mapped and store):
            return None
        todo = _to_do(order)  # a kit is its parts by now
        if not may_start(order, cash_on_pickup=store.cash_on_pickup):
            return None
        close_tasks(TaskKind.UNPAID, str(order.id), "paid", by=by)
        return _release_to(order, store, todo, by)


def _to_do(order: Order) -> list[OrderLine]:
    return [line for line in order.lines if is_to_do(line)]


def _ship(order: Order, todo: list[OrderLine], by: Actor) -> Fulfillment | None:
    """By the routing rules, once its products are known and its money is there."""
    _close(order, COLLECTED_ONLY, "known", by)
    let_go_of_arrived(order.id, by=by)  # what was kept for it in a store is there for the rules to find
    if not _map_lines(order, todo, by) or not may_start(order, cash_on_pickup=False):
        return None
    close_tasks(TaskKind.UNPAID, str(order.id), "paid", by=by)
    return ship_from_stores(order, by=by)


def _know_method(order: Order, by: Actor) -> bool:
    if order.method is None:
        open_task(TaskKind.METHOD_UNCLEAR, str(order.id), by=by, order_id=order.id, store_id=order.store_id)
        return False
    order.auto_cancel_at = None  # it may have been parked when it was to be shipped
    _close(order, (TaskKind.METHOD_UNCLEAR, TaskKind.PARKED), "known", by)
    return True


def _close(order: Order, kinds: Collection[TaskKind], outcome: str, by: Actor) -> None:
    for task in open_tasks_of(order.id):
        if task.kind in kinds:
            close_task(task, outcome, by=by)


def _map_lines(order: Order, todo: list[OrderLine], by: Actor) -> bool:
    """Every line knows its variant; a task for each thing that nobody knows, not for each order of it."""
    unknown = know_variants(order, todo)
    for line in unknown:
        key = next(iter(external_keys(line.external_variant, line.sku)), f"title:{line.title[:80]}")
        open_task(
            TaskKind.MAP_PRODUCT,
            f"{order.channel_id}:{key}",
            by=by,
            order_id=order.id,
            store_id=order.store_id,
            channel_id=order.channel_id,
            external_key=key,
            sku=line.sku,
            title=line.title,
            options=line.options,
        )
    db.session.flush()
    open_rows(order, todo)
    return not unknown


def _store_of(order: Order, by: Actor) -> Store | None:
    if order.method != Method.PICKUP:
        return None
    if order.store_id is None:
        open_task(TaskKind.CHOOSE_STORE, str(order.id), by=by, order_id=order.id)
        return None
    store = db.session.get_one(Store, order.store_id)
    if not store.pickups:  # never silently elsewhere: a manager chooses, or it is handed out there again
        open_task(TaskKind.CHOOSE_STORE, str(order.id), by=by, order_id=order.id, store_id=store.id)
        return None
    close_tasks(TaskKind.CHOOSE_STORE, str(order.id), "chosen", by=by)
    return store


def _release_to(order: Order, store: Store, todo: list[OrderLine], by: Actor) -> Fulfillment | None:
    with db.session.begin_nested() as try_:  # what arrived for it stays kept when it isn't enough
        let_go_of_arrived(order.id, by=by)
        served = give([_wish(order, store, todo)], by=by)
        if not served:
            try_.rollback()
    if not served:
        task = open_task(TaskKind.NO_STOCK, str(order.id), by=by, order_id=order.id, store_id=store.id)
        task.store_id = store.id  # it may have moved since
        return None
    close_tasks(TaskKind.NO_STOCK, str(order.id), "released", by=by)
    set_committed_value(order, "state", OrderState.OPEN)
    return db.session.get_one(Fulfillment, served[0].job_id)


def _wish(order: Order, store: Store, todo: list[OrderLine]) -> Wish:
    db.session.flush()
    return Wish(
        store=store,
        wanted=[(line.variant_id, line.to_fulfill) for line in todo if line.variant_id],
        placed_at=order.placed_at,
        order_id=order.id,
        order_number=order.number,
        line_ids=[line.id for line in todo],
    )
