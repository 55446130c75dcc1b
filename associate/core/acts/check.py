"""Prove the books: every balance from its movements, every state from its quantities."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from associate.core.acts.check_kits import kit_mismatches
from associate.core.acts.check_money import money_mismatches
from associate.core.acts.check_parcels import parcel_mismatches
from associate.core.acts.holds import HOLD_ELSEWHERE, HOLD_WRONG_BAG
from associate.core.catalog.models import Product
from associate.core.catalog.stop_sales import Stopped, StopSale
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.visits import HERE, Visit, VisitOrder, VisitState
from associate.core.fulfillment.visits import OPEN as COMING_OR_HERE
from associate.core.inventory.models import Bucket, Movement, PutBack, Reservation, StockLevel
from associate.core.inventory.transfers import Transfer, TransferLine, TransferState
from associate.core.orders.models import Order, OrderState, Refund, RefundState, SearchKey, Tender
from associate.core.orders.search_keys import keys_of, stores_of
from associate.core.payments.owed import owed_by
from associate.core.tasks.models import Task, TaskKind
from associate.db import db

AT_ONCE = 500  # records in memory, however many there are


def mismatches() -> Iterator[str]:
    """One sentence for each thing in the database that contradicts another; none in a sound one."""
    yield from _balances()
    yield from _reservations()
    yield from _transfers()
    yield from _held()
    yield from _holds()
    yield from _lines()
    yield from _states()
    yield from _refunds()
    yield from _search_keys()
    yield from _recalls()
    yield from _visits()
    yield from kit_mismatches()
    yield from parcel_mismatches()
    yield from money_mismatches()


def _balances() -> Iterator[str]:
    for bucket in Bucket:
        total = sa.func.coalesce(sa.func.sum(Movement.quantity), 0)
        sums = (
            sa.select(Movement.level_id, total.label("total"))
            .where(Movement.bucket == bucket)
            .group_by(Movement.level_id)
            .subquery()
        )
        balance = getattr(StockLevel, bucket.value)
        moved = sa.func.coalesce(sums.c.total, 0)
        wrong = (
            sa.select(StockLevel.id, balance, moved)
            .outerjoin(sums, sums.c.level_id == StockLevel.id)
            .where(balance != moved)
        )
        for level, says, is_ in db.session.execute(wrong):
            yield f"stock level {level}: {bucket.value} is {says}, its movements add up to {is_}"


def _reservations() -> Iterator[str]:
    sums = (
        sa.select(Reservation.level_id, sa.func.sum(Reservation.quantity).label("total"))
        .group_by(Reservation.level_id)
        .subquery()
    )
    spoken_for = sa.func.coalesce(sums.c.total, 0)
    wrong = sa.select(StockLevel.id, StockLevel.reserved, spoken_for).outerjoin(
        sums, sums.c.level_id == StockLevel.id
    )
    for level, says, is_ in db.session.execute(wrong.where(StockLevel.reserved != spoken_for)):
        yield f"stock level {level}: reserved is {says}, its reservations add up to {is_}"


def _transfers() -> Iterator[str]:
    """Before it leaves, a transfer speaks for all it asks for, where it lies; after that for nothing but what
    arrived for a customer who still waits, where it arrived."""
    line, asked = TransferLine, Transfer.state == TransferState.REQUESTED
    find: Any = sa.select(Transfer.number, asked, line.requested, line.received, Reservation.quantity)
    find = find.add_columns(StockLevel.store_id, Transfer.from_id, Transfer.to_id, Order.state)
    find = find.join(line, line.transfer_id == Transfer.id)
    find = find.outerjoin(Reservation, Reservation.transfer_line_id == line.id)
    find = find.outerjoin(StockLevel, StockLevel.id == Reservation.level_id)
    find = find.outerjoin(Order, Order.id == Transfer.order_id).order_by(Transfer.id, line.id)
    for number, is_asked, requested, received, kept, lies, origin, to, order in db.session.execute(find):
        kept, most = kept or 0, received if order == OrderState.WAITING else 0
        if is_asked and (kept != requested or lies != origin):
            yield f"{number}: {requested} asked for, {kept} set aside"
        if not is_asked and (kept > most or (kept and lies != to)):
            yield f"{number}: {kept} set aside, and at most {most} wait for their customer"


def _held() -> Iterator[str]:
    """Every held unit has somebody who frees it: a put-back, or a task about damage or a lost bag."""
    freed = Counter[int]()
    waiting = sa.select(PutBack.level_id, PutBack.quantity).where(PutBack.done_at.is_(None))
    for level_id, units in db.session.execute(waiting):
        freed[level_id] += units
    for task in db.session.scalars(_open(TaskKind.DAMAGED_HELD)):
        freed[task.facts["level_id"]] += task.facts["units"]
    for task in db.session.scalars(_open(TaskKind.BAG_MISSING)):
        if task.facts.get("held"):
            for entry in task.facts.get("lines", []):
                freed[_level_of(entry["line"])] += entry["units"]
    held = sa.select(StockLevel.id, StockLevel.held).where(
        sa.or_(StockLevel.held != 0, StockLevel.id.in_(freed))
    )
    for level_id, units in db.session.execute(held):
        if units != freed[level_id]:
            yield f"stock level {level_id}: held is {units}, and {freed[level_id]} wait for somebody"


def _level_of(line_id: int) -> int:
    find = sa.select(Reservation.level_id).where(Reservation.fulfillment_line_id == line_id)
    return db.session.scalars(find).one()


def _open(kind: TaskKind) -> sa.Select[Task]:
    return sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))


def _holds() -> Iterator[str]:
    """What stops because it left elsewhere, or with somebody else, has somebody who looks for it."""
    asked = set(db.session.scalars(_open(TaskKind.COLLECTED_ALREADY).with_only_columns(Task.about)))
    stopped = sa.select(Fulfillment.number, Fulfillment.id).where(
        Fulfillment.hold == HOLD_ELSEWHERE, Fulfillment.state.in_(OPEN)
    )
    for number, job_id in db.session.execute(stopped):
        if f"fulfillment:{job_id}" not in asked:
            yield f"{number}: held because it left elsewhere, and nobody is asked"
    frozen = {
        side["job"] for task in db.session.scalars(_open(TaskKind.WRONG_BAG)) for side in task.facts["sides"]
    }
    find = sa.select(Fulfillment.number, Fulfillment.id).where(Fulfillment.hold == HOLD_WRONG_BAG)
    for number, job_id in db.session.execute(find):
        if job_id not in frozen:
            yield f"{number}: frozen because of a wrong bag, and nobody is asked"


def _search_keys() -> Iterator[str]:
    find = sa.select(Order).options(selectinload(Order.lines), selectinload(Order.search_keys))
    for order in db.session.scalars(find.execution_options(yield_per=AT_ONCE)):
        kept = {(row.key, row.store_id) for row in order.search_keys}
        if kept != {(key, store_id) for key in keys_of(order) for store_id in stores_of(order)}:
            yield f"{order.number}: isn’t found by what stands on it"
    in_its_store = (SearchKey.order_id == Fulfillment.order_id, SearchKey.store_id == Fulfillment.store_id)
    lost = sa.select(Fulfillment.number).where(~sa.exists().where(*in_its_store))
    for number in db.session.scalars(lost.where(Fulfillment.state != State.REROUTED)):
        yield f"{number}: isn’t found in its store"


def _lines() -> Iterator[str]:
    line = FulfillmentLine
    wrong = sa.select(line.id, line.wanted).where(line.picked + line.short + line.canceled > line.wanted)
    for number, wanted in db.session.execute(wrong):
        yield f"line {number}: more than the {wanted} wanted are accounted for"
    kept = line.wanted - line.short - line.canceled - line.handed_over - line.refused
    reserved = sa.select(line.id, Reservation.quantity, kept).join(
        Reservation, Reservation.fulfillment_line_id == line.id
    )
    for number, has, should in db.session.execute(reserved.where(Reservation.quantity != kept)):
        yield f"line {number}: {has} reserved, {should} still to leave the store"


def _states() -> Iterator[str]:
    done = {State.SHIPPED, State.DELIVERED, State.COLLECTED, State.CANCELED, State.REROUTED}
    jobs = sa.select(Fulfillment).execution_options(yield_per=AT_ONCE)
    for job in db.session.scalars(jobs):
        here = sum(line.to_hand_over + line.left for line in job.lines)
        if job.state in done and here:
            yield f"{job.number}: {job.state.value}, but {here} units are still open"
        if job.state in (State.READY, State.PICKED) and any(line.left for line in job.lines):
            yield f"{job.number}: {job.state.value}, but not everything was found"
        if job.state == State.READY and not job.open_bags:
            yield f"{job.number}: ready without a bag"


def _refunds() -> Iterator[str]:
    """No more money goes back than came in: what the platform told, and what a person is asked to send."""
    counts = sa.select(Refund.order_id, sa.func.sum(Refund.amount)).where(Refund.state != RefundState.FAILED)
    sent = _by_order(counts.group_by(Refund.order_id))
    came = _by_order(sa.select(Tender.order_id, sa.func.sum(Tender.amount)).group_by(Tender.order_id))
    owed = Counter[int]()
    for kind in (TaskKind.REFUND, TaskKind.MONEY_STUCK):
        for task in db.session.scalars(_open(kind)):
            owed[task.order_id or 0] += owed_by(task)
    find = sa.select(Order.id, Order.number, Order.total).where(Order.id.in_({*sent, *owed}))
    for order, number, total in db.session.execute(find):
        paid = came.get(order) or total
        for what, amount in (("went back", sent.get(order, 0)), ("is owed", owed[order])):
            if amount > paid:
                yield f"{number}: {amount} {what}, and {paid} was paid"


def _by_order(find: Any) -> dict[int, int]:
    return {order: int(amount) for order, amount in db.session.execute(find)}


def _recalls() -> Iterator[str]:
    is_whole = sa.and_(StopSale.lot == "", StopSale.serial == "")
    weight = sa.case((is_whole, Stopped.ALL.value), else_=Stopped.PART.value)
    most = sa.func.coalesce(sa.func.max(sa.case((StopSale.id.is_not(None), weight))), Stopped.NOTHING.value)
    find = sa.select(Product.title, Product.stopped, most).group_by(Product.id)
    find = find.outerjoin(StopSale, sa.and_(StopSale.product_id == Product.id, StopSale.ended_at.is_(None)))
    for title, says, is_ in db.session.execute(find.having(Product.stopped != most)):
        yield f"{title}: stopped is {says}, its recalls say {is_}"


def _visits() -> Iterator[str]:
    """Who comes: over or not, had by somebody or not, and never for nothing."""
    is_open = Visit.state.in_(COMING_OR_HERE)
    is_run = Visit.state.in_((VisitState.CLAIMED, VisitState.AT_CAR))
    wrong: dict[str, sa.ColumnElement[bool]] = {
        "open, but it ended": sa.and_(is_open, Visit.ended_at.is_not(None)),
        "over, but it didn’t end": sa.and_(~is_open, Visit.ended_at.is_(None)),
        "a runner’s, but nobody has it": sa.and_(is_run, Visit.runner_id.is_(None)),
        "nobody’s, but somebody has it": sa.and_(is_open, ~is_run, Visit.runner_id.is_not(None)),
        "here, but it never came": sa.and_(Visit.state.in_(HERE), Visit.arrived_at.is_(None)),
        "open, but for no order": sa.and_(is_open, ~sa.exists().where(VisitOrder.visit_id == Visit.id)),
    }
    for words, which in wrong.items():
        for number in db.session.scalars(sa.select(Visit.id).where(which).order_by(Visit.id)):
            yield f"visit {number}: {words}"
