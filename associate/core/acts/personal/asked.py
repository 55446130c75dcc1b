"""A web shop’s platform passes on that somebody asks for their data, or to be forgotten: a task says so.

Shopify wants both done within 30 days (https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance).
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.customers.models import Customer, CustomerIdentity, Erasure
from associate.core.customers.persons import kept
from associate.core.events.record import Actor, record
from associate.core.orders.incoming import Asks, IncomingPersonal
from associate.core.orders.models import Order
from associate.core.orders.rows import CONTACT
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import db, insert_into

WITHIN = timedelta(days=30)


def note_ask(channel: Channel, told: IncomingPersonal, *, by: Actor) -> bool:
    """Inside atomic(): one task for each person it is about. Was there anybody that we know of?

    No name and no address goes into the task: it leads to their card.
    """
    until = (now() + WITHIN).isoformat()
    facts: dict[str, Any] = {"what": told.what.value, "channel": channel.name, "until": until}
    if told.what == Asks.FORGET_SHOP:
        open_task(
            TaskKind.PERSONAL, f"{told.what}:{channel.id}", by=by, about=channel.ref, **facts, own=channel.id
        )
        return True
    people = _people(channel, told)
    for person in people:
        key = f"{told.what}:{person.id}"
        open_task(TaskKind.PERSONAL, key, by=by, about=person.ref, **facts, customer=person.id)
    return bool(people)


def ask_was_met(what: Asks, person: Customer, *, by: Actor) -> None:
    """Inside atomic(): nobody waits for it any more."""
    close_tasks(TaskKind.PERSONAL, f"{what}:{person.id}", "done", by=by)


def forget_all_of(channel: Channel, *, by: Actor) -> int:
    """Inside atomic(): everybody who is known from this web shop alone is to be forgotten; the worker does
    it. Who was merged with another profile stays for a person to look at. Returns how many."""
    mine, theirs = CustomerIdentity, sa.orm.aliased(CustomerIdentity)
    other = sa.orm.aliased(Customer)
    alone = sa.and_(
        sa.exists().where(mine.customer_id == Customer.id, mine.channel_id == channel.id),
        ~sa.exists().where(theirs.customer_id == Customer.id, theirs.channel_id != channel.id),
        ~sa.exists().where(other.merged_into_id == Customer.id),
        ~sa.exists().where(
            Erasure.customer_id == Customer.id, Erasure.done_at.is_(None), Erasure.called_off_at.is_(None)
        ),
        Customer.merged_into_id.is_(None),
        Customer.erased_at.is_(None),
    )
    ids = list(db.session.scalars(sa.select(Customer.id).where(alone).order_by(Customer.id)))
    if ids:
        asked = [
            {"customer_id": number, "asked_by": by.ref, "asked_at": now(), "profiles": [], "orders": []}
            for number in ids
        ]
        db.session.execute(insert_into(Erasure), asked)
    record("channel.customers_go", about=channel, by=by, people=len(ids))
    return len(ids)


def _people(channel: Channel, told: IncomingPersonal) -> list[Customer]:
    """By the platform’s own id of them, and whoever placed the orders it names; a guest gets a card."""
    same = sa.and_(
        CustomerIdentity.channel_id == channel.id, CustomerIdentity.external_id == told.customer_external_id
    )
    find = sa.select(Customer).join(CustomerIdentity, CustomerIdentity.customer_id == Customer.id)
    found = list(db.session.scalars(find.where(same))) if told.customer_external_id else []
    named = sa.and_(Order.channel_id == channel.id, Order.external_id.in_(told.orders))
    for order in db.session.scalars(sa.select(Order).where(named, Order.erased_at.is_(None))):
        if order.customer is None:
            order.customer = Customer(**{name: getattr(order, name) for name in CONTACT})
            db.session.flush()
            record("customer.made", about=order.customer, by=Actor(channel.ref))
        found.append(order.customer)
    people = {person.id: person for person in map(kept, found) if person.erased_at is None}
    return [people[number] for number in sorted(people)]
