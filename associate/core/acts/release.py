"""From an order that is known to a job that a store can begin: the gate every order passes."""

from associate.clock import now
from associate.core.acts.alerts import alert_shift
from associate.core.acts.variants import know_variants
from associate.core.catalog.queries import external_keys
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.inventory import ledger
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderLine, OrderState
from associate.core.orders.queries import may_start
from associate.core.routing.promise import ready_by
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db
from associate.errors import Refused

WAITED_FOR = (TaskKind.METHOD_UNCLEAR, TaskKind.CHOOSE_STORE, TaskKind.NO_STOCK, TaskKind.UNPAID)


def release(order: Order, *, by: Actor) -> Fulfillment | None:
    """Release a waiting order to its store if nothing stands in the way; else its tasks say what does.

    Safe to call whenever something may have changed: a mapping, a payment, a store, stock.
    """
    with atomic(order):
        if order.state != OrderState.WAITING:
            return None
        todo = [line for line in order.lines if line.is_physical and line.to_fulfill > 0]
        if not todo or order.method == Method.SHIP:
            order.state = OrderState.EXTERNAL
            for kind in WAITED_FOR:
                close_tasks(kind, str(order.id), "not the floor’s", by=by)
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
        if not may_start(order, cash_on_pickup=store.cash_on_pickup):
            return None
        close_tasks(TaskKind.UNPAID, str(order.id), "paid", by=by)
        return _release_to(order, store, todo, by)


def _know_method(order: Order, by: Actor) -> bool:
    if order.method is None:
        open_task(TaskKind.METHOD_UNCLEAR, str(order.id), by=by, order_id=order.id, store_id=order.store_id)
        return False
    close_tasks(TaskKind.METHOD_UNCLEAR, str(order.id), "known", by=by)
    return True


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
    return not unknown


def _store_of(order: Order, by: Actor) -> Store | None:
    if order.method != Method.PICKUP:
        return None
    if order.store_id is None:
        open_task(TaskKind.CHOOSE_STORE, str(order.id), by=by, order_id=order.id)
        return None
    close_tasks(TaskKind.CHOOSE_STORE, str(order.id), "chosen", by=by)
    return db.session.get(Store, order.store_id)


def _release_to(order: Order, store: Store, todo: list[OrderLine], by: Actor) -> Fulfillment | None:
    try:
        with db.session.begin_nested():  # all lines or none: a refusal leaves no half reservation
            fulfillment = _make(order, store, todo, by)
    except Refused:
        task = open_task(TaskKind.NO_STOCK, str(order.id), by=by, order_id=order.id, store_id=store.id)
        task.store_id = store.id  # it may have moved since
        return None
    close_tasks(TaskKind.NO_STOCK, str(order.id), "released", by=by)
    order.state = OrderState.OPEN
    record(
        "fulfillment.released",
        about=fulfillment,
        by=by,
        number=fulfillment.number,
        units=fulfillment.units_wanted,
    )
    alert_shift("new_order", fulfillment, cause=fulfillment.ref)
    return fulfillment


def _make(order: Order, store: Store, todo: list[OrderLine], by: Actor) -> Fulfillment:
    fulfillment = Fulfillment(
        number=_free_number(order),
        order_id=order.id,
        store_id=store.id,
        method=Method.PICKUP,
        promise_at=ready_by(store, now()),
        lines=[
            FulfillmentLine(order_line_id=line.id, variant_id=line.variant_id, wanted=line.to_fulfill)
            for line in todo
        ],
    )
    db.session.add(fulfillment)
    db.session.flush()
    for line in sorted(fulfillment.lines, key=lambda line: line.variant_id):
        ledger.reserve(ledger.level_of(store.id, line.variant_id), line.wanted, line_id=line.id, by=by)
    db.session.flush()
    return fulfillment


def _free_number(order: Order) -> str:
    """ "HW-1001"; "HW-1001-2" for an order that the floor had before and gets again."""
    before = len(fulfillments_of(order.id))
    return f"{order.number}-{before + 1}" if before else order.number
