"""Quiet hours: when a store's customers sleep, on the store's own clock."""

from datetime import UTC, datetime, timedelta

from associate.core.stores.hours import local_day
from associate.core.stores.models import Store


def is_quiet(store: Store, at: datetime) -> bool:
    """Hours that go over midnight (21 to 8) are the usual case; the same time twice means none."""
    wall, begins, ends = at.astimezone(store.timezone).time(), store.quiet_from, store.quiet_until
    if begins <= ends:
        return begins <= wall < ends
    return wall >= begins or wall < ends


def after_quiet(store: Store, at: datetime) -> datetime:
    """`at` itself, or the moment the quiet hours it lies in end, aware, in UTC."""
    if not is_quiet(store, at):
        return at
    day = local_day(store, at)
    ends = datetime.combine(day, store.quiet_until, store.timezone)
    if ends <= at:
        ends = datetime.combine(day + timedelta(days=1), store.quiet_until, store.timezone)
    return ends.astimezone(UTC)
