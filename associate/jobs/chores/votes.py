"""Customers who were asked and don’t answer; and orders whose bags waited for the answer."""

from flask import current_app

from associate.clock import now
from associate.core.acts.voted import ready_after_vote, waited_for_votes
from associate.core.acts.voting import run_out
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.votes import votes_over
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 100  # votes in one look


def end_votes() -> None:
    one_by_one(votes_over(now(), AT_ONCE), run_out)


def go_on_after_votes() -> None:
    one_by_one(waited_for_votes(), _go_on)


def _go_on(job: Fulfillment) -> None:
    ready_after_vote(job, key=current_app.config["SECRET_KEY"])
