"""What waits at the packing bench, by promise, and how far the rest of it is."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.queries import open_here
from associate.core.fulfillment.states import State
from associate.core.fulfillment.urgency import urgency
from associate.core.orders.incoming import Method
from associate.core.routing.groups import one_parcel
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.words import _

AT_ONCE = 100  # cards on a page


@dataclass(frozen=True)
class Card:
    """One job at the bench. `is_stuck`: a carrier made no label for it."""

    job: Fulfillment
    parcels: list[Parcel]
    is_stuck: bool
    parcel_with: str = ""  # numbers of the jobs that go into one parcel with it

    @property
    def urgency(self) -> str:
        return urgency(self.job.promise_at)

    @property
    def units(self) -> int:
        return sum(line.to_hand_over for line in self.job.lines)

    @property
    def packed(self) -> int:
        return sum(parcel.units for parcel in self.parcels)

    @property
    def totes(self) -> list[Bag]:
        return self.job.open_bags

    @property
    def bold(self) -> str:
        """What a person must know first."""
        if self.job.hold:
            return _("On hold: ask your lead.")
        if self.is_stuck:
            return _("Its carrier made no label.")
        if any(parcel.state == ParcelState.CLOSED for parcel in self.parcels):
            return _("It waits for its label.")
        return _("Begun.") if self.parcels else ""

    @property
    def why(self) -> str:
        return _("To be sent by %(at)s.", at=wall_time(self.job.store, self.job.promise_at))


@dataclass(frozen=True)
class Bench:
    cards: list[Card]
    hidden: int
    packed: list[Fulfillment]  # every parcel of it labeled: they wait for their carrier
    next_number: str  # of the card with the primary button


def bench(store: Store) -> Bench:
    jobs = open_here(store, State.PICKED, State.PACKING, State.PACKED, method=Method.SHIP)
    todo, packed = (
        [job for job in jobs if job.state != State.PACKED],
        [job for job in jobs if job.state == State.PACKED],
    )
    cards = _cards(todo[:AT_ONCE])
    first = next((card.job.number for card in cards if not card.job.hold and not card.is_stuck), "")
    return Bench(cards, len(todo) - len(cards), packed, first)


def _cards(jobs: list[Fulfillment]) -> list[Card]:
    begun: dict[int, list[Parcel]] = {job.id: [] for job in jobs}
    which = (Parcel.fulfillment_id.in_(begun), Parcel.state != ParcelState.CANCELED)
    for parcel in db.session.scalars(sa.select(Parcel).where(*which).options(selectinload(Parcel.lines))):
        begun[parcel.fulfillment_id].append(parcel)
    stuck = _without_label([parcel.ref for parcels in begun.values() for parcel in parcels])
    together = one_parcel(jobs)
    return [
        Card(
            job,
            begun[job.id],
            any(parcel.ref in stuck for parcel in begun[job.id]),
            together.get(job.number, ""),
        )
        for job in jobs
    ]


def _without_label(refs: list[str]) -> set[str]:
    """Those of these parcels (refs) whose label a person has to see to."""
    find = sa.select(Task.about).where(Task.kind == TaskKind.LABEL_FAILED, Task.done_at.is_(None))
    return set(db.session.scalars(find.where(Task.about.in_(refs))))
