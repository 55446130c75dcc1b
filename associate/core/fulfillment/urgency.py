"""How close a promise is, whose turn it is, and what stands still."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State

SOON = timedelta(minutes=45)
PAUSABLE = (State.RELEASED, State.PICKING)
"""A manager may let it stand."""


def urgency(promise_at: datetime) -> str:
    """late, soon (45 minutes or less) or ok."""
    left = promise_at - now()
    if left < timedelta():
        return "late"
    return "soon" if left <= SOON else "ok"


def turn(job: Fulfillment) -> tuple[bool, bool, float]:
    """What counts before promises where jobs are worked off: what was put first, the latest of them, stands
    before all others; what is paused behind them."""
    return is_put_off(job), job.first_at is None, -job.first_at.timestamp() if job.first_at else 0.0


def is_put_off(job: Fulfillment) -> bool:
    """A manager paused it until a moment that is still to come."""
    return job.paused_until is not None and job.paused_until > now() and job.state in PAUSABLE


def stands_still(job: Fulfillment) -> bool:
    """Nobody goes on with it now."""
    return bool(job.hold) or is_put_off(job)


def put_off() -> sa.ColumnElement[bool]:
    """The same, where the database looks."""
    until = Fulfillment.paused_until
    return sa.and_(Fulfillment.state.in_(PAUSABLE), until.is_not(None), until > now())
