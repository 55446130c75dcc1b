"""Who else waits for what isn’t there: their lines are short for the same reason, without another search."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.acts.shorts import Reason, write_short
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.states import State
from associate.core.inventory.queries import level_here
from associate.db import db

TO_PICK = (State.RELEASED, State.PICKING)


def others_waiting(line: FulfillmentLine, together: Iterable[Fulfillment] = ()) -> list[FulfillmentLine]:
    """Lines of other jobs of this store that still have to find the same thing, by their jobs’ ids. Held jobs
    are left alone, and those that are picked `together` with its own."""
    each = FulfillmentLine
    left = each.wanted - each.picked - each.short - each.canceled
    find = sa.select(each).join(Fulfillment, Fulfillment.id == each.fulfillment_id)
    find = find.where(Fulfillment.store_id == line.fulfillment.store_id, each.variant_id == line.variant_id)
    find = find.where(Fulfillment.state.in_(TO_PICK), Fulfillment.hold == "", left > 0)
    own = {line.fulfillment_id, *(job.id for job in together)}
    find = find.where(Fulfillment.id.not_in(sorted(own))).order_by(Fulfillment.id, each.id)
    return list(db.session.scalars(find))


def is_gone(line: FulfillmentLine) -> bool:
    """By the books nothing of it lies on this store’s shelf."""
    level = level_here(line.fulfillment.store_id, line.variant_id)
    return level is None or shelf(level) <= 0


def reject_too(lines: Iterable[FulfillmentLine], *, by: Actor, looked: list[str], why: str) -> list[str]:
    """Inside atomic(their jobs): what is left of these isn’t here either. The numbers of their jobs.

    A job that somebody picked meanwhile, or that needs nothing of it any more, is passed over.
    """
    numbers = []
    for line in lines:
        job = line.fulfillment
        if job.state not in TO_PICK or not line.left or job.hold:
            continue
        if job.state == State.RELEASED and all(each is line or not each.left for each in job.lines):
            move(job, State.PICKING, by=by)  # nothing is left to walk for: it waits for a decision
        write_short(line, Reason.NOT_FOUND, by=by, looked=looked, why=why)
        numbers.append(job.number)
    return numbers
