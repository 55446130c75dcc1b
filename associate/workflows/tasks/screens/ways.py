"""The ways out of a short that a person chooses from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from associate.clock import now
from associate.core.acts.collateral import is_gone, others_waiting
from associate.core.acts.moving import has_address, may_be_sent, may_collect, stores_with
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.incoming import Method
from associate.core.stores.hours import local_day
from associate.core.tasks.models import Task
from associate.workflows.tasks.rules.ways import line_of

USUAL = timedelta(days=3)  # what waiting begins with


@dataclass(frozen=True)
class HasIt:
    code: str
    name: str
    city: str
    units: int
    km: float | None
    ready_by: datetime | None
    zone: str
    collects: bool  # it may be picked up there


@dataclass(frozen=True)
class Ways:
    line: FulfillmentLine
    units: int
    stores: list[HasIt]
    can_send: bool
    has_address: bool
    first_day: date
    usual_day: date
    others: list[str]  # jobs here that wait for the same thing, where none of it is here


def ways_out(task: Task) -> Ways:
    """Raises Refused("other_kind")."""
    line = line_of(task)
    job, units = line.fulfillment, int(task.facts["units"])
    places = stores_with(line, units)
    is_pickup = job.method == Method.PICKUP
    today = local_day(job.store, now())
    return Ways(
        line,
        units,
        [
            HasIt(
                place.store.code,
                place.store.name,
                place.store.city,
                place.units,
                place.km,
                place.ready_by,
                place.store.zone,
                is_pickup and may_collect(place),
            )
            for place in places
        ],
        may_be_sent(line, units, places),
        has_address(job.order),
        today,
        today + USUAL,
        [each.fulfillment.number for each in others_waiting(line)] if is_gone(line) else [],
    )
