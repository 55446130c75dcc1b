"""A handover nobody finished is not left standing in the next person's way."""

from datetime import timedelta

from associate.clock import now
from associate.core.events.record import SYSTEM
from associate.workflows.handover.rules.left import close_left

LEFT_OPEN = timedelta(minutes=30)  # since the last deed


def close_left_handovers() -> None:
    close_left(now() - LEFT_OPEN, by=SYSTEM)
