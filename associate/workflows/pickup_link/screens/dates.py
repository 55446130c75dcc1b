"""What stands in the customer’s calendar. No code and no link: calendars are shared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from associate.core.fulfillment.models import Fulfillment
from associate.core.routing.windows import Window, chosen
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.words import _

LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Date:
    """What documents.calendar.write_calendar writes down."""

    uid: str
    title: str
    place: str
    about: str
    start: datetime
    end: datetime
    latitude: float | None
    longitude: float | None


def by_day(windows: Sequence[Window], store: Store) -> list[tuple[date, list[Window]]]:
    grouped = groupby(windows, lambda window: local_day(store, window.start))
    return [(day, list(those)) for day, those in grouped]


def pickup_date(job: Fulfillment, *, shop: str, host: str) -> Date:
    store = job.store
    start, end, title = _when(job)
    place = ", ".join(part for part in (store.name, store.street, store.city) if part)
    return Date(
        uid=f"{job.number}@{host}",
        title=title,
        place=place,
        about=_("Order %(number)s at %(shop)s", number=job.number, shop=shop or store.name),
        start=start,
        end=end,
        latitude=store.latitude,
        longitude=store.longitude,
    )


def _when(job: Fulfillment) -> tuple[datetime, datetime, str]:
    """The window they chose; else the last hour it is held; else the hour it is promised for."""
    if window := chosen(job):
        return window.start, window.end, _("Pick up at %(store)s", store=job.store.name)
    if job.hold_until:
        last = _("Last chance to pick up at %(store)s", store=job.store.name)
        return job.hold_until - LAST_HOUR, job.hold_until, last
    return job.promise_at, job.promise_at + LAST_HOUR, _("Ready at %(store)s", store=job.store.name)
