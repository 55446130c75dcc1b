"""A return nobody finished is closed, so that somebody else may take the order back."""

from datetime import timedelta

from associate.clock import now
from associate.core.acts.returning.left_open import close_left, left_open
from associate.core.events.record import SYSTEM
from associate.core.returns.models import Return
from associate.jobs.chores.one_by_one import one_by_one

LEFT_OPEN = timedelta(minutes=60)  # since the last deed


def close_left_returns() -> None:
    one_by_one(left_open(now() - LEFT_OPEN), _close)


def _close(return_: Return) -> None:
    close_left(return_, now() - LEFT_OPEN, by=SYSTEM)
