"""Orders that nobody knew, taken in many at a time: one transaction, multi-row statements.

What the gate of release.py lets through at once comes this way. Everything else, an unknown product, no
method, no money, too little stock, goes one by one (intake.py), as does whatever changes a known order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.acts.give import Wish, give
from associate.core.catalog.channels import Channel
from associate.core.catalog.kits import KitPart, parts_of
from associate.core.catalog.queries import variants_for
from associate.core.customers.queries import customers_for
from associate.core.events.record import Actor
from associate.core.orders.incoming import IncomingLine, IncomingOrder, Method
from associate.core.orders.kits import as_parts, open_order
from associate.core.orders.models import Order
from associate.core.orders.queries import is_to_do, may_start
from associate.core.orders.rows import contact_columns
from associate.core.orders.write_down import store_code, write_down
from associate.core.stores.models import Store
from associate.db import db


@dataclass(eq=False, kw_only=True)
class NewWish(Wish):
    """A wish whose order is not kept yet."""

    told: IncomingOrder
    heard: IncomingOrder  # the same, before its kits were opened

    @property
    def at(self) -> list[int]:
        """The places in the telling of the lines that are wanted."""
        return [place for place, line in enumerate(self.told.lines) if is_to_do(line)]


def take_in_new(channel: Channel, tellings: Sequence[IncomingOrder]) -> list[IncomingOrder]:
    """Inside atomic(): keep and release what can begin at once, answers with that; the rest is untouched.

    Raises IntegrityError when another worker takes one of them in at this very moment.
    """
    by = Actor(channel.ref)
    wishes = _wishes(channel, _unknown(channel, tellings))

    def write(served: list[NewWish]) -> None:
        variants = [
            dict(zip(wish.at, (variant for variant, _n in wish.wanted), strict=True)) for wish in served
        ]
        kept = write_down(channel, [wish.told for wish in served], by=by, variants=variants)
        for wish, order in zip(served, kept, strict=True):
            wish.order_id, wish.order_number = order.id, order.number
            wish.line_ids = [order.line_ids[place] for place in wish.at]

    if not wishes:
        return []
    # people before shelves is the one order of locks, also where give() begins again
    people = [(wish.told.contact.external_id, contact_columns(wish.told)) for wish in wishes]
    customers_for(channel, people)
    return [wish.heard for wish in give(wishes, by=by, write=write)]


def _unknown(channel: Channel, tellings: Sequence[IncomingOrder]) -> list[IncomingOrder]:
    """The first telling of each order that is not kept yet."""
    first: dict[str, IncomingOrder] = {}
    for told in tellings:
        first.setdefault(told.external_id, told)
    find = sa.select(Order.external_id).where(Order.channel_id == channel.id, Order.external_id.in_(first))
    known = set(db.session.scalars(find))
    return [told for key, told in first.items() if key not in known]


def _wishes(channel: Channel, tellings: list[IncomingOrder]) -> list[NewWish]:
    """The gate: collected at a store we know, its money safe enough, every product known."""
    asking = _at_their_stores(channel, tellings)
    wishes = [wish for wish in asking if _may_begin(wish.told, wish.store)]
    lines = [[line for line in wish.told.lines if is_to_do(line)] for wish in wishes]
    variants = variants_for(channel, [line for own in lines for line in own])
    in_turn, kits = iter(variants), parts_of({each for each in variants if each})
    for wish, own in zip(wishes, lines, strict=True):
        known = [next(in_turn) for _line in own]
        wish.wanted = [(variant or 0, line.to_fulfill) for line, variant in zip(own, known, strict=True)]
        if kits and any(each in kits for each in known):
            _open(wish, own, known, kits)
    return [wish for wish in wishes if all(variant for variant, _units in wish.wanted)]


def _open(
    wish: NewWish,
    lines: list[IncomingLine],
    variants: list[int | None],
    kits: Mapping[int, Sequence[KitPart]],
) -> None:
    """Kits are wanted as their parts."""
    known = {line.external_id: each for line, each in zip(lines, variants, strict=True)}
    sold = {key: as_parts(kits[each]) for key, each in known.items() if each and each in kits}
    wish.told = open_order(wish.told, sold)
    wish.wanted = [
        (line.kit.variant_id if line.kit else known[line.external_id] or 0, line.to_fulfill)
        for line in wish.told.lines
        if is_to_do(line)
    ]


def _at_their_stores(channel: Channel, tellings: list[IncomingOrder]) -> list[NewWish]:
    codes = set(channel.locations.values())
    stores = {
        store.code: store for store in db.session.scalars(sa.select(Store).where(Store.code.in_(codes)))
    }
    return [
        NewWish(store=store, wanted=[], placed_at=told.placed_at, told=told, heard=told)
        for told in tellings
        if (store := stores.get(store_code(channel, told) or ""))
    ]


def _may_begin(told: IncomingOrder, store: Store) -> bool:
    is_collected = told.method == Method.PICKUP and not told.canceled_at
    has_work = any(is_to_do(line) for line in told.lines)
    return (
        is_collected and has_work and store.pickups and may_start(told, cash_on_pickup=store.cash_on_pickup)
    )
