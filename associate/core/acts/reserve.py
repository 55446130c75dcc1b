"""Reserve and collect: put things aside for somebody who pays when they come, for a while."""

import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.intake import take_in
from associate.core.acts.reserve_limits import must_be_few
from associate.core.catalog.channels import Channel
from associate.core.catalog.kits import parts_of
from associate.core.catalog.models import Variant
from associate.core.catalog.stop_sales import StopSale
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import ON_THE_FLOOR, State
from associate.core.inventory import ledger
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.core.orders.incoming import Contact, IncomingLine, IncomingOrder, Method, Payment
from associate.core.orders.models import MAY_EXPIRE, Order, OrderState
from associate.core.orders.queries import order_of
from associate.core.stores.methods import must_hand_out
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

MOST_WAITING = 200  # orders in one look


def reserve_and_collect(
    channel: Channel,
    store: Store,
    wants: Mapping[Variant, int],
    contact: Contact,
    *,
    external_id: str = "",
    note: str = "",
) -> Order:
    """An order nobody paid, set aside in `store` for its `reserve_hours`: all of it or nothing.

    Nobody paid yet, so the safety stock stays out of it. The same `external_id` again is the same order.
    Raises Refused("no_pickups" | "no_pay_at_pickup" | "no_stock" | "stopped" | "other_currency" |
    "reference_taken" | "too_many_units" | "too_many_reservations").
    """
    with atomic(channel):  # its reservations come one by one, so that they can be counted
        _must_take_it(store, wants)
        if known := external_id and order_of(channel, external_id):
            return _same(known, store)
        must_be_few(channel, store, wants, contact)
        _must_be_free(store, wants)
        told = _told(channel, store, wants, contact, external_id or f"reserve-{secrets.token_hex(8)}", note)
        order = take_in(channel, told)
        db.session.flush()
        if order.state != OrderState.OPEN:
            raise Refused("no_stock", _("%(store)s can’t put that aside just now.", store=store.name))
        order.reserved_until = now() + timedelta(hours=store.reserve_hours)
        record("order.reserved", about=order, by=Actor(channel.ref), until=order.reserved_until.isoformat())
        return order


def place_of(channel: Channel, store: Store) -> str:
    """What the channel calls this store. One that has no word for it speaks our codes, which is written
    down with the order that says so; a word it has for another store stays that one’s."""
    for theirs, ours in channel.locations.items():
        if ours == store.code and theirs != "*":
            return str(theirs)
    word = store.code if store.code not in channel.locations else f"store:{store.code}"
    channel.locations = {**channel.locations, word: store.code}
    return word


def reservations_over() -> sa.Select[Order]:
    """Unpaid reservations whose time is over and that nobody made ready: those that are ready wait as long
    as their messages said (`hold_until`). The oldest first."""
    job = aliased(Fulfillment)
    further = sa.select(job.id).where(job.order_id == Order.id, job.state.not_in(LET_GO))
    over = sa.select(Order).where(
        MAY_EXPIRE,
        Order.reserved_until < now(),
        Order.payment == Payment.PENDING,
        ~further.exists(),
    )
    return over.order_by(Order.reserved_until, Order.id).limit(MOST_WAITING)


LET_GO = (*ON_THE_FLOOR, State.CANCELED, State.REROUTED)


def let_go(order: Order) -> bool:
    """Cancel it if it is still unpaid, over and not ready: its stock is free again. Did it?"""
    with atomic(order):
        if db.session.scalar(reservations_over().where(Order.id == order.id)) is None:
            return False
        cancel_order(order, by=SYSTEM, reason="reservation_over")
        return True


def _same(known: Order, store: Store) -> Order:
    """An id may be told twice, but of one thing: an order that came another way is no reservation."""
    if known.reserved_until is None or known.store_id != store.id:
        raise Refused("reference_taken", _("That reference belongs to another order."))
    return known


def _must_take_it(store: Store, wants: Mapping[Variant, int]) -> None:
    must_hand_out(store)
    if not store.cash_on_pickup:
        raise Refused("no_pay_at_pickup", _("%(store)s takes no payment at pickup.", store=store.name))
    if any(variant.currency != store.currency for variant in wants):
        raise Refused("other_currency", _("Its price is in another currency than the store’s."))
    products = {variant.product_id for variant in wants}
    if any(not variant.is_active for variant in wants) or stopped(products):
        raise Refused("stopped", _("That isn’t sold just now."))


def stopped(product_ids: set[int]) -> set[int]:
    """Those of these products that a stop-sale keeps from being sold altogether."""
    find = sa.select(StopSale.product_id).where(
        StopSale.product_id.in_(product_ids),
        StopSale.ended_at.is_(None),
        StopSale.lot == "",
        StopSale.serial == "",
    )
    return set(db.session.scalars(find))


def _must_be_free(store: Store, wants: Mapping[Variant, int]) -> None:
    """Under the levels’ lock: what is free now is still free when it is reserved a moment later."""
    units = _as_parts({variant.id: n for variant, n in wants.items()})
    ids = [ledger.level_of(store.id, variant_id) for variant_id, _n in ledger.in_order(units.items())]
    ledger.lock(ids)
    find = sa.select(StockLevel).where(StockLevel.id.in_(ids)).execution_options(populate_existing=True)
    for level in db.session.scalars(find):
        if free(level) < units[level.variant_id]:
            raise Refused(
                "no_stock",
                _(
                    "%(store)s has too few of %(thing)s to put aside.",
                    store=store.name,
                    thing=level.variant.name,
                ),
            )


def _as_parts(wants: Mapping[int, int]) -> Counter[int]:
    """Units by variant id, those of kits as their parts."""
    kits, units = parts_of(wants.keys()), Counter[int]()
    for variant_id, n in wants.items():
        if variant_id not in kits:
            units[variant_id] += n
        for part in kits.get(variant_id, []):
            units[part.part_id] += n * part.units
    return units


def _told(
    channel: Channel,
    store: Store,
    wants: Mapping[Variant, int],
    contact: Contact,
    external_id: str,
    note: str,
) -> IncomingOrder:
    lines = tuple(
        IncomingLine(
            external_id=str(position),
            sku=variant.sku,
            title=variant.product.title,
            options=variant.traits,
            quantity=n,
            to_fulfill=n,
            unit_price=variant.price,
            total=variant.price * n,
        )
        for position, (variant, n) in enumerate(wants.items(), 1)
    )
    at = now()
    return IncomingOrder(
        external_id=external_id,
        number=secrets.token_hex(3).upper(),
        placed_at=at,
        updated_at=at,
        currency=store.currency,
        tax_included=True,
        payment=Payment.PENDING,
        pays_on_pickup=True,
        contact=contact,
        method=Method.PICKUP,
        location=place_of(channel, store),
        lines=lines,
        total=sum(line.total for line in lines),
        note=note,
    )
