"""How close a promise is, and whose turn it is."""

from datetime import datetime, timedelta

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment

SOON = timedelta(minutes=45)


def urgency(promise_at: datetime) -> str:
    """late, soon (45 minutes or less) or ok."""
    left = promise_at - now()
    if left < timedelta():
        return "late"
    return "soon" if left <= SOON else "ok"


def turn(job: Fulfillment) -> tuple[bool, float]:
    """What comes before promises where jobs are worked off: what was put first, the latest of them."""
    return job.first_at is None, -job.first_at.timestamp() if job.first_at else 0.0
