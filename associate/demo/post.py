"""What went out and what came in by wire while the demo's people worked."""

import json
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.catalog.channels import Channel
from associate.core.events.models import Delivery, DeliveryState, Inbound
from associate.db import atomic, db
from associate.jobs.claims import LEASE
from associate.jobs.send import send_delivery
from associate.jobs.take_in import TRIES, take_in_inbound


def send_what_is_due() -> None:
    """As the worker would have, each at its moment. What has to wait is the worker's."""
    due = sa.select(Delivery.id, Delivery.next_at).where(
        Delivery.state == DeliveryState.PENDING, Delivery.next_at <= now()
    )
    for delivery_id, at in db.session.execute(due.order_by(Delivery.next_at, Delivery.id)).all():
        with atomic():
            claim = sa.update(Delivery).where(Delivery.id == delivery_id)
            db.session.execute(claim.values(tries=1, next_at=at + LEASE))
        with as_of(at + timedelta(seconds=2)):
            send_delivery(delivery_id)


def receive_a_stray(channel: Channel) -> None:
    """A refund for an order that nobody told us about, tried as often as anything is."""
    body = {
        "id": 90210,
        "order_id": 5500040404,
        "created_at": "2026-01-05T10:00:00Z",
        "refund_line_items": [],
        "transactions": [],
    }
    with atomic():
        inbound = Inbound(
            channel_id=channel.id, topic="refund", dedupe_key="demo-stray", body=json.dumps(body), tries=TRIES
        )
        db.session.add(inbound)
    take_in_inbound(inbound.id)
