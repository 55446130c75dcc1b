"""Deliveries that came with a wrong signature, counted for each channel over all processes.

A few are somebody who tries, or a secret that was changed on one side only: people should see which.
"""

import hashlib

from associate.core.stores.tries import count_try, tries_of

WINDOW = 3600  # seconds


def count_wrong(channel_id: int) -> None:
    count_try(_who(channel_id), WINDOW)


def wrong_lately(channel_id: int) -> int:
    """How many came since the first of the last hour. What came too fast is turned away, and not in it."""
    return tries_of(_who(channel_id), WINDOW)


def _who(channel_id: int) -> str:
    return hashlib.sha256(f"wrong signature:{channel_id}".encode()).hexdigest()
