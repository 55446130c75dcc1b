"""What a manager changed about a job by hand: who, when, why, and how it was before."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from associate.clock import now
from associate.core.events.models import Event
from associate.core.fulfillment.models import Fulfillment
from associate.core.stores.models import Store
from associate.db import Base, db
from associate.errors import Missing
from associate.words import _

LATELY = timedelta(hours=24)


class InterventionKind(StrEnum):
    GIVEN = "given"  # to somebody, or back to everybody
    FIRST = "first"  # before all others
    IN_TURN = "in_turn"  # where its promise puts it
    PROMISED = "promised"  # for another time
    PAUSED = "paused"  # nobody picks it before a moment
    WENT_ON = "went_on"  # before that moment

    @property
    def aspect(self) -> str:
        """What of a job it changes. What changes another one keeps it from nothing."""
        return _ASPECTS[self]


_ASPECTS = {
    InterventionKind.GIVEN: "owner",
    InterventionKind.FIRST: "turn",
    InterventionKind.IN_TURN: "turn",
    InterventionKind.PROMISED: "promise",
    InterventionKind.PAUSED: "owner",  # whoever had it lays it down
    InterventionKind.WENT_ON: "owner",
}
EVENTS = {
    "owner": ("fulfillment.given", "fulfillment.paused", "fulfillment.went_on", "fulfillment.owner_undone"),
    "turn": ("fulfillment.put_first", "fulfillment.put_in_turn", "fulfillment.turn_undone"),
    "promise": ("fulfillment.promised", "fulfillment.promise_undone"),
}
"""What the journal says of a change of each aspect."""


class Intervention(Base):
    """`event_id`: its entry in the journal. While that is the last one about the job, but for those of other
    aspects, it can be taken back.

    `note` is in somebody’s own words, which the journal never holds.
    """

    __tablename__ = "interventions"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    fulfillment_id: Mapped[int] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    kind: Mapped[InterventionKind]
    reason: Mapped[str] = mapped_column(sa.String(40))
    note: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime] = mapped_column(default=now)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    event_id: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    fulfillment: Mapped[Fulfillment] = relationship()
    __table_args__ = (sa.Index("ix_interventions_store", "store_id", "id"),)

    @property
    def ref(self) -> str:
        return f"intervention:{self.id}"


def touches(aspect: str) -> sa.ColumnElement[bool]:
    """Events about a job after which its change of this aspect stands; to tell somebody is none."""
    others = [kind for name, kinds in EVENTS.items() if name != aspect for kind in kinds]
    return sa.and_(Event.kind.not_in(others), Event.kind.not_like("message.%"))


def intervention_here(number: int, *, store: Store) -> Intervention:
    """Raises Missing, also when it is another store’s."""
    found = db.session.scalar(sa.select(Intervention).filter_by(id=number, store_id=store.id))
    if found is None:
        raise Missing("no_change", _("There’s no such change in this store."))
    return found


def interventions_lately(store: Store, *, most: int) -> list[Intervention]:
    """Of the last day, the newest first."""
    job = joinedload(Intervention.fulfillment)
    bare = (job.lazyload(Fulfillment.lines), job.lazyload(Fulfillment.bags), job.lazyload(Fulfillment.order))
    find = sa.select(Intervention).where(Intervention.store_id == store.id, Intervention.at > now() - LATELY)
    return list(db.session.scalars(find.options(job, *bare).order_by(Intervention.id.desc()).limit(most)))
