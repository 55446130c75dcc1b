"""Find fulfillments. A lookup names its store, so another store's order is simply not there."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from associate.core.fulfillment.between import between_zones
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.urgency import turn
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing
from associate.words import _


def fulfillment_here(number: str, *, store: Store) -> Fulfillment:
    """The fulfillment with this number in this store. Raises Missing, also when it is another store's."""
    find = sa.select(Fulfillment).filter_by(number=number, store_id=store.id)
    apart = (joinedload(Fulfillment.owner), lazyload(Fulfillment.lines), lazyload(Fulfillment.bags))
    found = db.session.scalar(find.options(*apart))  # a deed reads lines and bags under its lock
    if found is None:
        raise Missing("no_order", _("There’s no order %(number)s in this store.", number=number))
    return found


def has_part_in(store_id: int | None) -> sa.ColumnElement[bool]:
    """Orders of which this store has a part: a job that it didn’t send on."""
    part = Fulfillment.__table__.alias()
    mine = (part.c.order_id == Order.id, part.c.store_id == store_id, part.c.state != State.REROUTED)
    return sa.exists().where(*mine).correlate(Order)


def open_here(store: Store, *states: State, method: Method | None = Method.PICKUP) -> list[Fulfillment]:
    """Open fulfillments of a store in these states: what was put first, then by promise."""
    find = sa.select(Fulfillment).where(
        Fulfillment.store_id == store.id, Fulfillment.state.in_(states or OPEN)
    )
    if method:
        find = find.where(Fulfillment.method == method)
    find = find.options(joinedload(Fulfillment.owner)).order_by(Fulfillment.promise_at, Fulfillment.id)
    return sorted(db.session.scalars(find), key=turn)


def to_pick(store_id: int) -> sa.ColumnElement[bool]:
    """What "to pick" means wherever it is counted: nobody has begun it, or nobody between two zones."""
    return sa.and_(
        Fulfillment.store_id == store_id,
        Fulfillment.state.in_((State.RELEASED, State.PICKING)),
        sa.or_(Fulfillment.state == State.RELEASED, between_zones()),
    )


def to_pack(store_id: int) -> sa.ColumnElement[bool]:
    """What "to pack" means wherever it is counted: picked, to be sent, and not in labeled parcels yet."""
    return sa.and_(
        Fulfillment.store_id == store_id,
        Fulfillment.method == Method.SHIP,
        Fulfillment.state.in_((State.PICKED, State.PACKING)),
    )


def fulfillments_of(order_id: int) -> list[Fulfillment]:
    return list(
        db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order_id).order_by(Fulfillment.id))
    )


def open_bag(store: Store, tag: str) -> Bag | None:
    """The bag that carries this tag now, in this store."""
    return db.session.scalar(
        sa.select(Bag).where(Bag.store_id == store.id, Bag.tag == tag, Bag.gone_at.is_(None))
    )
