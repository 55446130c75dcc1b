"""How much may wait unpaid for one person: whoever pays nothing must not empty the shelves."""

from collections.abc import Mapping

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.customers.addresses import e164, normal_email
from associate.core.orders.incoming import Contact, Payment
from associate.core.orders.models import MAY_EXPIRE, Order, SearchKey
from associate.core.orders.search_keys import Kind, fold, only_digits
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.words import _

MOST_OF_ONE = 20  # units of one thing
MOST_OPEN = 3  # reservations under one email or phone
SAME_END = 6  # digits: numbers that end alike are compared in full


def must_be_few(channel: Channel, store: Store, wants: Mapping[Variant, int], contact: Contact) -> None:
    """Under the channel’s lock. Raises Refused("too_many_units" | "too_many_reservations")."""
    if max(wants.values()) > MOST_OF_ONE:
        raise Refused("too_many_units", _("At most %(n)d of one thing are put aside unpaid.", n=MOST_OF_ONE))
    if _open_for(channel, store, contact) >= MOST_OPEN:
        raise Refused(
            "too_many_reservations",
            _("%(n)d reservations wait for this email or phone. Collect or cancel one first.", n=MOST_OPEN),
        )


def _open_for(channel: Channel, store: Store, contact: Contact) -> int:
    """How many of the channel’s unpaid reservations stand for this email or this phone, in any store."""
    email, phone = normal_email(contact.email), _dialed(contact.phone, store.country)
    keys = [SearchKey.key == Kind.EMAIL + fold(email)] if email else []
    if end := phone[-SAME_END:]:
        keys.append(SearchKey.key.startswith(Kind.PHONE_BACKWARDS + end[::-1]))
    alike = Order.search_keys.any(sa.or_(sa.false(), *keys))
    find = sa.select(Order.email, Order.phone, Store.country).join(Store, Store.id == Order.store_id)
    find = find.where(MAY_EXPIRE, Order.channel_id == channel.id, Order.payment == Payment.PENDING, alike)
    return sum(
        (bool(email) and normal_email(its_email) == email)
        or (bool(phone) and _dialed(its_phone, country) == phone)
        for its_email, its_phone, country in db.session.execute(find)
    )


def _dialed(phone: str, country: str) -> str:
    """Digits alone, with the country’s where they can be told."""
    return only_digits(e164(phone, country) or phone)
