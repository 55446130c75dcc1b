"""Between two zones: one passed an order on, and nobody is at it yet."""

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State


def is_between_zones(job: Fulfillment) -> bool:
    """Nobody’s, or theirs to whom a lead gave it; then they haven’t begun."""
    waits = job.owner_id is None or bool(job.given_by)
    return job.state == State.PICKING and job.passed_at is not None and waits


def between_zones() -> sa.ColumnElement[bool]:
    """The same, where the database looks."""
    waits = sa.or_(Fulfillment.owner_id.is_(None), Fulfillment.given_by != "")
    return sa.and_(Fulfillment.state == State.PICKING, Fulfillment.passed_at.is_not(None), waits)
