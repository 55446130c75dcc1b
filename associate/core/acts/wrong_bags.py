"""Somebody left with a bag that isn’t theirs. Its orders stop until it is said, for each, what came of it.

The task’s facts: `numbers`, the orders’; `plan`, how the bag comes back; `sides`, a list of
{job, part, bag, tag, given, how, lost}. `given` is what the books say its customer took, `lost` what left the
books by settling it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from associate.clock import now
from associate.core.acts.cancel import open_put_backs
from associate.core.acts.collect import collect, finish_order, in_stock_order
from associate.core.acts.differences import take_difference_back
from associate.core.acts.holds import HOLD_WRONG_BAG, gate, lift_hold, put_on_hold
from associate.core.acts.replacing import MAY_LACK, OFFERED, Instead, parts_of, replace, turned_up
from associate.core.acts.returning.desk import must_not_be_own
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import Contents, contents
from associate.core.fulfillment.holding import hold_end
from associate.core.fulfillment.links import use_pass
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.telling import tell
from associate.core.inventory import ledger
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task, open_task
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

Side = dict[str, Any]


class Part(StrEnum):
    TAKER = "taker"  # has the other’s bag; their own is in the store, though its handover is on the books
    OWNER = "owner"  # whose bag it is; on the books it waits here still
    ROBBED = "robbed"  # theirs was given to a stranger; on the books it waits here again since


class Outcome(StrEnum):
    BACK = "back"  # the bag is here again
    KEEPS = "keeps"  # they have their own: nothing changes
    SHELVED = "shelved"  # they keep what they took, and their own goes back to the shelf
    GONE = "gone"  # its order was called off meanwhile, and the bag stays away: off the books
    AGAIN = Instead.AGAIN.value
    STORE = Instead.STORE.value
    SHIP = Instead.SHIP.value
    REFUND = Instead.REFUND.value


INSTEAD = {Outcome(each.value): each for each in Instead}


def open_case(taker: Fulfillment, given: Contents, owner: Bag | None, *, by: Actor) -> Task:
    """Inside atomic(orders, jobs): the taker left with the owner’s bag, or with one that nobody knows yet."""
    task = _open(taker, _side(taker, Part.TAKER, given=given), by)
    tell(taker.order, "wrong_bag", f"{task.ref}:{taker.id}", job=taker)
    if owner is not None:
        add_owner(task, owner, by=by)
    return task


def open_robbed(job: Fulfillment, given: Contents, *, handover: str, by: Actor) -> Task:
    """Inside atomic(order, job), its bags open again: a stranger has it. On the books it waits here again."""
    task = _open(job, _side(job, Part.ROBBED, given=given), by)
    _bring_back(job, given, cause=task.ref, handover=handover, by=by)
    tell(job.order, "bag_away", f"{task.ref}:{job.id}", job=job)
    return task


def add_owner(task: Task, bag: Bag, *, by: Actor) -> None:
    """Inside atomic(orders, jobs): whose bag it is. Its customer is asked to wait."""
    job = bag.fulfillment
    _freeze(job, by, other=task.facts["numbers"][0])
    sides = [*task.facts["sides"], _side(job, Part.OWNER, given=contents(bag), bag=bag)]
    task.facts = {**task.facts, "sides": sides, "numbers": [*task.facts["numbers"], job.number]}
    tell(job.order, "bag_away", f"{task.ref}:{job.id}", job=job)


def ways(side: Side, job: Fulfillment) -> tuple[Outcome, ...]:
    """What may come of one side."""
    if side["how"]:
        return ()
    if side["part"] == Part.TAKER:
        return Outcome.KEEPS, Outcome.SHELVED
    if job.state not in MAY_LACK:
        return (Outcome.BACK, Outcome.GONE)
    theirs = (Outcome.KEEPS,) if side["part"] == Part.ROBBED else ()
    return Outcome.BACK, *theirs, *(Outcome(each.value) for each in OFFERED[job.method])


def side_of(task: Task, job: Fulfillment) -> Side:
    """Raises OutOfDate("no_side") for a job it isn’t about."""
    side: Side | None = next((side for side in task.facts["sides"] if side["job"] == job.id), None)
    if side is None:
        raise OutOfDate("no_side", _("This isn’t about %(number)s any more.", number=job.number))
    return side


def settle(
    task: Task,
    job: Fulfillment,
    how: Outcome,
    *,
    by: Actor,
    store: Store | None = None,
    address: Mapping[str, str] | None = None,
) -> None:
    """What came of one side. Its order goes on at once; with the last one the task is done.

    Raises OutOfDate: "settled", "no_side"; Refused: "no_such_way", "kept_and_back", "unknown_contents", and
    what replace raises.
    """
    with atomic(job.order, job, task):
        must_not_be_own(job.order, by)
        side = side_of(task, job)
        if side["how"]:
            raise OutOfDate("settled", _("Somebody was faster: %(number)s is settled.", number=job.number))
        if how not in ways(side, job):
            raise Refused("no_such_way", _("That can’t be decided here. Open it again."))
        _must_fit(task, side, how)
        if job.hold == HOLD_WRONG_BAG:
            lift_hold(job, by=by)
        lost = _deed(task, side, job, how, by, store, address)
        _keep(task, job, how=how.value, lost=[{"line": line, "units": n} for line, n in lost.items()])
        record("bag.wrong_settled", about=job, by=by, how=how.value)
        if job.state in OPEN:
            gate(job, by=by)
        if all(each["how"] for each in task.facts["sides"]):
            close_task(task, "settled", by=by)


def bag_came_back(task: Task, job: Fulfillment, *, by: Actor) -> None:
    """Its goods had left the books, and here they are: to be put back. Once. Raises OutOfDate("not_lost")."""
    with atomic(job.order, job, task):
        side = side_of(task, job)
        if not side["lost"]:
            raise OutOfDate("not_lost", _("Nothing of that bag is written off."))
        _shelve({each["line"]: each["units"] for each in side["lost"]}, task, by)
        _keep(task, job, lost=[])
        record("bag.found", about=job, by=by, tag=side["tag"])


def _open(job: Fulfillment, side: Side, by: Actor) -> Task:
    task = open_task(
        TaskKind.WRONG_BAG,
        str(job.id),
        by=by,
        order_id=job.order_id,
        store_id=job.store_id,
        about=job.ref,
        numbers=[job.number],
        plan="",
        sides=[side],
    )
    db.session.flush()
    _freeze(job, by)
    return task


def _side(job: Fulfillment, part: Part, *, given: Contents | None = None, bag: Bag | None = None) -> Side:
    told = [{"line": line, "units": n} for line, n in sorted((given or {}).items())]
    known = {"bag": bag.id if bag else None, "tag": bag.tag if bag else ""}
    return {"job": job.id, "part": part.value, "given": told, "how": "", "lost": [], **known}


def _freeze(job: Fulfillment, by: Actor, other: str = "") -> None:
    put_on_hold(job, HOLD_WRONG_BAG, by=by)
    record("bag.wrong", about=job, by=by, other=other)


def _bring_back(job: Fulfillment, given: Contents, *, cause: str, handover: str, by: Actor) -> None:
    lines = sorted((line for line in job.lines if given.get(line.id)), key=in_stock_order)
    if any(given[line.id] > line.handed_over - line.returned for line in lines):
        raise Refused("brought_back", _("Some of it was brought back since, so this stays as it is."))
    ledger.bring_back(
        [(line.reservation, given[line.id]) for line in lines if line.reservation], cause=cause, by=by
    )
    for line in lines:
        line.handed_over -= given[line.id]
    is_part = any(line.handed_over for line in job.lines)
    to = State.PART_COLLECTED if is_part else State.READY
    if job.state != to:
        move(job, to, by=by, cause=cause, undo=True)
    job.collected_at = None
    take_difference_back(job, cause=handover, by=by)
    finish_order(job.order, by=by)


def _must_fit(task: Task, side: Side, how: Outcome) -> None:
    others = {each["how"] for each in task.facts["sides"] if each is not side}
    if {how, *others} >= {Outcome.BACK, Outcome.SHELVED}:
        words = _("Either they keep that bag or it’s back. Look at the other order first.")
        raise Refused("kept_and_back", words)


def _deed(
    task: Task,
    side: Side,
    job: Fulfillment,
    how: Outcome,
    by: Actor,
    store: Store | None,
    address: Mapping[str, str] | None,
) -> Contents:
    """Gives what left the books."""
    if (way := INSTEAD.get(how)) is not None:
        inside = dict_of(job, _inside(side, job))
        for bag in [bag for bag in job.open_bags if side["bag"] in (None, bag.id)]:
            bag.gone_at = now()
        replace(job, inside, way, cause=task.ref, by=by, why="wrong_bag", store=store, address=address)
        return inside
    if how == Outcome.BACK:
        _wait_on(task, job)
    elif how == Outcome.GONE:
        return _write_off(_given(side) or _inside(side, job), job, task, by)
    elif how == Outcome.SHELVED:
        _shelve(_given(side), task, by)
    elif side["part"] == Part.ROBBED:
        _theirs_after_all(job, _given(side), task, by)
    return {}


def dict_of(job: Fulfillment, inside: Contents) -> Contents:
    """Of these, what is still the customer’s to have."""
    return {line.id: units for line, units in parts_of(job, inside)}


def _wait_on(task: Task, job: Fulfillment) -> None:
    if job.state in MAY_LACK:
        job.hold_until = max(job.hold_until or now(), hold_end(job, now()))
        tell(job.order, "ready", f"{job.ref}:{task.ref}", job=job)


def _theirs_after_all(job: Fulfillment, given: Contents, task: Task, by: Actor) -> None:
    for bag in job.open_bags:
        bag.gone_at = now()
    use_pass(job)
    collect(job, dict_of(job, given), cause=task.ref, by=by)


def _write_off(inside: Contents, job: Fulfillment, task: Task, by: Actor) -> Contents:
    """Calling the order off made put-backs of a bag that isn’t here."""
    gone: dict[int, int] = {}
    for put_back in open_put_backs(job):
        line = put_back.fulfillment_line_id or 0
        units = min(put_back.quantity, inside.get(line, 0) - gone.get(line, 0))
        if units > 0:
            ledger.write_off(put_back.level_id, units, cause=task.ref, by=by)
            gone[line] = gone.get(line, 0) + units
            if units == put_back.quantity:
                put_back.done_at, put_back.done_by = now(), by.ref
            else:
                put_back.quantity -= units
    return gone


def _shelve(units: Contents, task: Task, by: Actor) -> None:
    lines = [db.session.get_one(FulfillmentLine, line) for line in units]
    for line in sorted(lines, key=in_stock_order):
        turned_up(line, units[line.id], cause=task.ref, by=by)


def _given(side: Side) -> Contents:
    return {each["line"]: each["units"] for each in side["given"]}


def _inside(side: Side, job: Fulfillment) -> Contents:
    if side["bag"] is None:
        return _given(side)
    known = contents(db.session.get_one(Bag, side["bag"]))
    if known is None:
        words = _("Nobody wrote down what is in bag %(tag)s. Wait until it’s back.", tag=side["tag"])
        raise Refused("unknown_contents", words)
    return known


def _keep(task: Task, job: Fulfillment, **news: Any) -> None:
    sides = [{**side, **news} if side["job"] == job.id else side for side in task.facts["sides"]]
    task.facts = {**task.facts, "sides": sides}
