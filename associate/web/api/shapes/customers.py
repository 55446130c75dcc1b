"""Customers as they go out."""

from pydantic import Field

from associate.core.customers.models import Customer
from associate.web.api.shapes.base import Moment, Shape

Identities = dict[int, list[tuple[str, str]]]
"""Customer id → (channel key, its own id of them)."""


class IdentityShape(Shape):
    """Who they are to a channel."""

    channel: str = Field(description="Key of the channel.")
    external_id: str = Field(description="The channel’s own id.")


class CustomerShape(Shape):
    """Empty texts: never told, or forgotten as the shop’s retention asks."""

    id: int
    first_name: str
    last_name: str
    email: str
    phone: str = Field(description="E.164 where the channel gave one.")
    locale: str = Field(description="BCP 47, or empty.")
    created_at: Moment
    identities: list[IdentityShape]


class CustomerPage(Shape):
    """One page of customers."""

    items: list[CustomerShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def customer_shape(customer: Customer, known: Identities) -> CustomerShape:
    return CustomerShape(
        id=customer.id,
        first_name=customer.first_name,
        last_name=customer.last_name,
        email=customer.email,
        phone=customer.phone,
        locale=customer.locale,
        created_at=customer.created_at,
        identities=[
            IdentityShape(channel=channel, external_id=theirs)
            for channel, theirs in known.get(customer.id, [])
        ],
    )
