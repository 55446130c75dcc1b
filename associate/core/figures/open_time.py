"""How long a store was open between two moments: the time in which it could have worked."""

from datetime import UTC, datetime

from associate.core.stores.hours import open_spans
from associate.core.stores.models import Store


def open_seconds(store: Store, begin: datetime, end: datetime) -> int:
    """By its hours as they are set today. A store that is never open counts every second."""
    total, knows_hours = 0.0, False
    for opens, closes in open_spans(store, begin):
        knows_hours = True
        if opens >= end:
            break
        here = min(closes.astimezone(UTC), end) - max(opens.astimezone(UTC), begin)
        total += max(0.0, here.total_seconds())
    return int(total) if knows_hours else max(0, int((end - begin).total_seconds()))
