"""Which order somebody brings back, by anything that stands on a receipt, a parcel or a screen.

Any channel and any store: whoever may see little of it is the screen’s to decide.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from associate.core.catalog.channels import Channel
from associate.core.catalog.symbols import read_symbol
from associate.core.fulfillment.links import pass_by_qr
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.orders.models import Order, OrderLine, Tender
from associate.core.orders.search import search_orders
from associate.core.orders.till import TillEntry, TillKind
from associate.core.returns.models import LETTERS, Return, ReturnState
from associate.core.shipping.labels import Label
from associate.core.shipping.models import Parcel
from associate.core.stores.scope import Scope
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _

MOST = 30  # hits a person can look through
SHORTEST = 3  # characters
EVERYWHERE = Scope(store_id=None, everywhere=True)
RETURN_CODE = re.compile(rf"(?:RET[-:]?)?(R[{LETTERS}]{{7}})")
PASS = re.compile(r"PUP[-:]?(.+)")


@dataclass(frozen=True)
class Found:
    """The latest first. `announced`: what the customer said on the link they bring. `shown`: the code itself
    is the customer’s own, so whoever shows it is known by it."""

    orders: tuple[Order, ...] = ()
    announced: Return | None = None
    shown: bool = False


def find_returnable(raw: str) -> Found:
    """Raises Refused("too_short"), Missing("nothing_found")."""
    text = " ".join(read_symbol(raw).text.split())[:200]
    if len(text) < SHORTEST:
        raise Refused("too_short", _("Type a little more of it."))
    found = _by_own_code(text.upper()) or _by_exact(text) or Found(_by_words(text))
    if not found.orders and found.announced is None:
        raise Missing(
            "nothing_found", _("Nothing was sold under that. Try the email, the phone or the card’s last 4.")
        )
    return found


def _by_own_code(text: str) -> Found | None:
    """A code that only the customer has: the return’s, or the one of their pickup."""
    if code := RETURN_CODE.fullmatch(text):
        return _by_return(code[1])
    if shown := PASS.fullmatch(text):
        qr = pass_by_qr(shown[1])
        job = db.session.get(Fulfillment, qr.fulfillment_id) if qr else None
        return Found((job.order,), shown=not qr.name) if qr and job else Found()
    return None


def _by_return(code: str) -> Found | None:
    found = db.session.scalar(sa.select(Return).filter_by(code=code))
    if found is None:
        return None
    orders = (found.order,) if found.order else ()
    if found.state == ReturnState.EXPECTED:
        return Found(orders, found, shown=True)
    return Found(orders, shown=found.state == ReturnState.OPEN)  # a receipt is no proof of who holds it


def _by_exact(text: str) -> Found | None:
    plain = re.sub(r"^ORD[-:]", "", text, flags=re.IGNORECASE)
    for look in LOOKS:
        if ids := set(db.session.scalars(look(plain))):
            return Found(_orders(ids))
    return None


def _numbers(text: str) -> sa.Select[int]:
    return sa.select(Order.id).where(Order.number.in_((text, text.upper())))


def _jobs(text: str) -> sa.Select[int]:
    return sa.select(Fulfillment.order_id).where(Fulfillment.number.in_((text, text.upper())))


def _parcels(text: str) -> sa.Select[int]:
    find = sa.select(Fulfillment.order_id).join(Parcel, Parcel.fulfillment_id == Fulfillment.id)
    return find.where(Parcel.number.in_((text, text.upper())))


def _tracked(text: str) -> sa.Select[int]:
    """A carrier’s number has its blanks for the eye only."""
    find = sa.select(Fulfillment.order_id).join(Parcel, Parcel.fulfillment_id == Fulfillment.id)
    find = find.join(Label, Label.parcel_id == Parcel.id)
    return find.where(Label.tracking_number.in_((text, text.replace(" ", "").upper())))


def _receipts(text: str) -> sa.Select[Any]:
    known = (TillEntry.channel_id.in_(sa.select(Channel.id)), TillEntry.kind == TillKind.SALE)
    of_order = TillEntry.order_id.is_not(None)
    return sa.select(TillEntry.order_id).where(*known, TillEntry.receipt == text, of_order)


def _channels(text: str) -> sa.Select[int]:
    """As the channel itself calls it."""
    known = Order.channel_id.in_(sa.select(Channel.id))  # so the index over channel and id is used
    return sa.select(Order.id).where(known, Order.external_id == text)


LOOKS: tuple[Callable[[str], sa.Select[int]], ...] = (
    _numbers,
    _jobs,
    _parcels,
    _tracked,
    _receipts,
    _channels,
)


def _by_words(text: str) -> tuple[Order, ...]:
    ids = {order.id for order in search_orders(text, EVERYWHERE).orders}
    if len(text) == 4 and text.isascii() and text.isdigit():
        cards = sa.select(Tender.order_id).where(Tender.last4 == text)
        ids |= set(db.session.scalars(cards.order_by(Tender.order_id.desc()).limit(MOST)))
    return _orders(_handed_out(ids) or ids)


def _handed_out(ids: Iterable[int]) -> set[int]:
    """Those of which something has left the shop: of one person’s orders only they can come back."""
    mine = OrderLine.order_id.in_(sorted(ids))
    by_us = sa.exists().where(FulfillmentLine.order_line_id == OrderLine.id, FulfillmentLine.handed_over > 0)
    on_a_job = sa.exists().where(FulfillmentLine.order_line_id == OrderLine.id)
    elsewhere = sa.and_(sa.not_(on_a_job), OrderLine.to_fulfill < OrderLine.quantity)
    return set(db.session.scalars(sa.select(OrderLine.order_id).where(mine, sa.or_(by_us, elsewhere))))


def _orders(ids: Iterable[int]) -> tuple[Order, ...]:
    find = sa.select(Order).where(Order.id.in_(sorted(ids))).options(joinedload(Order.customer))
    return tuple(db.session.scalars(find.order_by(Order.placed_at.desc(), Order.id.desc()).limit(MOST)))
