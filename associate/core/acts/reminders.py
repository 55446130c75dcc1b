"""Remind who has not come: a day after it was ready, and on the morning of the last day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.telling import tell
from associate.core.stores.hours import local_day

LAST_DAY_AT = time(10)  # on the store's wall


@dataclass(frozen=True)
class Reminder:
    kind: str
    cause: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.cause}"


def due_reminder(job: Fulfillment, at: datetime) -> Reminder | None:
    """Which reminder the customer should have had by `at`: None when it is early, late or not wanted.

    One cause for each readiness and for each last day, so an extension is reminded of anew.
    """
    store = job.store
    if job.state not in WITH_CUSTOMER_TO_COME or job.hold or not job.ready_at or not job.hold_until:
        return None
    if at >= job.hold_until:
        return None
    last_day = local_day(store, job.hold_until)
    if local_day(store, at) == last_day:
        morning = datetime.combine(last_day, LAST_DAY_AT, store.timezone)
        was_told_today = local_day(store, job.ready_at) == last_day
        if store.remind_last_day and at >= morning and not was_told_today:
            return Reminder("last_day", f"{job.ref}:{last_day.isoformat()}")
        return None
    if store.remind_hours and at >= job.ready_at + timedelta(hours=store.remind_hours):
        return Reminder("reminder", f"{job.ref}:{job.ready_at:%Y%m%d%H%M%S}")
    return None


def tell_reminder(job: Fulfillment, at: datetime) -> Delivery | None:
    """Inside atomic(job): queue what is due by now, once."""
    found = due_reminder(job, at)
    return tell(job.order, found.kind, found.cause, job=job) if found else None
