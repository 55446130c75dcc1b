"""A bag that stays away: what may replace its goods, and the deeds that do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from associate.core.acts import bags
from associate.core.acts.move_pickup import stores_that_have
from associate.core.acts.replacing import MAY_LACK, OFFERED, Instead, parts_of
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.contents import contents, missing_from
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _


@dataclass(frozen=True)
class Ways:
    """How the customer of a lost bag may be helped. `lacks`: names of what this shelf has too few of."""

    offered: tuple[Instead, ...]
    lacks: list[str]
    stores: list[Store]


def ways_of(task: Task) -> Ways | None:
    """None where there is nothing to replace: the customer was helped, or nobody knows what was in it."""
    if task.kind != TaskKind.BAG_MISSING or task.facts.get("held") or task.done_at:
        return None
    bag = bags.bag_of(task)
    job = bag.fulfillment
    known = {entry["line"]: entry["units"] for entry in task.facts.get("lines") or []} or contents(bag) or {}
    parts = parts_of(job, known)
    if not parts or job.state not in MAY_LACK:
        return None
    gone = {line.id: units for line, units in parts}
    stores = stores_that_have(parts, besides=job.store_id)
    return Ways(OFFERED[job.method], missing_from(job, gone), stores)


def replace(
    task: Task, how: str, store: Store | None, address: Mapping[str, str], *, intent: Intent, by: Actor
) -> dict[str, Any]:
    """It stays away: its goods are written off and replaced. Raises Refused("no_such_decision"), OutOfDate
    ("task_done"), and what bags.instead raises."""
    if task.kind != TaskKind.BAG_MISSING or how not in set(Instead):
        raise Refused("no_such_decision", _("That can’t be decided here. Open the task again."))
    bag = bags.bag_of(task)
    with atomic(bag.fulfillment.order, bag.fulfillment, task):
        if (done := answered(intent)) is not None:
            return done
        if task.done_at is not None:
            raise OutOfDate("task_done", _("Somebody was faster: this is settled. Look again."))
        given = address if Instead(how) == Instead.SHIP else None
        bags.instead(task, Instead(how), by=by, store=store, address=given)
        return answer(intent, task=task.id, how=how)


def found_later(task: Task, *, intent: Intent, by: Actor) -> None:
    """It was written off, and here it is. Raises what bags.found_later raises."""
    if task.kind != TaskKind.BAG_MISSING:
        raise Refused("other_kind", _("This task asks for something else. Open it again."))
    job = bags.bag_of(task).fulfillment
    with atomic(job.order, job, task):
        if answered(intent) is None:
            bags.found_later(task, by=by)
            answer(intent, task=task.id)
