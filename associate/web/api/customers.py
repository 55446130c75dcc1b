"""Customers: who orders."""

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, Field

from associate.core.catalog.channels import Channel
from associate.core.customers.models import Customer, CustomerIdentity
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


class CustomerQuery(Paged):
    email: str | None = Field(None, max_length=320, pattern=PLAIN, description="Exactly as it was told.")


class CustomerPath(BaseModel):
    id: int = Field(ge=1, le=LARGEST)


@api.get("/customers", tags=[CUSTOMERS], responses={200: CustomerPage})
@token_can("customers:read")
def list_customers(query: CustomerQuery) -> Response:
    """List customers

    One profile for each identity in a channel, in the order we got to know them.
    """
    find = sa.select(Customer)
    if query.email:
        find = find.where(Customer.email == query.email)
    page = page_of(find, query, Customer.id)
    known = _identities([customer.id for customer in page.rows])
    items = [customer_shape(customer, known) for customer in page.rows]
    return shown(CustomerPage(items=items, next=page.next))


@api.get("/customers/<int:id>", tags=[CUSTOMERS], responses={200: CustomerShape})
@token_can("customers:read")
def show_customer(path: CustomerPath) -> Response:
    """Read one customer"""
    customer = db.session.get(Customer, path.id)
    if customer is None:
        raise missing("customer")
    return shown(customer_shape(customer, _identities([customer.id])))


def _identities(ids: list[int]) -> Identities:
    find = sa.select(CustomerIdentity.customer_id, Channel.key, CustomerIdentity.external_id).join(
        Channel, Channel.id == CustomerIdentity.channel_id
    )
    known: Identities = {}
    rows = db.session.execute(find.where(CustomerIdentity.customer_id.in_(ids)).order_by(Channel.key))
    for number, channel, external_id in rows:
        known.setdefault(number, []).append((channel, external_id))
    return known
