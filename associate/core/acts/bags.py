"""A bag nobody could find turns up, or stays away.

The task is about the bag. Its facts: `lines`, a list of {line, units} that were in it; `held`, true when its
units belong to no order any more and are held: its customer was helped another way, or the order was picked
once more; `waits`, true once the customer was asked to wait for it; once it is lost, `lost`, the units that
left the books.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.replacing import Instead, parts_of, replace, turned_up
from associate.core.acts.returning.desk import must_not_be_own
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import Contents
from associate.core.fulfillment.holding import hold_end
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.telling import tell
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _


def note_missing(bag: Bag, inside: Contents, *, is_held: bool, by: Actor) -> Task:
    """Somebody has to look for it. `is_held`: its units belong to no order any more."""
    return open_task(
        TaskKind.BAG_MISSING,
        str(bag.id),
        by=by,
        store_id=bag.store_id,
        order_id=bag.order_id,
        about=bag.ref,
        bag=bag.id,
        tag=bag.tag,
        number=bag.fulfillment.number,
        held=is_held,
        lines=_told(inside),
    )


def found(task: Task, *, by: Actor) -> None:
    """It is back. What no order wants any more waits to be put back; else it waits for its customer again."""
    bag = bag_of(task)
    with atomic(bag.fulfillment.order, bag.fulfillment, task):
        if task.facts.get("held"):
            for line, units in _contents(task):
                _to_the_shelf(line, units)
        elif task.facts.get("waits"):
            _is_here_again(task, bag.fulfillment)
        record("bag.found", about=bag, by=by, tag=bag.tag)
        close_task(task, "found", by=by)


def let_wait(task: Task, *, by: Actor) -> None:
    """We look on, and its customer is asked not to come before they hear. Whoever says so has the task.

    Raises Refused("helped_already") where they were helped, OutOfDate: "waits_already", "not_here".
    """
    bag = bag_of(task)
    job = bag.fulfillment
    with atomic(job.order, job, task):
        if task.facts.get("held"):
            raise Refused("helped_already", _("The customer was helped already. Found, or written off?"))
        if task.facts.get("waits"):
            raise OutOfDate("waits_already", _("They know already, and wait."))
        if job.state not in WITH_CUSTOMER_TO_COME:
            words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
            raise OutOfDate("not_here", words)
        task.facts, task.owner_id = {**task.facts, "waits": True}, by.staff_id
        record("bag.awaited", about=bag, by=by, tag=bag.tag)
        tell(job.order, "bag_away", task.ref, job=job)


def lost(task: Task, *, by: Actor) -> None:
    """It stays away: its units are written off, and what the customer is still waiting for is owed in money.

    Raises Refused("unknown_contents") when nobody knows what was in it.
    """
    bag = bag_of(task)
    job = bag.fulfillment
    with atomic(job.order, job, task):
        contents = sorted(_contents(task), key=lambda pair: pair[0].variant_id)
        if task.facts.get("held"):
            for line, units in contents:
                ledger.write_off(level_of(line), units, cause=task.ref, by=by)
            _close(task, bag, {line.id: units for line, units in contents}, "lost", by)
        else:
            instead(task, Instead.REFUND, by=by)


def instead(
    task: Task,
    how: Instead,
    *,
    by: Actor,
    store: Store | None = None,
    address: Mapping[str, str] | None = None,
) -> None:
    """It stays away, and the customer who still waits gets the goods another way, or the money.

    Raises Refused("helped_already") where they were helped, "unknown_contents", and what replace raises.
    """
    bag = bag_of(task)
    job = bag.fulfillment
    with atomic(job.order, job, task):
        if task.facts.get("held"):
            raise Refused("helped_already", _("The customer was helped already. Found, or written off?"))
        must_not_be_own(job.order, by)
        gone = {line.id: units for line, units in _contents(task)}
        gone = {line.id: units for line, units in parts_of(job, gone)}
        bag.gone_at = bag.gone_at or now()
        if gone or how != Instead.REFUND:
            replace(job, gone, how, cause=task.ref, by=by, store=store, address=address)
        _close(task, bag, gone, "lost" if how == Instead.REFUND else how.value, by)


def found_later(task: Task, *, by: Actor) -> None:
    """It was written off, and here it is: its goods are on the books again and wait to be put back. Once.

    Raises OutOfDate("not_lost") where nothing of it was.
    """
    bag = bag_of(task)
    with atomic(bag.fulfillment.order, bag.fulfillment, task):
        if not task.facts.get("lost"):
            raise OutOfDate("not_lost", _("Nothing of that bag is written off."))
        for entry in task.facts["lost"]:
            line = db.session.get_one(FulfillmentLine, entry["line"])
            turned_up(line, entry["units"], cause=task.ref, by=by)
        task.facts = {**task.facts, "lost": []}
        record("bag.found", about=bag, by=by, tag=bag.tag)


def bag_of(task: Task) -> Bag:
    """The bag that a task is about."""
    return db.session.get_one(Bag, int(task.about.removeprefix("bag:")))


def written_off(bag: Bag) -> Task | None:
    """The task by which its goods left the books, while they are off them."""
    find = sa.select(Task).where(Task.key == f"{TaskKind.BAG_MISSING.value}:{bag.id}")
    settled = db.session.scalars(find.where(Task.done_at.is_not(None)).order_by(Task.id.desc()))
    return next((task for task in settled if task.facts.get("lost")), None)


def _is_here_again(task: Task, job: Fulfillment) -> None:
    if job.state in WITH_CUSTOMER_TO_COME:
        job.hold_until = max(job.hold_until or now(), hold_end(job, now()))
        tell(job.order, "ready", f"{job.ref}:{task.ref}", job=job)


def _close(task: Task, bag: Bag, gone: Contents, outcome: str, by: Actor) -> None:
    bag.gone_at = bag.gone_at or now()
    task.facts = {**task.facts, "lost": _told(gone)}
    record("bag.lost", about=bag, by=by, tag=bag.tag)
    close_task(task, outcome, by=by)


def _told(inside: Contents) -> list[dict[str, int]]:
    return [{"line": line, "units": n} for line, n in sorted(inside.items())]


def _contents(task: Task) -> list[tuple[FulfillmentLine, int]]:
    """What was in it: as the task says, or all that is left of an order with this one bag."""
    if told := task.facts.get("lines"):
        return [(db.session.get_one(FulfillmentLine, entry["line"]), entry["units"]) for entry in told]
    bag = bag_of(task)
    if bag.fulfillment.open_bags != [bag]:
        raise Refused("unknown_contents", _("Nobody knows what was in that bag. Hand over the rest first."))
    return [(line, line.to_hand_over) for line in bag.fulfillment.lines if line.to_hand_over]


def _to_the_shelf(line: FulfillmentLine, units: int) -> None:
    job: Fulfillment = line.fulfillment
    db.session.add(
        PutBack(
            store_id=job.store_id,
            level_id=level_of(line),
            fulfillment_line_id=line.id,
            quantity=units,
            why="found",
            order_id=job.order_id,
        )
    )


def level_of(line: FulfillmentLine) -> int:
    assert line.reservation is not None
    return line.reservation.level_id
