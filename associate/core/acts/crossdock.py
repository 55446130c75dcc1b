"""What comes back, or goes back, goes first to whom it is missing: “do not shelve, HW-1042 needs it”."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate.core.acts.put_back import SOUND, end_put_back, must_not_be_recalled
from associate.core.acts.transferring import in_days, request_transfer
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack, StockLevel
from associate.core.inventory.transfers import Transfer
from associate.core.orders.models import Order
from associate.core.stores.distance import kilometers
from associate.core.stores.models import Store
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_task, task_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

WAITS = (State.RELEASED, State.PICKING, State.WAITING, State.PICKED, State.PACKING)
NEAR = 30.0  # kilometers
MOST = 20  # lines looked at
_left = FulfillmentLine.wanted - FulfillmentLine.picked - FulfillmentLine.short - FulfillmentLine.canceled
_LACKS = (
    Fulfillment.state.in_(WAITS),
    Fulfillment.hold == "",
    sa.or_(FulfillmentLine.short > 0, _left > 0),
)


@dataclass(frozen=True)
class Need:
    """A line that somebody waits for: `short` of it by so many units, or open while the shelf has too few."""

    line: FulfillmentLine
    short: int
    km: float | None = None  # of another store

    @property
    def job(self) -> Fulfillment:
        return self.line.fulfillment


def needed_here(variant_id: int, store: Store, *, besides: Collection[int] = ()) -> Need | None:
    """The line of this store that needs such a unit most: by promise, short ones first. `besides`: lines that
    get one already, each as often as it stands there.

    While more is promised than is here, a unit goes to what is promised: nothing could be set aside.
    """
    given, level = Counter(besides), _level(store.id, variant_id)
    lines = _waiting(variant_id, Fulfillment.store_id == store.id)
    mine = sum(given[line.id] for line in lines)
    short = [need for line in lines if (need := _short(line)) and need.short > given[line.id]]
    is_free = level is None or level.on_hand - level.reserved - level.held >= mine
    if short and is_free:
        return short[0]
    wanted = [line for line in lines if line.left]
    if sum(line.left for line in wanted) - (max(0, shelf(level)) if level else 0) <= mine:
        return None
    return next((Need(line, 0) for line in wanted if line.left > given[line.id]), None)


def needed_nearby(variant_id: int, store: Store) -> Need | None:
    """The same in the nearest other store, for what is short there: it would travel."""
    found = []
    for line in _waiting(variant_id, Fulfillment.store_id != store.id):
        far = kilometers(store, line.fulfillment.store)
        if (need := _short(line)) and far is not None and far <= NEAR:
            found.append(Need(need.line, need.short, far))
    return min(found, key=lambda need: need.km or 0.0, default=None)


def still_needed(line_id: int, variant_id: int | None) -> Need:
    """Raises OutOfDate("not_needed") for a line that has all it wants of this, or is past picking."""
    line = db.session.get(FulfillmentLine, line_id)
    waits = line and line.variant_id == variant_id and line.fulfillment.state in WAITS
    need = line and waits and (_short(line) or (line.left and Need(line, 0)))
    if not need:
        raise OutOfDate("not_needed", _("Nobody waits for it any more. Put it on its shelf."))
    return need


def give(line_id: int, level_id: int, *, by: Actor) -> bool:
    """Inside atomic(its order, its job): a free unit of this level is the line’s. False where it needs none,
    or where more is promised here than there is.

    What was short is to be picked again: whoever picks the rest scans this one.
    """
    try:
        level = db.session.get_one(StockLevel, level_id)
        need = still_needed(line_id, level.variant_id)
        line, job = need.line, need.job
        if job.store_id != level.store_id:
            return False
        if need.short:
            with db.session.begin_nested():
                ledger.reserve(level_id, 1, line_id=line.id, by=by)
    except Refused:
        return False
    if need.short:
        line.short -= 1
        _one_less(line, by)
        _pick_again(job, by)
    record("line.crossdocked", about=job, by=by, line=line.id, units=1)
    return True


def send_nearby(line_id: int, level_id: int, store: Store, *, by: Actor) -> Transfer | None:
    """Inside atomic(): a free unit of this level goes to the store that is short of it.

    None where it can’t, or nobody needs it any more."""
    try:
        level = db.session.get_one(StockLevel, level_id)
        need = still_needed(line_id, level.variant_id)
        with db.session.begin_nested():
            return request_transfer(
                store,
                need.job.store,
                {level.variant_id: 1},
                expected_at=in_days(store.transfer_days),
                note=need.job.number,
                by=by,
            )
    except Refused:
        return None


def give_put_back(put_back: PutBack, line_id: int, *, intent: Intent, by: Actor) -> None:
    """One unit of what waits for its shelf goes to the line instead.

    Raises OutOfDate("not_needed") where nobody waits for it any more, "settled" where it is on its shelf;
    Refused("not_sound") for what nobody may get as it is.
    """
    with all_locked([line_id], put_back):
        if answered(intent) is not None:
            return
        if put_back.done_at:
            raise OutOfDate("settled", _("Somebody settled that already. Look at the list again."))
        if put_back.why not in SOUND:
            raise not_sound()
        must_not_be_recalled(put_back)
        ledger.put_back(put_back.level_id, 1, cause=put_back.ref, by=by)
        if not give(line_id, put_back.level_id, by=by):
            raise OutOfDate("not_needed", _("Nobody waits for it any more. Put it on its shelf."))
        if put_back.quantity > 1:
            put_back.quantity -= 1
        else:
            end_put_back(put_back, by=by)
        answer(intent, put_back=put_back.id)


@contextmanager
def all_locked(line_ids: Collection[int], *besides: Any, orders: Iterable[Order] = ()) -> Iterator[set[int]]:
    """Before these lines are given anything: their orders and `orders`, their jobs, then what is `besides`,
    in the order of locks. Gives the ids of those jobs."""
    find = sa.select(Fulfillment).join(FulfillmentLine, FulfillmentLine.fulfillment_id == Fulfillment.id)
    found = db.session.scalars(find.where(FulfillmentLine.id.in_(sorted(set(line_ids))))) if line_ids else ()
    jobs = {job.id: job for job in found}
    first = {order.id: order for order in (*(job.order for job in jobs.values()), *orders)}
    ids = set(jobs)
    with atomic(*(first[n] for n in sorted(first)), *(jobs[n] for n in sorted(jobs)), *besides):
        yield ids


def not_sound() -> Refused:
    return Refused("not_sound", _("Nobody gets it as it is. Put it where its condition says."))


def needed_among(variant_ids: Collection[int], store: Store, *, elsewhere: bool = False) -> set[int]:
    """Those of these that some open job of the store lacks, or of any other store’s: whether it needs one is
    looked at one by one."""
    find = sa.select(FulfillmentLine.variant_id).join(Fulfillment).distinct()
    where = Fulfillment.store_id != store.id if elsewhere else Fulfillment.store_id == store.id
    find = find.where(where, FulfillmentLine.variant_id.in_(sorted(set(variant_ids))))
    return set(db.session.scalars(find.where(*_LACKS))) if variant_ids else set()


def _waiting(variant_id: int, where: sa.ColumnElement[bool]) -> list[FulfillmentLine]:
    line = FulfillmentLine
    find = sa.select(line).join(Fulfillment, Fulfillment.id == line.fulfillment_id)
    find = find.where(where, line.variant_id == variant_id, *_LACKS)
    return list(db.session.scalars(find.order_by(Fulfillment.promise_at, line.id).limit(MOST)))


def _short(line: FulfillmentLine) -> Need | None:
    """Short, and nobody has decided yet that it won’t come."""
    task = task_of(TaskKind.SHORT, str(line.id)) if line.short else None
    return Need(line, min(line.short, task.facts["units"])) if task else None


def _one_less(line: FulfillmentLine, by: Actor) -> None:
    task = task_of(TaskKind.SHORT, str(line.id))
    if task is None:
        return
    if task.facts["units"] <= 1:
        close_task(task, "cross-docked", by=by)
    else:
        task.facts = {**task.facts, "units": task.facts["units"] - 1}


def _pick_again(job: Fulfillment, by: Actor) -> None:
    """As after a find: the unit has to be scanned into its bag."""
    if job.state == State.PACKING:
        move(job, State.PICKED, by=by)
    if job.state in (State.PICKED, State.WAITING):
        move(job, State.PICKING, by=by)
        job.owner_id = None


def _level(store_id: int, variant_id: int) -> StockLevel | None:
    find = sa.select(StockLevel).filter_by(store_id=store_id, variant_id=variant_id)
    return db.session.scalar(find.execution_options(populate_existing=True))
