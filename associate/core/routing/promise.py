"""What we promise a customer: ready by when."""

from datetime import datetime, timedelta

from associate.core.stores.hours import next_open_span
from associate.core.stores.models import Store


def ready_by(store: Store, placed_at: datetime) -> datetime:
    """The moment an order placed now is promised for, aware.

    The lead time runs while the store is open. An order after the cut-off (an hour before close, by
    default) is work for the next opening. A promise never lies after closing time.
    """
    start = max(placed_at, store.paused_until or placed_at)
    lead = timedelta(minutes=store.lead_minutes)
    span = next_open_span(store, start)
    if span and start > span[1] - timedelta(minutes=store.cutoff_minutes):
        span = next_open_span(store, span[1])
    if span is None:
        return start + lead
    return min(max(start, span[0]) + lead, span[1])
