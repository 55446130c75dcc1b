"""One store’s job on the order, as the customer sees it."""

from dataclasses import dataclass
from datetime import datetime

from associate.clock import now
from associate.core.acts.arrivals import visit_of
from associate.core.fulfillment.coming import Coming, at_the_counter, coming
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import OPEN, State
from associate.core.orders.incoming import Method
from associate.core.routing.windows import Window, chosen
from associate.core.stores.hours import local_day
from associate.core.tasks.models import TaskKind
from associate.workflows.pickup_link.screens import sending
from associate.workflows.pickup_link.screens.passes import Pass, Sent, everybody_sent, own_pass
from associate.workflows.pickup_link.screens.places import Place, place_of
from associate.workflows.pickup_link.screens.sending import Sending
from associate.workflows.pickup_link.screens.things import Thing, things_of

STAGES = {
    State.RELEASED: "received",
    State.PICKING: "picking",
    State.WAITING: "deciding",
    State.PICKED: "picked",
    State.READY: "ready",
    State.PART_COLLECTED: "part",
    State.COLLECTED: "collected",
    State.UNCOLLECTED: "uncollected",
    State.CANCELED: "canceled",
}
STEPS = {"received": 0, "picking": 1, "deciding": 1, "picked": 1, "ready": 2, "part": 2, "collected": 4}
COMES = ("received", "picking", "deciding", "picked", "ready", "part")


@dataclass(frozen=True)
class Part:
    """One store's job on the order."""

    number: str
    stage: str
    step: int | None
    place: Place
    things: tuple[Thing, ...]
    pickup_pass: Pass | None
    promise_at: datetime
    is_promised_today: bool
    is_late: bool
    found: int
    wanted: int
    min_age: int | None
    hold_until: datetime | None
    is_overdue: bool
    collected_at: datetime | None
    can_come: bool  # it can be come for, ready or not
    window: Window | None  # when they mean to come
    coming: Coming | None  # once they said so
    counter: int | None  # people at the counter, once they wait outside
    bags: int
    sent: tuple[Sent, ...]
    sending: Sending | None  # of what goes by a carrier


def part_of(job: Fulfillment, looking: set[str], key: str) -> Part:
    ships = job.method == Method.SHIP
    stages, steps = (sending.STAGES, sending.STEPS) if ships else (STAGES, STEPS)
    stage = "checking" if job.hold and job.state in OPEN else stages.get(job.state, "checking")
    today, visit = local_day(job.store, now()), visit_of([job])
    settled = [f"{TaskKind.SHORT.value}:{line.id}" not in looking for line in job.lines]
    return Part(
        number=job.number,
        stage=stage,
        step=steps.get(stage),
        place=place_of(job.store),
        things=things_of(job, settled),
        pickup_pass=own_pass(job, key) if stage in ("ready", "part") else None,
        promise_at=job.promise_at,
        is_promised_today=local_day(job.store, job.promise_at) == today,
        is_late=job.promise_at < now(),
        found=job.units_picked,
        wanted=job.units_to_find,
        min_age=_age_asked(job),
        hold_until=job.hold_until,
        is_overdue=bool(job.hold_until and job.hold_until < now()),
        collected_at=job.collected_at or (job.state_since if job.state == State.PART_COLLECTED else None),
        can_come=stage in COMES and not ships,
        window=chosen(job),
        coming=coming(visit) if visit else None,
        counter=at_the_counter(job.store) if visit and visit.is_here else None,
        bags=len(job.open_bags),
        sent=everybody_sent(job),
        sending=sending.sending_of(job) if ships else None,
    )


def _age_asked(job: Fulfillment) -> int | None:
    """The age an ID must show for what is still to come; known before it is picked."""
    to_come = (line for line in job.lines if line.left or line.to_hand_over)
    return max((line.variant.product.min_age or 0 for line in to_come), default=0) or None
