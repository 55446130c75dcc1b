"""What could not be picked: its effect on stock, and the two ways it ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.cancel import cancel_fulfillment, free_tags
from associate.core.acts.collect import finish_order
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.counting import ask_for_count
from associate.core.acts.damaged import free_for, hold_damaged
from associate.core.acts.kit_shorts import must_make_a_set, take_out_rest
from associate.core.acts.money_back import owe_units
from associate.core.acts.running import ended
from associate.core.events.record import Actor, record
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.ready import tell_ready
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.votes import call_off_vote
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task, task_of
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _


class Reason(StrEnum):
    """Why a unit was not picked, with what that does to stock."""

    NOT_FOUND = "not_found"  # the shelf figure goes to 0
    SOME_MISSING = "some_missing"  # the shelf figure goes down by what is missing
    DAMAGED = "damaged"  # those units are here, and held
    NOT_PICKED = "not_picked"  # stock is fine


UNSURE = (Reason.NOT_FOUND, Reason.SOME_MISSING)
"""Reasons that say the books are wrong, and not by how much: somebody should count."""


def write_short(
    line: FulfillmentLine,
    reason: Reason,
    *,
    by: Actor,
    looked: list[str],
    why: str = "",
    units: int | None = None,
) -> Task:
    """Inside atomic(fulfillment): what is left of the line, or so many units of it, will not come, for this
    reason.

    Its reservation is let go first, so the shelf figure is what nobody's bag holds. Opens the lead's task.
    `why` is the code of the store's own reason that has this effect.
    """
    units, fulfillment = line.left if units is None else units, line.fulfillment
    assert line.reservation is not None
    waiting = task_of(TaskKind.SHORT, str(line.id))  # reported before, and nobody has decided yet
    level_id, known = line.reservation.level_id, waiting.facts if waiting else {}
    line.short += units
    ledger.release(line.reservation, units, by=by)
    taken = _correct(level_id, reason, units, cause=f"short:{line.id}", by=by)
    if reason == Reason.DAMAGED:
        hold_damaged(line, level_id, units, by=by)
    record(
        "line.short",
        about=fulfillment,
        by=by,
        line=line.id,
        units=units,
        reason=reason.value,
        why=why or reason.value,
        looked=looked,
    )
    task = open_task(
        TaskKind.SHORT,
        str(line.id),
        by=by,
        store_id=fulfillment.store_id,
        order_id=fulfillment.order_id,
        about=fulfillment.ref,
        line=line.id,
        variant_id=line.variant_id,
        sku=line.variant.sku,
        units=units + known.get("units", 0),  # what was decided before is not asked again
        reason=reason.value,
        taken=taken + known.get("taken", 0),
        number=fulfillment.number,
    )
    if line.order_line.kit:
        task.facts = {**task.facts, "set": line.order_line.kit.name}
    if reason in UNSURE:
        ask_for_count(level_id, why="short", by=by)
    look_for_conflict(level_id, by=by)
    settle_pick(fulfillment, by=by)
    return task


def settle_pick(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Every unit found or given a reason: on to the bags or the totes, else to a decision."""
    if fulfillment.state == State.PICKING and fulfillment.is_settled:
        found = any(line.to_hand_over for line in fulfillment.lines)
        move(fulfillment, State.PICKED if found else State.WAITING, by=by)


def found_it(task: Task, *, by: Actor) -> None:
    """It turned up: the short units are to be picked again.

    What the short took off the books is put back on them, as far as these units go; damaged units it held
    are used only where nothing else is free. Raises
    Refused("no_stock") when the books hold none to set aside, Refused("too_late") when the order
    is past picking, Refused("kit_gone") when the rest of its set was given up. A second call changes nothing.
    """
    with deciding(task, by) as (line, fulfillment):
        if task.done_at:
            return
        if fulfillment.state == State.PACKING:
            move(fulfillment, State.PICKED, by=by)
        if fulfillment.state not in (State.PICKING, State.PICKED, State.WAITING):
            raise Refused(
                "too_late",
                _(
                    "%(number)s is %(state)s now. Undo that first.",
                    number=fulfillment.number,
                    state=fulfillment.state.words,
                ),
            )
        assert line.reservation is not None
        units, level_id = task.facts["units"], line.reservation.level_id
        must_make_a_set(line, units)
        ledger.adjust(
            level_id, min(units, task.facts.get("taken", 0)), Kind.ADJUSTED, cause=f"found:{line.id}", by=by
        )
        free_for(line, level_id, units, by=by)
        ledger.reserve(level_id, units, line_id=line.id, by=by)
        line.short -= units
        record("line.found", about=fulfillment, by=by, line=line.id, units=units)
        if fulfillment.state != State.PICKING:
            move(fulfillment, State.PICKING, by=by)
            fulfillment.owner_id = None  # whoever scans next has it
        look_for_conflict(level_id, by=by)
        close_task(task, "found", by=by)


def give_up(task: Task, *, by: Actor) -> None:
    """It won't come: the money for it is owed, and of a set for all of it: its customer is told what is
    left where it was ready already. A job with nothing in it is over. A second call: nothing."""
    with deciding(task, by) as (line, fulfillment):
        if task.done_at:
            return
        units = task.facts["units"]
        gone = line.refused + line.canceled + line.short - units
        rest = take_out_rest(line, by=by)
        owed = [(line.order_line, units, gone), *rest]
        owe_units(fulfillment.order, owed, key=task.ref, by=by, why="short")
        record("line.given_up", about=fulfillment, by=by, line=line.id, units=units)
        close_task(task, "given up", by=by)
        settle_pick(fulfillment, by=by)
        if fulfillment.state in OPEN and nothing_comes(fulfillment):
            cancel_fulfillment(fulfillment, by=by, reason="short")
        else:
            end_where_rest_is_gone(fulfillment, by=by)
        if rest and fulfillment.state == State.READY:  # the line itself was told as not found
            tell_ready(fulfillment, cause=f"{task.ref}:given_up")
        finish_order(fulfillment.order, by=by)


@contextmanager
def deciding(task: Task, by: Actor) -> Iterator[tuple[FulfillmentLine, Fulfillment]]:
    """The short line of a task and its job, locked: order, job, task. What the customer is asked about it is
    called off where that settled it."""
    line = db.session.get_one(FulfillmentLine, task.facts["line"])
    fulfillment = line.fulfillment
    with atomic(fulfillment.order, fulfillment, task):
        yield line, fulfillment
        if task.done_at:
            call_off_vote(line.id, by=by)


def _correct(level_id: int, reason: Reason, units: int, *, cause: str, by: Actor) -> int:
    """The stock effect of a reason; answers with the units it took off the books."""
    db.session.flush()
    level = db.session.get_one(StockLevel, level_id, populate_existing=True)
    on_shelf = max(0, shelf(level))  # never what lies in other customers' bags
    taken = {Reason.NOT_FOUND: on_shelf, Reason.SOME_MISSING: min(units, on_shelf)}.get(reason, 0)
    ledger.adjust(level_id, -taken, Kind.ADJUSTED, cause=cause, by=by)
    return taken


def nothing_comes(fulfillment: Fulfillment) -> bool:
    """Nothing was picked or is to be, and no short waits for a decision."""
    db.session.flush()
    return not any(line.left or line.picked for line in fulfillment.lines) and not _undecided(fulfillment)


def end_where_rest_is_gone(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Some of it was handed over before, and no more comes: the job is over."""
    db.session.flush()
    is_open = any(line.left or line.to_hand_over for line in fulfillment.lines) or _undecided(fulfillment)
    was_partly_collected = any(line.handed_over for line in fulfillment.lines)
    if fulfillment.state != State.WAITING or is_open or not was_partly_collected:
        return
    move(fulfillment, State.COLLECTED, by=by, reason="short")
    fulfillment.collected_at = now()
    use_pass(fulfillment)
    free_tags(fulfillment)
    ended([fulfillment], by=by)


def _undecided(fulfillment: Fulfillment) -> bool:
    keys = [f"{TaskKind.SHORT.value}:{line.id}" for line in fulfillment.lines]
    undecided = sa.select(Task.id).where(Task.key.in_(keys), Task.done_at.is_(None))
    return db.session.scalar(undecided.limit(1)) is not None
