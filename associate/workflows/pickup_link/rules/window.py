"""When they mean to come: an hour that the store has room in, or any time."""

from datetime import datetime

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.routing import windows
from associate.db import atomic


def choose(job: Fulfillment, start: datetime | None, *, intent: Intent, by: Actor) -> None:
    """None: any time. Raises what windows.choose does."""
    with atomic(job):
        if answered(intent) is None:
            answer(intent)
            if start is None:
                windows.let_go(job, by=by)
            else:
                windows.choose(job, start, by=by)
