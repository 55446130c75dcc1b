"""Who has not come yet is reminded: once after a day, once on the last day."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.reminders import tell_reminder
from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.stores.closing import COLLECTABLE
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.jobs.chores.one_by_one import one_by_one

AT_ONCE = 500  # reminders of one run; the rest in the next
A_DAY = timedelta(hours=25)  # the longest one, when the clocks go back


def remind() -> None:
    """Each due reminder once, however often this runs."""
    one_by_one(db.session.scalars(_to_remind()).all(), _remind)


def _remind(job: Fulfillment) -> None:
    with atomic(job):
        tell_reminder(job, now())


def _to_remind() -> sa.Select[Fulfillment]:
    """Who may have one due now and has not had it: so that those who were reminded keep nobody waiting."""
    waits = sa.select(Fulfillment).join(Fulfillment.store)
    waits = waits.where(
        Fulfillment.state.in_(WITH_CUSTOMER_TO_COME), Fulfillment.hold_until > now(), Fulfillment.hold == ""
    )
    waits = waits.where(sa.or_(_a_while_ready(), _on_the_last_day()), ~_is_shut())
    return waits.order_by(Fulfillment.hold_until, Fulfillment.id).limit(AT_ONCE)


def _is_shut() -> sa.ColumnElement[bool]:
    """Nobody is sent to a closed door."""
    return sa.and_(
        Store.closed_until.is_not(None), Store.closed_until > now(), Store.closed_why != COLLECTABLE
    )


def _a_while_ready() -> sa.ColumnElement[bool]:
    """By each number of hours that some store has: the two databases add them to a moment differently."""
    hours = db.session.scalars(sa.select(Store.remind_hours).where(Store.remind_hours > 0).distinct()).all()
    long_enough = [
        sa.and_(Store.remind_hours == each, Fulfillment.ready_at <= now() - timedelta(hours=each))
        for each in hours
    ]
    return sa.and_(sa.or_(sa.false(), *long_enough), ~_told("reminder", Fulfillment.ready_at))


def _on_the_last_day() -> sa.ColumnElement[bool]:
    comes = sa.and_(Store.remind_last_day, Fulfillment.hold_until <= now() + A_DAY)
    return sa.and_(comes, ~_told("last_day", now() - A_DAY))


def _told(kind: str, since: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Delivery.fulfillment_id == Fulfillment.id, Delivery.kind == kind, Delivery.created_at >= since
    )
