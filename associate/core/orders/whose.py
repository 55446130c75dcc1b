"""Whose order is it? Nobody who works here has to do with their own, or with their household’s."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.customers.models import Customer
from associate.core.customers.persons import profiles_of
from associate.core.orders.models import NO_STORE, Order, SearchKey
from associate.core.orders.search_keys import Kind, fold, only_digits
from associate.core.stores.models import Store
from associate.db import db

DIGITS = 9  # of a phone number, from its end: written with its country’s code or without
MOST = 500  # orders of one person


def addresses(*orders: Order) -> set[str]:
    """Every email these orders and the people behind them are known by."""
    known = {order.email for order in orders} | {each.email for each in _people(orders)}
    return known - {""}


def phones(*orders: Order) -> set[str]:
    """The ends of every phone number these orders and the people behind them are known by."""
    known = {order.phone for order in orders} | {each.phone for each in _people(orders)}
    return {digits[-DIGITS:] for number in known if len(digits := only_digits(number)) >= DIGITS}


def _people(orders: Iterable[Order]) -> list[Customer]:
    """With the profiles that were merged with theirs."""
    ids = profiles_of(*(order.customer_id for order in orders))
    return list(db.session.scalars(sa.select(Customer).where(Customer.id.in_(ids)))) if ids else []


def orders_known_by(emails: Iterable[str], ends: Iterable[str] = ()) -> set[int]:
    """Ids of the orders of all channels and stores with one of these emails or ends of phone numbers."""
    stores = [NO_STORE, *db.session.scalars(sa.select(Store.id))]
    find = sa.select(SearchKey.order_id).where(SearchKey.store_id.in_(stores)).distinct().limit(MOST)
    spans = [(key := Kind.EMAIL + fold(email), key + "\x01") for email in emails]
    spans += [(key := Kind.PHONE_BACKWARDS + end[::-1], key + ":") for end in ends]
    found = (
        db.session.scalars(find.where(SearchKey.key >= first, SearchKey.key < end)) for first, end in spans
    )
    return {order_id for ids in found for order_id in ids}


def bought_by(people: Iterable[Customer]) -> sa.ColumnElement[bool]:
    """Orders of these profiles, and those that a guest placed with one of their emails. A phone alone is no
    proof: a household has one."""
    people = list(people)
    guests = orders_known_by({each.email for each in people} - {""})
    as_guest = sa.and_(Order.customer_id.is_(None), Order.id.in_(guests))
    return sa.or_(Order.customer_id.in_([each.id for each in people]), as_guest)


def is_of_household(email: str, order: Order) -> bool:
    """Is it the order of whoever has this address, or one by the phone or to the door of their own orders?"""
    if fold(email) in map(fold, addresses(order)):
        return True
    here = _places(order)
    return bool(here and here & _places(*_orders_of(email)))


def _orders_of(email: str) -> list[Order]:
    """Those with this address, and those of the profiles that are one person with whoever has it."""
    ids = orders_known_by([email])
    found = list(db.session.scalars(sa.select(Order).where(Order.id.in_(ids))))
    people = profiles_of(*(order.customer_id for order in found))
    more = sa.select(Order).where(Order.customer_id.in_(people), Order.id.not_in(ids))
    return found + list(db.session.scalars(more.limit(MOST))) if people else found


def _places(*orders: Order) -> set[tuple[str, str]]:
    """The phones and the doors of orders."""
    doors = {door for order in orders if (door := _door(order))}
    return {("phone", end) for end in phones(*orders)} | {("door", door) for door in doors}


def _door(order: Order) -> str:
    street, postcode = (
        fold(str((order.shipping_address or {}).get(name) or "")) for name in ("street", "postcode")
    )
    return f"{street} {postcode}" if street else ""
