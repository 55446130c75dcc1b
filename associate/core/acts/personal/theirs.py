"""Which rows tell of a person, by their ids."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from associate.core.customers.addresses import e164
from associate.core.customers.consent import address_hash
from associate.core.customers.models import Customer
from associate.core.customers.persons import profiles
from associate.core.fulfillment.models import Fulfillment, HandoverOrder
from associate.core.fulfillment.visits import VisitOrder
from associate.core.orders.models import Order
from associate.core.orders.whose import bought_by
from associate.core.returns.models import Return, ReturnLine
from associate.core.shipping.labels import Label
from associate.core.shipping.models import Parcel
from associate.db import db

Ids = list[int]


@dataclass(frozen=True)
class Theirs:
    """`hashes` are those of their addresses, as consents are kept by; `refs` name what others are about."""

    profiles: Ids
    orders: Ids
    jobs: Ids
    parcels: Ids
    labels: Ids
    handovers: Ids
    visits: Ids
    returns: Ids
    return_lines: Ids
    hashes: list[str]

    @property
    def refs(self) -> list[str]:
        named = {
            "customer": self.profiles,
            "order": self.orders,
            "fulfillment": self.jobs,
            "parcel": self.parcels,
            "label": self.labels,
            "handover": self.handovers,
            "return": self.returns,
            "return_line": self.return_lines,
        }
        return [f"{kind}:{number}" for kind, numbers in named.items() for number in numbers]


def theirs(customer: Customer) -> Theirs:
    """Of all their profiles; with the orders that they placed as a guest, by one of their emails."""
    people = profiles(customer.id)
    orders = list(db.session.scalars(sa.select(Order.id).where(bought_by(people)).order_by(Order.id)))
    return gather(people, orders)


def gather(people: Iterable[Customer], orders: Ids) -> Theirs:
    """What hangs on these profiles and orders."""
    known = list(people)
    return of_rows([each.id for each in known], orders, _hashes(known, orders))


def of_rows(people: Ids, orders: Ids, hashes: Iterable[str] = ()) -> Theirs:
    jobs = _ids(Fulfillment.id, Fulfillment.order_id.in_(orders))
    parcels = _ids(Parcel.id, Parcel.fulfillment_id.in_(jobs))
    returns = _ids(Return.id, sa.or_(Return.customer_id.in_(people), Return.order_id.in_(orders)))
    return Theirs(
        profiles=people,
        orders=orders,
        jobs=jobs,
        parcels=parcels,
        labels=_ids(Label.id, Label.parcel_id.in_(parcels)),
        handovers=_ids(HandoverOrder.handover_id, HandoverOrder.fulfillment_id.in_(jobs)),
        visits=_ids(VisitOrder.visit_id, VisitOrder.fulfillment_id.in_(jobs)),
        returns=returns,
        return_lines=_ids(ReturnLine.id, ReturnLine.return_id.in_(returns)),
        hashes=sorted(hashes),
    )


def _ids(column: Any, which: sa.ColumnElement[bool]) -> Ids:
    return sorted(set(db.session.scalars(sa.select(column).where(which))))


def _hashes(people: Iterable[Customer], orders: Ids) -> set[str]:
    told = sa.select(Order.email, Order.phone).where(Order.id.in_(orders))
    known = {(each.email, each.phone) for each in people} | {tuple(row) for row in db.session.execute(told)}
    emails = {address_hash("email", email) for email, _phone in known if email}
    numbers = {e164(phone, "") for _email, phone in known if phone} - {""}
    return emails | {address_hash("sms", number) for number in numbers}
