"""A bag nobody could find turns up, or stays away.

The task is about the bag. Its facts: `lines`, a list of {line, units} that were in it; `held`, true when the
customer was helped another way, so that its units belong to no order any more and are held.
"""

from associate.clock import now
from associate.core.acts.collect import finish_order
from associate.core.acts.money_back import owe_units
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import Contents
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import OPEN, State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _


def note_missing(bag: Bag, inside: Contents, *, is_held: bool, by: Actor) -> Task:
    """Somebody has to look for it. `is_held`: the customer was helped, its units belong to no order."""
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
        lines=[{"line": line, "units": n} for line, n in sorted(inside.items())],
    )


def found(task: Task, *, by: Actor) -> None:
    """It is back. What no order wants any more waits to be put back; else it waits for its customer again."""
    bag = bag_of(task)
    with atomic(bag.fulfillment.order, bag.fulfillment, task):
        if task.facts.get("held"):
            for line, units in _contents(task):
                _to_the_shelf(line, units)
        record("bag.found", about=bag, by=by, tag=bag.tag)
        close_task(task, "found", by=by)


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
                ledger.write_off(_level_id(line), units, cause=task.ref, by=by)
        else:
            _take_off_the_order(job, contents, task, by)
        bag.gone_at = bag.gone_at or now()
        record("bag.lost", about=bag, by=by, tag=bag.tag)
        close_task(task, "lost", by=by)


def bag_of(task: Task) -> Bag:
    """The bag that a task is about."""
    return db.session.get_one(Bag, int(task.about.removeprefix("bag:")))


def _contents(task: Task) -> list[tuple[FulfillmentLine, int]]:
    """What was in it: as the task says, or all that is left of an order with this one bag."""
    if told := task.facts.get("lines"):
        return [(db.session.get_one(FulfillmentLine, entry["line"]), entry["units"]) for entry in told]
    bag = bag_of(task)
    if bag.fulfillment.open_bags != [bag]:
        raise Refused("unknown_contents", _("Nobody knows what was in that bag. Hand over the rest first."))
    return [(line, line.to_hand_over) for line in bag.fulfillment.lines if line.to_hand_over]


def _to_the_shelf(line: FulfillmentLine, units: int) -> None:
    job = line.fulfillment
    db.session.add(
        PutBack(
            store_id=job.store_id,
            level_id=_level_id(line),
            fulfillment_line_id=line.id,
            quantity=units,
            why="found",
            order_id=job.order_id,
        )
    )


def _take_off_the_order(
    job: Fulfillment, contents: list[tuple[FulfillmentLine, int]], task: Task, by: Actor
) -> None:
    owed = []
    for line, units in contents:
        units = min(units, line.to_hand_over)  # what was handed over or canceled since is nobody's loss twice
        if units:
            assert line.reservation is not None
            ledger.release(line.reservation, units, by=by)
            ledger.adjust(_level_id(line), -units, Kind.ADJUSTED, cause=task.ref, by=by)
            owed.append((line.order_line, units, line.short + line.canceled + line.refused))
            line.picked -= units
            line.short += units
    owe_units(job.order, owed, key=task.ref, by=by, why="lost")
    if job.state in OPEN and not any(line.to_hand_over or line.left for line in job.lines):
        was_partly_collected = any(line.handed_over for line in job.lines)
        move(job, State.COLLECTED if was_partly_collected else State.CANCELED, by=by, reason="lost")
        finish_order(job.order, by=by)


def _level_id(line: FulfillmentLine) -> int:
    assert line.reservation is not None
    return line.reservation.level_id
