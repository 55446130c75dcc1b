"""A handover nobody finished is not left standing in the next person's way."""

from datetime import timedelta

from associate.clock import now
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Handover
from associate.jobs.chores.one_by_one import one_by_one
from associate.workflows.handover.rules.left import close_left, left_open

LEFT_OPEN = timedelta(minutes=30)  # since the last deed


def close_left_handovers() -> None:
    one_by_one(left_open(now() - LEFT_OPEN), _close)


def _close(handover: Handover) -> None:
    close_left(handover, now() - LEFT_OPEN, by=SYSTEM)
