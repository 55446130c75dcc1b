"""A visit: somebody comes for their orders, by car or on foot; on its own beside the orders it is for.

Two clocks, both fair: `notice`, how long we knew before they were here, and `wait`, which begins when they
are here and it is ready. An order may have two visits (its owner's and that of whom they sent), a visit
several orders.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.stores.models import Location, Store
from associate.core.stores.staff import Staff
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _

AT_THE_COUNTER = 2  # minutes in which somebody who came to the counter has their bag
NOTICE = timedelta(minutes=1)  # who says “on my way” and “I’m here” within this gave none


class VisitState(StrEnum):
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    CLAIMED = "claimed"  # a runner has it
    AT_CAR = "at_car"
    DONE = "done"
    LEFT = "left"
    CANCELED = "canceled"  # they called it off, or never came
    MOVED_INSIDE = "moved_inside"  # from the bay to the counter


COMING, HERE = (VisitState.EN_ROUTE,), (VisitState.ARRIVED, VisitState.CLAIMED, VisitState.AT_CAR)
OPEN = (*COMING, *HERE)
MOVES: dict[VisitState, frozenset[VisitState]] = {
    VisitState.EN_ROUTE: frozenset(
        {VisitState.ARRIVED, VisitState.DONE, VisitState.CANCELED, VisitState.MOVED_INSIDE}
    ),
    VisitState.ARRIVED: frozenset(
        {VisitState.CLAIMED, VisitState.DONE, VisitState.LEFT, VisitState.CANCELED, VisitState.MOVED_INSIDE}
    ),
    VisitState.CLAIMED: frozenset(
        {VisitState.ARRIVED, VisitState.AT_CAR, VisitState.DONE, VisitState.LEFT, VisitState.MOVED_INSIDE}
    ),
    VisitState.AT_CAR: frozenset(
        {VisitState.ARRIVED, VisitState.DONE, VisitState.LEFT, VisitState.MOVED_INSIDE}
    ),
}


class Load(StrEnum):
    TRUNK = "trunk"
    BACK_SEAT = "back_seat"


class Visit(Base):
    """`pass_id`: somebody else comes, who began it with this named code; None: the customer, or whoever holds
    the link. Another person in the same car may have joined them since: see VisitOrder."""

    __tablename__ = "visits"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    state: Mapped[VisitState]
    state_since: Mapped[datetime] = mapped_column(default=now)
    pass_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pickup_passes.id"))
    name: Mapped[str] = mapped_column(sa.String(60), default="")  # who comes: a first name
    language: Mapped[str] = mapped_column(sa.String(10), default="en")  # what they read, for the phrases
    to_counter: Mapped[bool] = mapped_column(default=False)  # on foot, to the counter: no bay
    created_at: Mapped[datetime] = mapped_column(default=now)
    en_route_at: Mapped[datetime | None]
    eta_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    bay_id: Mapped[int | None] = mapped_column(sa.ForeignKey("locations.id"))
    make: Mapped[str] = mapped_column(sa.String(40), default="")  # of the car
    color: Mapped[str] = mapped_column(sa.String(20), default="")
    plate: Mapped[str] = mapped_column(sa.String(4), default="")  # its last characters, A-Z and 0-9
    load: Mapped[Load | None]
    needs_help: Mapped[bool] = mapped_column(default=False)
    runner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None]
    at_car_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    alarm: Mapped[int] = mapped_column(default=0)  # nobody claimed it: 1 the lead was told, 2 the manager
    store: Mapped[Store] = relationship()
    bay: Mapped[Location | None] = relationship(lazy="joined")
    runner: Mapped[Staff | None] = relationship(lazy="joined")
    pickup_pass: Mapped[PickupPass | None] = relationship(lazy="joined")
    orders: Mapped[list["VisitOrder"]] = relationship(
        order_by="VisitOrder.fulfillment_id", lazy="selectin", cascade="all, delete-orphan"
    )
    __table_args__ = (
        sa.Index(
            "ix_visits_open",
            "store_id",
            "id",
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        ),
    )

    @property
    def ref(self) -> str:
        return f"visit:{self.id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_here(self) -> bool:
        return self.state in HERE

    @property
    def jobs(self) -> list[Fulfillment]:
        return [entry.fulfillment for entry in self.orders]

    @property
    def is_zero_notice(self) -> bool:
        """Are they here, and we weren’t told before?"""
        notice = self.notice
        return notice is not None and notice < NOTICE

    @property
    def notice(self) -> timedelta | None:
        """How long before they were here we knew; None while they aren’t."""
        return self.arrived_at - (self.en_route_at or self.arrived_at) if self.arrived_at else None

    @property
    def goal(self) -> int:
        """Minutes that they should wait at most."""
        if self.to_counter:
            return AT_THE_COUNTER
        return self.store.car_minutes_unannounced if self.is_zero_notice else self.store.car_minutes

    def wait(self, at: datetime | None = None) -> timedelta | None:
        """How long they have waited for us: from being here with something ready, until we are at the car or
        it ended. None while they aren’t here or nothing of theirs is ready."""
        ready = [job.ready_at for job in self.jobs if job.ready_at]
        if self.arrived_at is None or not ready:
            return None
        until = self.at_car_at or self.ended_at or at or now()
        return max(until - max(self.arrived_at, min(ready)), timedelta(0))


class VisitOrder(Base):
    """`pass_id`: this one was asked for with a named code; None: with the customer’s own, or their link."""

    __tablename__ = "visit_orders"
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visits.id"), primary_key=True)
    fulfillment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("fulfillments.id"), primary_key=True, index=True
    )
    pass_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pickup_passes.id"))
    fulfillment: Mapped[Fulfillment] = relationship(lazy="joined")
    pickup_pass: Mapped[PickupPass | None] = relationship(lazy="joined")


def open_visits(store_id: int) -> list[Visit]:
    """All of a store that are coming or here; by id."""
    find = sa.select(Visit).where(Visit.store_id == store_id, Visit.ended_at.is_(None)).order_by(Visit.id)
    return list(db.session.scalars(find).unique())


def visit_here(visit_id: int, *, store: Store) -> Visit:
    """Raises Missing for one that is no visit, or another store’s."""
    visit = db.session.get(Visit, visit_id)
    if visit is None or visit.store_id != store.id:
        raise Missing("no_visit", _("There’s no such car here."))
    return visit


def visited(jobs: Iterable[Fulfillment]) -> list[int]:
    """Ids of those that somebody came for, or is to: the others cost no statement."""
    return [job.id for job in jobs if job.is_visited]


def visits_for(job_ids: Collection[int], *, locked: bool = False) -> list[Visit]:
    """Open visits that are for any of these jobs; by id. `locked`, inside atomic(jobs): read anew, and
    nobody else’s until it ends."""
    if not job_ids:
        return []
    these = sa.select(VisitOrder.visit_id).where(VisitOrder.fulfillment_id.in_(sorted(job_ids)))
    find = sa.select(Visit).where(Visit.id.in_(these), Visit.ended_at.is_(None)).order_by(Visit.id)
    if locked:
        find = find.with_for_update(key_share=True, of=Visit).execution_options(populate_existing=True)
    return list(db.session.scalars(find).unique())


def taken_bays(store_id: int) -> set[int]:
    """Ids of the bays where somebody stands now."""
    find = sa.select(Visit.bay_id).where(Visit.store_id == store_id, Visit.ended_at.is_(None))
    return set(db.session.scalars(find.where(Visit.state.in_(HERE), Visit.bay_id.is_not(None))))


def ready_jobs(visit: Visit) -> list[Fulfillment]:
    """What of it can be handed over now."""
    return [job for job in visit.jobs if job.state in WITH_CUSTOMER_TO_COME]
