"""Customers: who orders."""

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, Field

from associate.core.catalog.channels import Channel
from associate.core.customers.models import Customer, CustomerIdentity
from associate.core.customers.persons import kept, kept_ids, profiles_of
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import shown
from associate.web.api.door import api
from associate.web.api.finding import missing
from associate.web.api.pages import Paged, page_of
from associate.web.api.shapes.base import PLAIN
from associate.web.api.shapes.customers import CustomerPage, CustomerShape, Identities, customer_shape
from associate.web.api.tags import CUSTOMERS

LARGEST = 2**53
SAME_EMAIL = 500  # profiles with one email


class CustomerQuery(Paged):
    email: str | None = Field(None, max_length=320, pattern=PLAIN, description="Exactly as it was told.")


class CustomerPath(BaseModel):
    id: int = Field(ge=1, le=LARGEST)


@api.get("/customers", tags=[CUSTOMERS], responses={200: CustomerPage})
@token_can("customers:read")
def list_customers(query: CustomerQuery) -> Response:
    """List customers

    One for each person, in the order we got to know them. Profiles that were merged are one.
    """
    find = sa.select(Customer).where(Customer.merged_into_id.is_(None))
    if query.email:
        told = sa.select(Customer.id).where(Customer.email == query.email).limit(SAME_EMAIL)
        find = find.where(Customer.id.in_(set(kept_ids(db.session.scalars(told)).values())))
    page = page_of(find, query, Customer.id)
    known = _identities([customer.id for customer in page.rows])
    items = [customer_shape(customer, known) for customer in page.rows]
    return shown(CustomerPage(items=items, next=page.next))


@api.get("/customers/<int:id>", tags=[CUSTOMERS], responses={200: CustomerShape})
@token_can("customers:read")
def show_customer(path: CustomerPath) -> Response:
    """Read one customer

    By the id of a profile that was merged, too: the answer is the person, with the id that is kept.
    """
    told = db.session.get(Customer, path.id)
    if told is None:
        raise missing("customer")
    customer = kept(told)
    return shown(customer_shape(customer, _identities([customer.id])))


def _identities(ids: list[int]) -> Identities:
    """Over all profiles of each person."""
    people = kept_ids(profiles_of(*ids))
    find = sa.select(CustomerIdentity.customer_id, Channel.key, CustomerIdentity.external_id).join(
        Channel, Channel.id == CustomerIdentity.channel_id
    )
    known: Identities = {}
    rows = db.session.execute(find.where(CustomerIdentity.customer_id.in_(people)).order_by(Channel.key))
    for profile, channel, external_id in rows:
        known.setdefault(people[profile], []).append((channel, external_id))
    return known
