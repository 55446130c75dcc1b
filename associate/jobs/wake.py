"""Tries the orders that waited for something that is known now."""

import math
import threading
import time

from associate.core.acts.waking import release_waiting, waking_channels
from associate.db import db


def wake_orders(stop: threading.Event | None = None, *, seconds: float = math.inf) -> int:
    """As many bites as begin within so many seconds. Returns how many orders were set free."""
    freed, ends = 0, time.monotonic() + seconds
    while channels := waking_channels():
        for channel_id in channels:
            if time.monotonic() >= ends or (stop is not None and stop.is_set()):
                return freed
            freed += len(release_waiting(channel_id))
            db.session.remove()
    return freed
