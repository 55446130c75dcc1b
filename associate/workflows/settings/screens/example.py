"""The life of one ready order by the hold and reminder rules, as an example."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from associate.clock import now
from associate.core.acts.promises import twin
from associate.core.acts.reminders import LAST_DAY_AT
from associate.core.stores.hours import held_until, local_day
from associate.core.stores.models import Store
from associate.core.stores.quiet import after_quiet
from associate.core.stores.settings import FIELDS
from associate.words import _

READY_AT = time(14)  # today, on the store's wall


@dataclass(frozen=True)
class Step:
    what: str
    at: datetime


def example(store: Store, values: dict[str, Any]) -> list[Step]:
    """Ready today at 14:00; then each message and the last day, in order. `values` may be a draft's."""
    rules = {name: values.get(name, getattr(store, name)) for name in FIELDS["hold"]}
    other = twin(store, **rules)
    ready = datetime.combine(local_day(store, now()), READY_AT, store.timezone)
    last = held_until(other, ready)
    steps = [Step(_("Ready"), ready)]
    reminder = after_quiet(other, ready + timedelta(hours=rules["remind_hours"]))
    last_day = local_day(store, last)
    if rules["remind_hours"] and local_day(store, reminder) < last_day:
        steps.append(Step(_("Reminder"), reminder))
    if rules["remind_last_day"] and last_day != local_day(store, ready):
        morning = datetime.combine(last_day, LAST_DAY_AT, store.timezone)
        steps.append(Step(_("Reminder on the last day"), after_quiet(other, morning)))
    return [*steps, Step(_("Last day"), last)]
