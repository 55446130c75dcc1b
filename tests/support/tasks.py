"""How each kind of task comes about, for the tests of what settles it."""

import sqlalchemy as sa

from associate.core.acts.collect import collect
from associate.core.acts.elsewhere import note_dispatches
from associate.core.acts.intake import take_in
from associate.core.acts.shorts import Reason, write_short
from associate.core.catalog.stop_sales import StopSale, keep_in_mind
from associate.core.events.models import Delivery, DeliveryState, Inbound, InboundState
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.orders.incoming import IncomingDispatch
from associate.core.orders.models import Order
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.shop import Shop


def task(order: Order) -> Task:
    return db.session.scalars(sa.select(Task).where(Task.order_id == order.id, Task.done_at.is_(None))).one()


def spanning(app, staff, **how) -> Person:
    """Somebody of several stores, at work in Mill Quay."""
    return Person(app, staff, **how).posts("/me/store", code="MQ")


def only_task() -> Task:
    db.session.rollback()
    return db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))).one()


def task_now(known: Task) -> Task:
    db.session.rollback()
    return db.session.get(Task, known.id)


def order_now(known: Order) -> Order:
    db.session.rollback()
    return db.session.get(Order, known.id)


def unknown(shop: Shop, number: str) -> Order:
    told = shop.tells((shop.kettle, 1), number=number)
    return take_in(
        shop.web,
        told.model_copy(update={"lines": (told.lines[0].model_copy(update={"sku": "GIFT-WRAP-2"}),)}),
    )


def to_state(shop: Shop, job, state: State) -> None:
    """Walk it there as the floor would: everything picked, in bag 9MB."""
    path = [State.PICKING, State.PICKED, State.READY, State.COLLECTED]
    for step in path[: path.index(state) + 1] if state in path else []:
        with atomic(job):
            if step == State.PICKED:
                for line in job.lines:
                    line.picked = line.wanted
                db.session.add(Bag(store_id=job.store_id, fulfillment_id=job.id, tag="9MB"))
            move(job, step, by=SYSTEM)
    db.session.rollback()


def elsewhere(shop: Shop, state: State):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    to_state(shop, job, state)
    with atomic(job):
        note_dispatches(job, [IncomingDispatch(external_id="d1")], by=SYSTEM)
    return job


def of_kind(kind: TaskKind) -> Task:
    db.session.rollback()
    return db.session.scalars(sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))).one()


def short(shop: Shop, reason: Reason = Reason.NOT_PICKED, units: int = 2):
    job = shop.job(shop.has_order((shop.jacket, units)))
    to_state(shop, job, State.PICKING)
    with atomic(job.order, job):
        write_short(job.lines[0], reason, by=SYSTEM, looked=[])
    return job


def missing(shop: Shop, *, held: bool):
    job = shop.job(shop.has_order((shop.jacket, 2)))
    to_state(shop, job, State.READY)
    bag, line = job.bags[0], job.lines[0]
    with atomic(job.order, job):
        if held:  # two others went from the shelf, and the two in the bag belong to nobody
            ledger.hold(line.reservation.level_id, 2, cause="handover:1", by=SYSTEM)
            collect(job, {line.id: 2}, cause="handover:1", by=SYSTEM)
        open_task(
            TaskKind.BAG_MISSING,
            str(bag.id),
            by=SYSTEM,
            store_id=job.store_id,
            order_id=job.order_id,
            about=bag.ref,
            tag=bag.tag,
            lines=[{"line": line.id, "units": 2}],
            held=held,
        )
    return job


def failed_message(shop: Shop, *, state: State = State.READY, email: str = "maya@mail.example") -> Task:
    job = shop.job(shop.has_order((shop.jacket, 1)))
    to_state(
        shop,
        job,
        min(state, State.READY, key=[State.READY, State.COLLECTED].index)
        if state != State.COLLECTED
        else State.READY,
    )
    with atomic(job.order, job):
        job.order.email = email
        delivery = Delivery(
            cause="ready:x",
            kind="ready",
            medium="email",
            recipient=email,
            order_id=job.order_id,
            fulfillment_id=job.id,
            store_id=job.store_id,
            state=DeliveryState.FAILED,
            tries=3,
        )
        db.session.add(delivery)
        db.session.flush()
        if state == State.COLLECTED:
            collect(job, {line.id: line.wanted for line in job.lines}, cause="handover:1", by=SYSTEM)
        return open_task(
            TaskKind.MESSAGE_FAILED,
            f"{job.order_id}:ready",
            by=SYSTEM,
            order_id=job.order_id,
            store_id=job.store_id,
            about=f"delivery:{delivery.id}",
            message="ready",
            words="Mailbox full.",
        )


def failed_inbound(shop: Shop, key: str, body: str = "{}") -> Task:
    with atomic():
        inbound = Inbound(
            channel_id=shop.web.id,
            topic="orders/create",
            dedupe_key=key,
            body=body,
            state=InboundState.FAILED,
            tries=6,
            problem="KeyError: id",
        )
        db.session.add(inbound)
        db.session.flush()
        return open_task(
            TaskKind.INBOUND_FAILED, str(inbound.id), by=SYSTEM, topic=inbound.topic, problem=inbound.problem
        )


def make_task(shop: Shop, kind: TaskKind, order: Order) -> Task:
    """One open task of this kind with the facts it really has."""
    line = shop.job(order).lines[0]
    facts = {
        TaskKind.MAP_PRODUCT: {
            "channel_id": shop.web.id,
            "external_key": "sku:GIFT-WRAP-2",
            "sku": "GIFT-WRAP-2",
            "title": "Gift wrap",
            "options": "",
        },
        TaskKind.SHORT: {
            "line": line.id,
            "units": 1,
            "sku": line.variant.sku,
            "reason": "not_found",
            "taken": 0,
            "variant_id": line.variant_id,
        },
        TaskKind.REFUND: {"amount": 8900, "currency": "EUR", "why": "refused", "authorized": False},
        TaskKind.MONEY_STUCK: {
            "amount": 8900,
            "owed": 0,
            "currency": "EUR",
            "verb": "refund",
            "words": "No answer",
            "is_unknown": True,
            "call": 0,
        },
        TaskKind.BAG_MISSING: {"tag": "9MB", "place": "R-1", "how": "left_out"},
        TaskKind.WRONG_BAG: {"numbers": ["HW-1001"], "plan": "", "sides": []},
        TaskKind.OUTAGE_CONFLICT: {"number": "HW-1001", "entry": 1, "words": "HW-1001 is canceled now."},
        TaskKind.STOCK_CONFLICT: {
            "variant_id": line.variant_id,
            "sku": line.variant.sku,
            "units": 1,
            "orders": ["HW-1001"],
        },
        TaskKind.COUNT: {
            "count": 1,
            "level_id": line.reservation.level_id,
            "variant_id": line.variant_id,
            "sku": line.variant.sku,
            "why": "short",
        },
        TaskKind.TRANSFER: {"number": "T-1001", "units": 2, "store": "Castle Row"},
        TaskKind.MESSAGE_FAILED: {"message": "ready", "words": "Mailbox full."},
        TaskKind.INBOUND_FAILED: {"topic": "orders/create", "problem": "KeyError: id"},
        TaskKind.CHANGED_LATE: {"lines": ["Oat milk"]},
        TaskKind.DAMAGED_HELD: {
            "level_id": line.reservation.level_id,
            "variant_id": line.variant_id,
            "sku": line.variant.sku,
            "units": 1,
        },
        TaskKind.UNPAID: {"payment": "pending"},
        TaskKind.PERSONAL: {"what": "forget", "channel": "Web shop", "customer": order.customer_id},
        TaskKind.STOP_SALE: {
            "title": "Harbor rain jacket",
            "lot": "",
            "bags": ["7K2"],
            "orders": ["HW-1001"],
        },
        TaskKind.SYNC_FAILED: {
            "code": shop.web.key,
            "name": shop.web.name,
            "words": "Not now.",
            "what": "stock",
        },
        TaskKind.SHIP_PREFLIGHT: {
            "number": "HW-1001",
            "findings": [{"doubt": "phone", "is_given": False}, {"doubt": "weight", "skus": ["HW-EK-15"]}],
        },
        TaskKind.LABEL_FAILED: {"number": "HW-1001/1", "words": "Postcode unknown.", "is_unknown": False},
        TaskKind.MANIFEST_OVERDUE: {"number": "M-1001", "carrier": "Swift", "parcels": 2},
        TaskKind.PARCEL_TROUBLE: {"number": "HW-1001/1", "why": "exception", "words": "Nobody home."},
        TaskKind.HELD: {"number": "HW-1001", "why": "payment"},
        TaskKind.WORKER_STUCK: {"chore": "remind", "times": 5, "words": "KeyError"},
        TaskKind.COMPLAINT: {"what": "late"},
        TaskKind.OFFLINE_CONFLICT: {"number": "HW-1001", "who": shop.ana.id, "words": "You have all 2."},
        TaskKind.GOT_IN_WAY: {"what": "scan", "page": "/pick"},
        TaskKind.BOOKS_DIFFER: {"problems": ["HW-EK-15 at Mill Quay: 3 on hand, its movements say 4."]},
        TaskKind.WEBHOOK_FAILED: {"subscriber": 1, "name": "Books", "words": "410 Gone", "why": "gone"},
    }.get(kind, {})
    of_an_order = kind not in (
        TaskKind.STOCK_CONFLICT,
        TaskKind.INBOUND_FAILED,
        TaskKind.COUNT,
        TaskKind.TRANSFER,
        TaskKind.STOP_SALE,
        TaskKind.SYNC_FAILED,
        TaskKind.WEBHOOK_FAILED,
        TaskKind.MANIFEST_OVERDUE,
        TaskKind.WORKER_STUCK,
        TaskKind.BOOKS_DIFFER,
        TaskKind.PERSONAL,
        TaskKind.GOT_IN_WAY,
    )
    with atomic():
        if kind == TaskKind.DAMAGED_HELD:
            ledger.hold(line.reservation.level_id, 1, cause="test", by=SYSTEM)
        about = f"fulfillment:{line.fulfillment_id}"
        if kind == TaskKind.BAG_MISSING:
            bag = Bag(store_id=shop.mill_quay.id, fulfillment_id=line.fulfillment_id, tag="9MB")
            db.session.add(bag)
            db.session.flush()
            about = bag.ref
        if kind == TaskKind.STOP_SALE:
            stop = StopSale(product_id=line.variant.product_id, reason="It tears.", created_by="staff:1")
            db.session.add(stop)
            db.session.flush()
            keep_in_mind(line.variant.product)
            facts = {**facts, "stop": stop.id}
        return open_task(
            kind,
            "1",
            by=SYSTEM,
            store_id=shop.mill_quay.id,
            order_id=order.id if of_an_order else None,
            about="delivery:1" if kind == TaskKind.MESSAGE_FAILED else about,
            **facts,
        )
