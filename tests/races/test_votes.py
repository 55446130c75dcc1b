"""The customer answers in the moment the timer ends: it is decided once."""

from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of
from associate.core.acts.deciding import Choice, Way
from associate.core.acts.voting import answer_vote, offered, run_out
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.fulfillment.votes import Vote
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.errors import OutOfDate
from tests.races.buyers import again, in_processes
from tests.support.missing import ask, chosen_by_now, report, slate
from tests.support.packing import books_agree

DECIDED = ("line.substituted", "line.given_up", "vote.answered", "vote.ran_out")
AT_ONCE = 4


def test_the_vote_and_the_timer_decide_once(app, shop):
    """Two phones leave it out, two workers take the substitute, all at once."""
    other = slate(shop)
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).vote_default = "best"
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 1))
    vote = ask(report(shop.job(order), shop.jacket, shop.ana), other, by=shop.ana)
    vote_id, ends_at, by = vote.id, vote.ends_at, Actor("customer")

    def work(n):
        def answer():
            with as_of(ends_at - timedelta(milliseconds=1)):
                vote = db.session.get_one(Vote, vote_id)
                choice = Choice(Way.CANCEL) if n else offered(vote.offers[0])
                try:
                    with atomic(vote.fulfillment.order):
                        answer_vote(vote, choice, by=by)
                except OutOfDate:
                    return

        def end():
            with as_of(ends_at):
                run_out(db.session.get_one(Vote, vote_id))

        again(end if n % 2 else answer)

    in_processes(app, AT_ONCE, work)
    kinds = db.session.scalars(sa.select(Event.kind).where(Event.kind.in_(DECIDED))).all()
    state, way = chosen_by_now(db.session.get_one(Vote, vote_id))
    what, who = sorted(kinds)
    assert state == "done" and who in ("vote.answered", "vote.ran_out")
    assert what == {"cancel": "line.given_up", "substitute": "line.substituted"}[way]
    assert shop.level(other) == (5, int(way == "substitute"), 0)
    still = sa.select(Task.id).where(Task.kind == TaskKind.SHORT, Task.done_at.is_(None))
    assert db.session.scalars(still).all() == []
    books_agree()
