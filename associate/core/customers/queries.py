"""One profile per channel identity."""

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.customers.models import Customer, CustomerIdentity
from associate.db import db


def customer_for(channel: Channel, external_id: str | None, contact: dict[str, str]) -> Customer | None:
    """Who this is to the channel, made on first sight, with what `contact` knows; None for a guest."""
    if not external_id:
        return None
    known = (
        sa.select(Customer)
        .join(CustomerIdentity)
        .where(CustomerIdentity.channel_id == channel.id, CustomerIdentity.external_id == external_id)
    )
    customer = db.session.scalar(known)
    if customer is None:
        customer = Customer()
        db.session.add(customer)
        db.session.flush()
        db.session.add(
            CustomerIdentity(channel_id=channel.id, external_id=external_id, customer_id=customer.id)
        )
    for field in ("first_name", "last_name", "email", "phone", "locale"):
        if value := contact.get(field):
            setattr(customer, field, value)
    return customer
