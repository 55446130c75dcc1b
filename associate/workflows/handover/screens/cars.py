"""The car that a handover is taken out to."""

import sqlalchemy as sa

from associate.core.fulfillment.models import Handover
from associate.core.fulfillment.visits import Visit, VisitOrder, VisitState
from associate.db import db

OUT = (VisitState.CLAIMED, VisitState.AT_CAR, VisitState.DONE)


def car_of(handover: Handover, job_ids: list[int]) -> Visit | None:
    """The visit of these orders that a runner takes them out to, or took them while this was open."""
    if not job_ids:
        return None
    find = (
        sa.select(Visit)
        .join(VisitOrder, VisitOrder.visit_id == Visit.id)
        .where(VisitOrder.fulfillment_id.in_(job_ids), Visit.state.in_(OUT))
        .where(Visit.runner_id.is_not(None), Visit.to_counter.is_(False))
        .where(sa.or_(Visit.ended_at.is_(None), Visit.ended_at >= handover.opened_at))
    )
    return db.session.scalars(find.order_by(Visit.id.desc()).limit(1)).unique().first()
