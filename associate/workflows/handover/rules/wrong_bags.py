"""They left with the wrong bag: seen at the counter or told later, stopped at once, settled side by side."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from associate.core.acts import wrong_bags
from associate.core.acts.returning.desk import must_not_be_own
from associate.core.acts.wrong_bags import Outcome
from associate.core.catalog.codes import read_code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.deliveries import withdraw_message
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import Contents
from associate.core.fulfillment.links import ensure_pass
from associate.core.fulfillment.models import Bag, Fulfillment, Handover
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.handover.rules.completion import told_cause
from associate.workflows.handover.rules.counter import HOLDS, jobs_of
from associate.workflows.handover.rules.settling import settled_with
from associate.workflows.handover.rules.undo import (
    bring_back,
    must_be_done,
    must_be_last,
    must_be_untouched,
    what_went,
)

PLANS = {
    "brought": lambda: _("They bring it back"),
    "fetched": lambda: _("We fetch it"),
    "kept": lambda: _("They keep it"),
}


def case_here(number: int, *, store: Store) -> Task:
    """Raises Missing, also when it is another store’s."""
    task = db.session.scalar(
        sa.select(Task).where(Task.id == number, Task.kind == TaskKind.WRONG_BAG, Task.store_id == store.id)
    )
    if task is None:
        raise Missing("no_task", _("There’s no such task in this store."))
    return task


def report_other(handover: Handover, number: str, raw: str, *, intent: Intent, by: Actor) -> int:
    """They took a bag of another order: `raw` is its tag or number, "" while nobody knows. The task’s id.

    Raises what bag_meant and _must_have_gone raise, Refused("own_bag" | "on_hold"), OutOfDate("not_ready").
    """
    job, bag = _job_of(handover, number), bag_meant(handover.store_id, raw) if raw.strip() else None
    jobs = [job, bag.fulfillment] if bag else [job]
    with atomic(*_locks(*jobs), handover):
        if (done := answered(intent)) is not None:
            return int(done["task"])
        given = _must_have_gone(handover, job)
        if bag:
            _must_wait_here(bag, job)
        task = wrong_bags.open_case(job, given, bag, by=by)
        return int(answer(intent, task=task.id)["task"])


def report_stranger(handover: Handover, number: str, *, key: str, intent: Intent, by: Actor) -> int:
    """It was handed to the wrong person: its own customer still waits. Gives the task’s id.

    Raises what _must_have_gone raises, Refused: "tag_in_use", "brought_back", "swapped" where something was
    settled with it.
    """
    job = _job_of(handover, number)
    with atomic(job.order, job, handover):
        if (done := answered(intent)) is not None:
            return int(done["task"])
        must_not_be_own(job.order, by)
        given = _must_have_gone(handover, job)
        if settled_with(handover):
            raise Refused("swapped", _("Something was exchanged with it. Undo the handover instead."))
        for row in handover.bags:
            if row.how != "replaced":
                bring_back(row, job, by)
        task = wrong_bags.open_robbed(job, given, handover=handover.ref, by=by)
        withdraw_message(f"picked_up:{told_cause(handover, job)}")
        ensure_pass(job, key=key)
        return int(answer(intent, task=task.id)["task"])


def name_owner(task: Task, raw: str, *, intent: Intent, by: Actor) -> None:
    """By now it is known whose bag they have. Raises as report_other, and OutOfDate("known")."""
    taker = db.session.get_one(Fulfillment, task.facts["sides"][0]["job"])
    bag = bag_meant(taker.store_id, raw)
    with atomic(*_locks(taker, bag.fulfillment), task):
        if answered(intent) is None:
            _must_be_open(task)
            if len(task.facts["sides"]) > 1 or task.facts["sides"][0]["part"] != wrong_bags.Part.TAKER:
                raise OutOfDate("known", _("It’s known already whose bag it is. Look again."))
            _must_wait_here(bag, taker)
            wrong_bags.add_owner(task, bag, by=by)
            answer(intent, task=task.id)


def settle(
    task: Task,
    number: str,
    how: str,
    store: Store | None,
    address: Mapping[str, str],
    *,
    intent: Intent,
    by: Actor,
) -> None:
    """Raises Refused("no_such_way"), and what wrong_bags.settle raises."""
    if how not in set(Outcome):
        raise Refused("no_such_way", _("That can’t be decided here. Open it again."))
    job = _side_job(task, number)
    with atomic(job.order, job, task):
        if answered(intent) is None:
            given = address if how == Outcome.SHIP else None
            wrong_bags.settle(task, job, Outcome(how), by=by, store=store, address=given)
            answer(intent, task=task.id)


def came_back(task: Task, number: str, *, intent: Intent, by: Actor) -> None:
    """What was written off is here after all. Raises what wrong_bags.bag_came_back raises."""
    job = _side_job(task, number)
    with atomic(job.order, job, task):
        if answered(intent) is None:
            wrong_bags.bag_came_back(task, job, by=by)
            answer(intent, task=task.id)


def agree(task: Task, plan: str, owner: Staff, *, intent: Intent, by: Actor) -> None:
    """How the bag comes back, as agreed with whoever has it: whoever agreed it owns the task.

    Raises Refused("no_plan"), OutOfDate("task_done")."""
    if plan not in PLANS:
        raise Refused("no_plan", _("Choose what you agreed."))
    with atomic(task):
        if answered(intent) is None:
            _must_be_open(task)
            task.facts, task.owner, task.given_by_id = {**task.facts, "plan": plan}, owner, None
            record("task.taken", about=task, by=by, task=task.kind.value)
            answer(intent, task=task.id)


def bag_meant(store_id: int, raw: str) -> Bag:
    """By its tag, or by the number of an order with one bag. Raises Refused: "nothing_found", "which_bag"."""
    code = read_code(raw)
    if bag := open_bag(db.session.get_one(Store, store_id), code.key):
        return bag
    find = sa.select(Fulfillment).filter_by(store_id=store_id)
    job = db.session.scalar(find.where(sa.func.upper(Fulfillment.number) == code.value.strip().upper()))
    bags = job.open_bags if job else []
    if not bags:
        raise Refused("nothing_found", _("No bag waits here by that tag or number."))
    if len(bags) > 1:
        tags = ", ".join(bag.tag for bag in bags)
        raise Refused("which_bag", _("That order has several bags. Which one: %(tags)s?", tags=tags))
    return bags[0]


def _job_of(handover: Handover, number: str) -> Fulfillment:
    job = next((job for job in jobs_of(handover) if job.number == number), None)
    if job is None:
        raise Missing("no_order", _("There’s no order %(number)s in this store.", number=number))
    return job


def _side_job(task: Task, number: str) -> Fulfillment:
    sides = [db.session.get_one(Fulfillment, side["job"]) for side in task.facts["sides"]]
    job = next((job for job in sides if job.number == number), None)
    if job is None:
        raise Missing("no_order", _("There’s no order %(number)s in this store.", number=number))
    return job


def _locks(*jobs: Fulfillment) -> list[Any]:
    """In the one order of locks."""
    orders = {job.order_id: job.order for job in jobs}
    return [*(orders[key] for key in sorted(orders)), *sorted(set(jobs), key=lambda job: job.id)]


def _must_have_gone(handover: Handover, job: Fulfillment) -> Contents:
    """What of it went. Raises as must_be_done and must_be_last, and Refused: "on_hold", "nothing_went"."""
    must_be_done(handover)
    must_be_last(handover, [job])
    must_be_untouched(handover, [job])
    _must_not_be_held(job)
    given, _refused = what_went(handover, job)
    if not given:
        raise Refused("nothing_went", _("Nothing of %(number)s was handed over here.", number=job.number))
    return given


def _must_wait_here(bag: Bag, taker: Fulfillment) -> None:
    job = bag.fulfillment
    if job.id == taker.id:
        raise Refused("own_bag", _("Bag %(tag)s is their own.", tag=bag.tag))
    _must_not_be_held(job)
    if job.state not in WITH_CUSTOMER_TO_COME:
        words = _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        raise OutOfDate("not_ready", words)


def _must_not_be_held(job: Fulfillment) -> None:
    if job.hold:
        why = HOLDS.get(job.hold, HOLDS["fraud"])()
        raise Refused("on_hold", _("%(number)s is on hold.", number=job.number) + " " + why)


def _must_be_open(task: Task) -> None:
    if task.done_at is not None:
        raise OutOfDate("task_done", _("Somebody was faster: this is settled. Look again."))
