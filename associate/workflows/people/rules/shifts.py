"""Start my shift, end my shift."""

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.shifts import begin_shift, end_shift
from associate.core.stores.staff import Staff
from associate.db import atomic


def start(staff: Staff, store: Store, *, intent: Intent, by: Actor) -> None:
    with atomic(staff):
        if answered(intent) is None:
            begin_shift(staff, store, by=by)
            answer(intent, on=True)


def stop(staff: Staff, *, intent: Intent, by: Actor) -> None:
    with atomic(staff):
        if answered(intent) is None:
            end_shift(staff, by=by)
            answer(intent, on=False)
