"""Push a short note to the people on shift. No customer in it: it shows on lock screens."""

from collections.abc import Sequence

import sqlalchemy as sa

from associate.bulk import insert_all
from associate.clock import now
from associate.core.events.deliveries import queue_message
from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.alert_choices import choices_of
from associate.core.stores.models import Store
from associate.core.stores.shifts import PushSubscription, on_shift
from associate.core.stores.staff import Staff
from associate.db import db

PUSH = "push"


def alert_shift(kind: str, job: Fulfillment, *, cause: str) -> None:
    """Inside atomic(): one push for this cause to each person on shift at the job's store, on the browser
    they subscribed with last. Nobody on shift, or nobody who listens: nothing."""
    alert(on_shift(job.store_id), kind, job, cause=cause)


def alert(people: Sequence[Staff], kind: str, job: Fulfillment, *, cause: str) -> None:
    """Inside atomic(): one push for this cause to each of them, as alert_shift."""
    for staff_id, subscription_id in _newest([staff.id for staff in people], kind, job.store_id):
        queue_message(
            kind,
            f"{cause}:staff:{staff_id}",
            recipient=f"push:{subscription_id}",
            medium=PUSH,
            order_id=job.order_id,
            fulfillment_id=job.id,
            store_id=job.store_id,
        )


def alert_shift_of_jobs(kind: str, store_id: int, jobs: list[tuple[int, int]]) -> None:
    """The same for many new jobs of one store, as (job id, order id), of which nobody was told before."""
    listeners = _newest([staff.id for staff in on_shift(store_id)], kind, store_id)
    rows = [
        {
            "cause": f"{kind}:fulfillment:{job_id}:staff:{staff_id}",
            "kind": kind,
            "medium": PUSH,
            "recipient": f"push:{subscription_id}",
            "order_id": order_id,
            "fulfillment_id": job_id,
            "store_id": store_id,
        }
        for job_id, order_id in jobs
        for staff_id, subscription_id in listeners
    ]
    insert_all(Delivery, rows)


def _newest(people: list[int], kind: str, store_id: int) -> list[tuple[int, int]]:
    """(person, their latest subscription) of those who want such an alert at this time of day."""
    if not people:
        return []
    latest = sa.func.max(PushSubscription.id)
    find = sa.select(PushSubscription.staff_id, latest).where(PushSubscription.staff_id.in_(people))
    found = db.session.execute(find.group_by(PushSubscription.staff_id).order_by(PushSubscription.staff_id))
    listeners = [(staff_id, subscription_id) for staff_id, subscription_id in found]
    if not listeners:
        return []
    chosen = choices_of([staff_id for staff_id, _subscription in listeners])
    at = now().astimezone(db.session.get_one(Store, store_id).timezone).time()
    return [pair for pair in listeners if pair[0] not in chosen or chosen[pair[0]].wants(kind, at)]
