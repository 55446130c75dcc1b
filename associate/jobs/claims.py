"""Claim rows of work by row count. A claim is a lease: when its holder dies, it is taken again.

A row whose holder dies each time would take the worker down with it for ever: it is given up, loudly.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.label_answers import give_up_call
from associate.core.acts.payment_answers import give_up_call as give_up_payment
from associate.core.events.models import Delivery, Inbound
from associate.core.events.outbox import Post
from associate.core.payments.calls import PaymentCall
from associate.core.payments.news import PaymentNews
from associate.core.shipping.calls import CarrierCall
from associate.core.shipping.news import CarrierNews
from associate.db import atomic, db
from associate.jobs.giving_up import give_up_delivery, give_up_inbound, give_up_news, give_up_post
from associate.words import _

LEASE = timedelta(seconds=60)
MOST_CLAIMS = 8  # more than any row is tried that answers with a failure
Work = Inbound | Delivery | Post | CarrierCall | CarrierNews | PaymentCall | PaymentNews


def claim(kind: type[Work], *, state: str = "pending") -> int | None:
    """The id of the next due row, leased to the caller for a minute; None when nothing is due."""
    return next(iter(claim_some(kind, 1, state=state)), None)


def claim_some(
    kind: type[Work], most: int, *only: sa.ColumnElement[bool], state: str = "pending"
) -> list[int]:
    """The ids of the next due rows (of `only` those), at most so many, leased to the caller for a minute."""
    due = sa.select(kind.id, kind.tries).where(kind.state == state, kind.next_at <= now(), *only)
    due = due.order_by(kind.next_at, kind.id).limit(most)
    while db.session.execute(due.limit(1)).first():  # an idle look takes no write lock
        with atomic():
            rows = db.session.execute(due.with_for_update(skip_locked=True)).all()
            _put_off(kind, [row.id for row in rows], state, next_at=now() + LEASE, tries=kind.tries + 1)
            worn_out = [row.id for row in rows if row.tries >= MOST_CLAIMS]
            for row_id in worn_out:
                _give_up(kind, row_id)
        if len(worn_out) < len(rows) or not rows:
            return [row.id for row in rows if row.id not in worn_out]
    return []


def renew(kind: type[Work], ids: list[int], **values: Any) -> None:
    """A lease that begins now, for what its holder has not come to yet."""
    _put_off(kind, ids, "pending", next_at=now() + LEASE, **values)


def give_back(kind: type[Work], ids: list[int]) -> None:
    """Claimed and not begun: anybody may have it, and it counts as no try."""
    _put_off(kind, ids, "pending", next_at=now(), tries=kind.tries - 1)


def _put_off(kind: type[Work], ids: list[int], state: str, **values: Any) -> None:
    with atomic():
        rows = sa.update(kind).where(kind.id.in_(ids), kind.state == state)
        db.session.execute(rows.values(values), execution_options={"synchronize_session": False})


def _give_up(kind: type[Work], row_id: int) -> None:
    """Nobody who claimed it ever came back with a result."""
    row = db.session.get_one(kind, row_id)
    if isinstance(row, Inbound):
        give_up_inbound(row, _("Taking it in broke off %(n)d times, without a word why.", n=row.tries - 1))
    elif isinstance(row, Delivery):
        words = _("Sending it broke off %(n)d times. It may have arrived all the same.", n=row.tries - 1)
        give_up_delivery(row, words)
    elif isinstance(row, Post):
        words = _("Sending it broke off %(n)d times. It may have arrived all the same.", n=row.tries - 1)
        give_up_post(row, words)
    elif isinstance(row, CarrierCall):
        give_up_call(row)
    elif isinstance(row, PaymentCall):
        give_up_payment(row)
    elif isinstance(row, CarrierNews | PaymentNews):
        give_up_news(row)
