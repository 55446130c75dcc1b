"""How close a promise is."""

from datetime import datetime, timedelta

from associate.clock import now

SOON = timedelta(minutes=45)


def urgency(promise_at: datetime) -> str:
    """late, soon (45 minutes or less) or ok."""
    left = promise_at - now()
    if left < timedelta():
        return "late"
    return "soon" if left <= SOON else "ok"
