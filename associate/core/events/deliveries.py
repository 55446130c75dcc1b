"""Queue a message, once for each cause. The worker sends it after the transaction."""

from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Delivery, DeliveryState
from associate.db import db, insert_into


def queue_message(
    kind: str,
    cause: str,
    *,
    recipient: str,
    order_id: int,
    medium: str = "email",
    fulfillment_id: int | None = None,
    store_id: int | None = None,
    not_before: datetime | None = None,
) -> Delivery | None:
    """A delivery for this cause, in the caller's transaction; None when the cause was told before.

    Nobody to tell is a result too: the delivery is kept as failed, so that a screen can say so.
    """
    message = insert_into(Delivery).values(
        cause=f"{kind}:{cause}",
        kind=kind,
        medium=medium,
        recipient=recipient,
        order_id=order_id,
        fulfillment_id=fulfillment_id,
        store_id=store_id,
        next_at=not_before or now(),
        state=DeliveryState.PENDING if recipient else DeliveryState.FAILED,
        result="" if recipient else "no_address",
    )
    return db.session.scalar(message.on_conflict_do_nothing().returning(Delivery))


def withdraw_message(cause: str) -> None:
    """Take back a message that has not gone out. What is on its way at this moment still arrives."""
    told = Delivery.cause.in_([cause, *(other_way(cause, medium) for medium in ("email", "sms"))])
    pending = sa.update(Delivery).where(told, Delivery.state == DeliveryState.PENDING)
    db.session.execute(pending.values(state=DeliveryState.WITHDRAWN))


def other_way(cause: str, medium: str) -> str:
    """The same cause once more, by another medium: the first could not reach them."""
    return f"{cause}@{medium}"


def deliveries_of(fulfillment_id: int) -> list[Delivery]:
    find = sa.select(Delivery).where(Delivery.fulfillment_id == fulfillment_id).order_by(Delivery.id)
    return list(db.session.scalars(find))
