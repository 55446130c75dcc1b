"""A walk along the racks: what was seen where, against what the books say stands there."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.clock import now
from associate.core.fulfillment.models import Bag, Fulfillment, Handover, HandoverBag, HandoverState
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.stores.models import Location, LocationKind, Store
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _

STANDING = (State.PICKED, *WITH_CUSTOMER_TO_COME)
"""A placed bag of such a job should be where it was put."""


class What(StrEnum):
    """What a bag that was seen turned out to be."""

    RIGHT = "right"
    MISPLACED = "misplaced"  # belongs on another place
    EXPIRED = "expired"  # nobody came for it in time
    GHOST = "ghost"  # its order is over, or nobody knows the tag


class Fix(StrEnum):
    MOVED = "moved"  # it stays here: the books follow
    CARRIED = "carried"  # it was put where it belongs
    PUT_BACK = "put_back"  # on its way to the shelf
    FREED = "freed"  # empty: the tag may be used again


class WalkState(StrEnum):
    OPEN = "open"
    DONE = "done"


class BagWalk(Base):
    """One walk, by one person or several. `location_id` None: all places."""

    __tablename__ = "bag_walks"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    location_id: Mapped[int | None] = mapped_column(sa.ForeignKey("locations.id"))
    state: Mapped[WalkState] = mapped_column(default=WalkState.OPEN)
    walked: Mapped[list[Any]] = mapped_column(default=list)  # ids of places that somebody stood at
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)  # once it is over: see `came_to`
    location: Mapped[Location | None] = relationship(lazy="joined")
    sightings: Mapped[list["BagSighting"]] = relationship(order_by="BagSighting.id", lazy="selectin")
    __table_args__ = (sa.Index("ix_bag_walks_store_state", "store_id", "state", "id"),)

    @property
    def ref(self) -> str:
        return f"bag_walk:{self.id}"


class BagSighting(Base):
    """A tag that was seen on a walk: where last, what it was, and what was done about it."""

    __tablename__ = "bag_sightings"
    id: Mapped[int] = mapped_column(primary_key=True)
    walk_id: Mapped[int] = mapped_column(sa.ForeignKey("bag_walks.id"))
    tag: Mapped[str] = mapped_column(sa.String(20))
    location_id: Mapped[int] = mapped_column(sa.ForeignKey("locations.id"))
    bag_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bags.id"))
    what: Mapped[What]
    fix: Mapped[Fix | None]
    at: Mapped[datetime] = mapped_column(default=now)
    by: Mapped[str] = mapped_column(sa.String(60))
    location: Mapped[Location] = relationship(lazy="joined")
    bag: Mapped[Bag | None] = relationship(lazy="joined")
    __table_args__ = (sa.UniqueConstraint("walk_id", "tag"),)


def walk_here(walk_id: int, *, store: Store) -> BagWalk:
    """Raises Missing, also when it is another store's."""
    found = db.session.scalar(sa.select(BagWalk).filter_by(id=walk_id, store_id=store.id))
    if found is None:
        raise Missing("no_walk", _("There’s no such walk in this store."))
    return found


def open_walks(store_id: int) -> list[BagWalk]:
    find = sa.select(BagWalk).filter_by(store_id=store_id, state=WalkState.OPEN)
    return list(db.session.scalars(find.order_by(BagWalk.id)))


def places_of(walk: BagWalk) -> list[Location]:
    """Where it leads, in walking order."""
    find = sa.select(Location).filter_by(store_id=walk.store_id, kind=LocationKind.STAGING)
    which = Location.id == walk.location_id if walk.location_id else Location.is_active
    return list(db.session.scalars(find.where(which).order_by(Location.sequence, Location.code)))


def bags_expected(store_id: int, place_ids: list[int]) -> list[Bag]:
    """Bags that should stand on these places now. What is at the counter this minute is in good hands."""
    at_counter = (
        sa.select(HandoverBag.bag_id)
        .join(Handover, Handover.id == HandoverBag.handover_id)
        .where(Handover.state == HandoverState.OPEN, HandoverBag.how == "scanned")
    )
    find = sa.select(Bag).join(Fulfillment, Fulfillment.id == Bag.fulfillment_id)
    find = find.where(Bag.store_id == store_id, Bag.gone_at.is_(None), Bag.location_id.in_(place_ids))
    find = find.where(Fulfillment.state.in_(STANDING), Bag.id.not_in(at_counter))
    return list(db.session.scalars(find.order_by(Bag.tag)))


def bag_with_tag(store_id: int, tag: str) -> Bag | None:
    """The bag that carries this tag now, else the last that did."""
    find = sa.select(Bag).where(Bag.store_id == store_id, Bag.tag == tag)
    return db.session.scalar(find.order_by(Bag.gone_at.is_not(None), Bag.id.desc()).limit(1))
