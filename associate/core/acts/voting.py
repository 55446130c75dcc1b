"""Ask the customer what to do about something missing; their answer, or what stands in for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.deciding import Choice, Way, carry_out
from associate.core.acts.instead import must_take
from associate.core.acts.shorts import deciding
from associate.core.acts.substitutes import MOST, goes_for, is_dearer, must_go_for
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.telling import tell, ways_to
from associate.core.fulfillment.votes import (
    LEAST,
    Vote,
    VoteState,
    close_vote,
    open_vote,
    time_to_answer,
)
from associate.core.orders.models import OrderLine
from associate.core.orders.wishes import Otherwise, wish_of
from associate.core.stores.closing import shut_until
from associate.core.stores.hours import after_open_time, wall_time
from associate.core.stores.staff import Staff
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import task_of
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

ASKED, REPLACED = "missing", "replaced"
"""The messages about it: what to do, and what came instead where nobody answered."""


def ask_customer(task: Task, offers: Sequence[Variant], *, by: Actor) -> Vote:
    """Their page offers these instead, at most MOST, and the other ways out; a message says so.

    Raises Refused("asked_already" | "too_many" | "dearer" | "no_way"), OutOfDate("task_done"), and what
    must_take and must_go_for raise; "not_alike" for whoever may not decide about tasks.
    """
    with deciding(task, by) as (line, job):
        _must_be_undecided(task)
        if (known := open_vote(line.id)) is not None:
            until = wall_time(job.store, known.ends_at)
            raise Refused("asked_already", _("The customer is asked already, until %(at)s.", at=until))
        _must_be_fit(line, job, offers, task.facts["units"])
        if not _may_offer_anything(by):
            _must_be_alike(line.variant, offers)
        if not ways_to(job.order, job.store):
            raise Refused("no_way", _("There’s no way to write to them. Call, or decide on the tasks page."))
        vote = Vote(
            line_id=line.id,
            fulfillment_id=job.id,
            order_id=job.order_id,
            offers=[{"variant": each.id, "price": each.price} for each in offers],
            otherwise=wish_of(line.order_line) or Otherwise(job.store.vote_default),
            is_their_wish=wish_of(line.order_line) is not None,
            asked_by=by.ref,
            ends_at=time_to_answer(job.store, job.promise_at, now()),
        )
        db.session.add(vote)
        db.session.flush()
        told = {"line": line.id, "units": task.facts["units"], "offers": len(offers)}
        task.facts = {**task.facts, "asked_until": vote.ends_at.isoformat(), "asked": "now"}
        record("vote.asked", about=job, by=by, **told, until=vote.ends_at.isoformat())
        tell(job.order, ASKED, vote.ref, job=job)
        return vote


def answer_vote(vote: Vote, choice: Choice, *, by: Actor) -> None:
    """Inside the customer’s own transaction: it is done as they say. Two who answer are one answer.

    Raises OutOfDate("vote_over") once it was answered, ended or settled another way, and what carry_out
    raises: then they may choose something else.
    """
    with _about(vote) as task:
        if task is None or vote.state != VoteState.OPEN:
            raise OutOfDate("vote_over", over_words(vote))
        if vote.ends_at <= now():
            raise OutOfDate("vote_over", _("The time to choose is over. We go on without your answer."))
        close_vote(vote, VoteState.DONE, way=choice.way, by=by)  # first: deciding would call it off
        db.session.flush()
        carry_out(task, choice, by=by)
        record("vote.answered", about=vote.fulfillment, by=by, line=vote.line_id, way=choice.way.value)


def run_out(vote: Vote) -> None:
    """Nobody answered: what stood in for it is done, once. A store that is closed waits till it is open."""
    job = vote.fulfillment
    with _about(vote) as task:
        if vote.state != VoteState.OPEN or vote.ends_at > now():
            return
        if shut := shut_until(job.store, now()):
            vote.ends_at = after_open_time(job.store, shut, LEAST)
        elif task is None:
            close_vote(vote, VoteState.CALLED_OFF, by=SYSTEM)
        else:
            _go_on(vote, task)


def over_words(vote: Vote) -> str:
    """Why there is nothing to choose any more."""
    at = wall_time(vote.fulfillment.store, vote.answered_at or now())
    words = {
        VoteState.DONE: _("That was decided at %(at)s. Here’s how it stands.", at=at),
        VoteState.OVER: _("The time to choose was over at %(at)s. We look after it and write to you.", at=at),
    }
    return str(words.get(vote.state, _("That’s settled. Here’s how it stands.")))


def _go_on(vote: Vote, task: Task) -> None:
    close_vote(vote, VoteState.OVER, way=Way.ASK, by=SYSTEM)  # first: deciding would call it off
    db.session.flush()
    way = _instead_of_answer(vote, task)
    record("vote.ran_out", about=vote.fulfillment, by=SYSTEM, line=vote.line_id, way=way.value)
    if way == Way.ASK:
        task.facts = {**task.facts, "asked": "over"}
        return
    close_vote(vote, VoteState.DONE, way=way, by=SYSTEM)
    if way == Way.SUBSTITUTE:
        tell(vote.fulfillment.order, REPLACED, vote.ref, job=vote.fulfillment)


def _instead_of_answer(vote: Vote, task: Task) -> Way:
    """The first of the substitutes that is here still; where there is none a person decides."""
    if vote.otherwise == Otherwise.CANCEL:
        carry_out(task, Choice(Way.CANCEL), by=SYSTEM)
        return Way.CANCEL
    for offer in vote.offers if vote.otherwise == Otherwise.BEST else ():
        try:
            carry_out(task, offered(offer), by=SYSTEM)
        except Refused:
            continue
        return Way.SUBSTITUTE
    return Way.ASK


def offered(offer: dict[str, int]) -> Choice:
    return Choice(Way.SUBSTITUTE, db.session.get(Variant, offer["variant"]), offer["price"])


@contextmanager
def _about(vote: Vote) -> Iterator[Task | None]:
    """Its open task, everything locked: order, job, task, vote."""
    job = db.session.get_one(Fulfillment, vote.fulfillment_id)
    with atomic(job.order, job):
        task = task_of(TaskKind.SHORT, str(vote.line_id))
        with atomic(*([task] if task else []), vote):
            yield task if task and not task.done_at else None


def _must_be_undecided(task: Task) -> None:
    if task.done_at or task.kind != TaskKind.SHORT:
        raise OutOfDate("task_done", _("Somebody was faster: this is settled. Look again."))


def _must_be_fit(line: FulfillmentLine, job: Fulfillment, offers: Sequence[Variant], units: int) -> None:
    if len({each.id for each in offers}) > MOST:
        raise Refused("too_many", _("Offer %(n)d things at most.", n=MOST))
    if offers:
        must_take(job)
    for each in offers:
        must_go_for(each, line.variant, units, job.store)
        must_cost_no_more(line.order_line, each, job)


def _may_offer_anything(by: Actor) -> bool:
    staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
    return staff is not None and staff.can("resolve_tasks")


def _must_be_alike(missing: Variant, offers: Sequence[Variant]) -> None:
    """What a friend of whoever picks could gain by: a thing of another kind at the price of this one."""
    for each in offers:
        if not goes_for(each, missing):
            raise Refused(
                "not_alike", _("A lead may offer the %(name)s: it’s not of its kind.", name=each.name)
            )


def must_cost_no_more(line: OrderLine, variant: Variant, job: Fulfillment) -> None:
    if not job.store.honors_price and is_dearer(line, variant.price):
        raise Refused(
            "dearer",
            _("The %(name)s costs more. This store offers what costs the same or less.", name=variant.name),
        )


def votes_of(task: Task) -> list[Vote]:
    """What the customer was asked about it, the latest first."""
    find = sa.select(Vote).where(Vote.line_id == task.facts["line"])
    return list(db.session.scalars(find.order_by(Vote.id.desc())))
