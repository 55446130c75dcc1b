"""Whose order is it? Nobody who works here has to do with their own, or with their household’s."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.orders.models import NO_STORE, Order, SearchKey
from associate.core.orders.search_keys import Kind, fold, only_digits
from associate.core.stores.models import Store
from associate.db import db

DIGITS = 9  # of a phone number, from its end: written with its country’s code or without
MOST = 500  # orders of one person


def addresses(*orders: Order) -> set[str]:
    """Every email these orders and their customers are known by."""
    known = {order.email for order in orders} | {order.customer.email for order in orders if order.customer}
    return known - {""}


def phones(*orders: Order) -> set[str]:
    """The ends of every phone number these orders and their customers are known by."""
    known = {order.phone for order in orders} | {order.customer.phone for order in orders if order.customer}
    return {digits[-DIGITS:] for number in known if len(digits := only_digits(number)) >= DIGITS}


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


def is_of_household(email: str, order: Order) -> bool:
    """Is it the order of whoever has this address, or one by the phone or to the door of their own orders?"""
    if fold(email) in map(fold, addresses(order)):
        return True
    here = _places(order)
    own = sa.select(Order).where(Order.id.in_(orders_known_by([email])))
    return any(here & _places(each) for each in db.session.scalars(own)) if here else False


def _places(order: Order) -> set[tuple[str, str]]:
    """The phone and the door of an order."""
    found = {("phone", end) for end in phones(order)}
    street, postcode = (
        fold(str((order.shipping_address or {}).get(name) or "")) for name in ("street", "postcode")
    )
    return found | {("door", f"{street} {postcode}")} if street else found
