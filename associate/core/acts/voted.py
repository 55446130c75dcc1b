"""An order isn’t ready while its customer still chooses; once they have, it is, if its bags are in place."""

import sqlalchemy as sa

from associate.core.acts.capturing import capture_when_ready
from associate.core.events.record import SYSTEM, Actor
from associate.core.fulfillment.bags import waiting_bags
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.ready import become_ready
from associate.core.fulfillment.states import State
from associate.core.fulfillment.votes import Vote, VoteState, is_asked
from associate.core.orders.incoming import Method
from associate.db import atomic, db


def ready_if_it_is(job: Fulfillment, *, key: str, by: Actor) -> bool:
    """Inside atomic(job): its last bag is in its place, and nobody is asked anything. A tote waits for its
    packing bench."""
    is_placed = job.state == State.PICKED and job.open_bags and not waiting_bags(job)
    if job.method == Method.SHIP or not is_placed or is_asked(job):
        return False
    become_ready(job, by=by, key=key)
    capture_when_ready(job, by=by)
    return True


def waited_for_votes() -> list[Fulfillment]:
    """Picked jobs whose customer was asked and isn’t any more."""
    find = sa.select(Fulfillment).join(Vote, Vote.fulfillment_id == Fulfillment.id).distinct()
    find = find.where(Vote.state != VoteState.OPEN)
    return list(db.session.scalars(find.where(Fulfillment.state == State.PICKED, Fulfillment.hold == "")))


def ready_after_vote(job: Fulfillment, *, key: str) -> None:
    with atomic(job.order, job):
        if not job.hold:
            ready_if_it_is(job, key=key, by=SYSTEM)
