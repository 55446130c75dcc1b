"""Find one customer by something exact: nobody leafs through them."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.customers.addresses import e164, normal_email
from associate.core.customers.models import Customer
from associate.core.customers.persons import kept_ids, profiles_of
from associate.core.orders.models import Order
from associate.core.orders.search_keys import only_digits
from associate.core.orders.whose import DIGITS, orders_known_by
from associate.core.stores.models import Store
from associate.db import db

MOST = 10  # people that one address or phone may belong to
PHONE = re.compile(r"[\d\s()+./-]+")


@dataclass(frozen=True)
class Hit:
    customer: Customer
    orders: int


def find(text: str, store: Store | None) -> list[Hit]:
    """Who has this whole email, this phone with all its digits, or placed the order of this number."""
    text = " ".join(text.split())
    ids = set(kept_ids(_ids(text, store)).values())
    if not ids:
        return []
    known = sa.select(Customer).where(Customer.id.in_(ids), Customer.erased_at.is_(None))
    people = db.session.scalars(known.order_by(Customer.id.desc()).limit(MOST)).all()
    return [Hit(each, _orders(each.id)) for each in people]


def _ids(text: str, store: Store | None) -> set[int]:
    if "@" in text:
        return _by_email(text)
    if PHONE.fullmatch(text) and len(only_digits(text)) >= DIGITS:
        return _by_phone(text, store)
    return _of(Order.number.in_((text, text.upper()))) if text else set()


def _by_email(text: str) -> set[int]:
    own = sa.select(Customer.id).where(Customer.email.in_({text, normal_email(text)})).limit(MOST)
    return set(db.session.scalars(own)) | _of(Order.id.in_(orders_known_by([text])))


def _by_phone(text: str, store: Store | None) -> set[int]:
    written = {text, e164(text, store.country if store else "")} - {""}
    own = sa.select(Customer.id).where(Customer.phone.in_(written)).limit(MOST)
    end = only_digits(text)[-DIGITS:]
    return set(db.session.scalars(own)) | _of(Order.id.in_(orders_known_by([], [end])))


def _of(which: sa.ColumnElement[bool]) -> set[int]:
    find = sa.select(Order.customer_id).where(which, Order.customer_id.is_not(None)).distinct()
    return {number for number in db.session.scalars(find.limit(MOST)) if number is not None}


def _orders(customer_id: int) -> int:
    find = sa.select(sa.func.count()).where(Order.customer_id.in_(profiles_of(customer_id)))
    return db.session.scalar(find) or 0
