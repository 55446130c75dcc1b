"""A return nobody finished is closed, so that somebody else may take the order back."""

from datetime import timedelta

from associate.clock import now
from associate.core.acts.returning.left_open import close_left_open
from associate.core.events.record import SYSTEM

LEFT_OPEN = timedelta(minutes=60)  # since the last deed


def close_left_returns() -> None:
    close_left_open(now() - LEFT_OPEN, by=SYSTEM)
