"""The customer says what becomes of something that couldn’t be found."""

from associate.core.acts.deciding import Choice
from associate.core.acts.voting import answer_vote, over_words
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.votes import Vote, VoteState
from associate.core.orders.models import Order
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate
from associate.words import _


def vote_of(order: Order, number: int) -> Vote:
    """Raises Missing("no_vote") for one that isn’t this order’s, OutOfDate("vote_over")."""
    vote = db.session.get(Vote, number)
    if vote is None or vote.order_id != order.id:
        raise Missing("no_vote", _("There’s nothing to choose here."))
    if vote.state != VoteState.OPEN:
        raise OutOfDate("vote_over", over_words(vote))
    return vote


def choose(order: Order, vote: Vote, choice: Choice, *, intent: Intent, by: Actor) -> None:
    """Raises what answer_vote raises."""
    with atomic(order):
        if answered(intent) is None:
            answer_vote(vote, choice, by=by)
            answer(intent, way=choice.way.value)
