"""Prove the books: every balance from its movements, every state from its quantities."""

from collections.abc import Iterator

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.inventory.models import Bucket, Movement, PutBack, Reservation, StockLevel
from associate.db import db


def mismatches() -> Iterator[str]:
    """One sentence for each thing in the database that contradicts another; none in a sound one."""
    yield from _balances()
    yield from _reservations()
    yield from _put_backs()
    yield from _lines()
    yield from _states()


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


def _put_backs() -> Iterator[str]:
    waiting = (
        sa.select(PutBack.level_id, sa.func.sum(PutBack.quantity).label("total"))
        .where(PutBack.done_at.is_(None))
        .group_by(PutBack.level_id)
        .subquery()
    )
    wrong = sa.select(StockLevel.id, StockLevel.held, waiting.c.total).join(
        waiting, waiting.c.level_id == StockLevel.id
    )
    for level, held, total in db.session.execute(wrong.where(StockLevel.held < waiting.c.total)):
        yield f"stock level {level}: held is {held}, but {total} wait to be put back"


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
    done = {State.COLLECTED, State.CANCELED}
    jobs = sa.select(Fulfillment).execution_options(yield_per=500)
    for job in db.session.scalars(jobs):
        here = sum(line.to_hand_over + line.left for line in job.lines)
        if job.state in done and here:
            yield f"{job.number}: {job.state.value}, but {here} units are still open"
        if job.state in (State.READY, State.PICKED) and any(line.left for line in job.lines):
            yield f"{job.number}: {job.state.value}, but not everything was found"
        if job.state == State.READY and not job.open_bags:
            yield f"{job.number}: ready without a bag"
