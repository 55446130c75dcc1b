"""One profile per channel identity."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.bulk import insert_all, insert_for_ids
from associate.core.catalog.channels import Channel
from associate.core.customers.models import Customer, CustomerIdentity
from associate.db import db

KNOWN_BY = ("first_name", "last_name", "email", "phone", "locale")
Contact = dict[str, str]


def customer_for(channel: Channel, external_id: str | None, contact: Contact) -> Customer | None:
    """Who this is to the channel, made on first sight, with what `contact` knows; None for a guest."""
    if not external_id:
        return None
    db.session.flush()
    customer_id = customers_for(channel, [(external_id, contact)])[external_id]
    return db.session.get_one(Customer, customer_id, populate_existing=True)


def customers_for(channel: Channel, contacts: Iterable[tuple[str | None, Contact]]) -> dict[str, int]:
    """The same for many, oldest first: the id of each that is no guest. What is empty is not taken over."""
    told: dict[str, Contact] = {}
    for external_id, contact in contacts:
        if external_id:
            known = told.setdefault(external_id, {})
            known.update({name: contact[name] for name in KNOWN_BY if contact.get(name)})
    ids = _known(channel, told)
    return ids | _made(channel, {key: told[key] for key in sorted(told.keys() - ids.keys())})


def _known(channel: Channel, told: dict[str, Contact]) -> dict[str, int]:
    """Those we know, brought up to date by rising id, the one order of locks."""
    find = sa.select(CustomerIdentity.external_id, *Customer.__table__.c).join_from(
        CustomerIdentity, Customer, Customer.id == CustomerIdentity.customer_id
    )
    find = find.where(CustomerIdentity.channel_id == channel.id, CustomerIdentity.external_id.in_(told))
    rows = db.session.execute(find.order_by(Customer.id)).all() if told else []
    for row in rows:
        news = {name: value for name, value in told[row.external_id].items() if getattr(row, name) != value}
        if news:
            db.session.execute(sa.update(Customer).where(Customer.id == row.id).values(news))
    return {row.external_id: row.id for row in rows}


def _made(channel: Channel, told: dict[str, Contact]) -> dict[str, int]:
    ids = insert_for_ids(Customer, [{**dict.fromkeys(KNOWN_BY, ""), **contact} for contact in told.values()])
    made = dict(zip(told, ids, strict=True))
    identities = [
        {"channel_id": channel.id, "external_id": external_id, "customer_id": customer_id}
        for external_id, customer_id in made.items()
    ]
    insert_all(CustomerIdentity, identities)
    return made
