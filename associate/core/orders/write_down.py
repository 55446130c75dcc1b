"""Keep orders that nobody knew: the rows of one or of a hundred, in the same few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from associate.bulk import insert_all, insert_for_ids
from associate.core.catalog.channels import Channel
from associate.core.customers.queries import customers_for
from associate.core.events.record import Actor, Entry, record_all
from associate.core.orders.incoming import IncomingLine, IncomingOrder
from associate.core.orders.models import NO_STORE, Order, OrderLine, Refund, SearchKey, Tender
from associate.core.orders.queries import free_numbers
from associate.core.orders.rows import contact_columns, line_columns, order_columns, refund_columns
from associate.core.orders.search_keys import keys_for
from associate.core.stores.models import Store
from associate.db import db

Variants = Mapping[int, int]
"""Place of a line in its order → the variant it is known to be."""


@dataclass
class Kept:
    """An order that is written down. The ids of its lines stand in the telling's order."""

    told: IncomingOrder
    columns: dict[str, Any]
    id: int = 0
    line_ids: list[int] = field(default_factory=list)

    @property
    def number(self) -> str:
        return str(self.columns["number"])


def write_down(
    channel: Channel,
    tellings: Sequence[IncomingOrder],
    *,
    by: Actor,
    variants: Sequence[Variants] = (),
    more: Sequence[Mapping[str, Any]] = (),
) -> list[Kept]:
    """Inside atomic(): waiting orders, each with all that belongs to it. The channel told of none before.

    `more` are columns of each order that are known better than the telling has them: the same for all.
    """
    orders = _orders(channel, tellings, more or [{}] * len(tellings))
    _write_lines(orders, variants or [{}] * len(orders))
    insert_all(Tender, [{"order_id": o.id, **each.model_dump()} for o in orders for each in o.told.tenders])
    insert_all(
        Refund, [{"order_id": o.id, **refund_columns(each)} for o in orders for each in o.told.refunds]
    )
    insert_all(SearchKey, [row for order in orders for row in _keys(order)])
    record_all("order.placed", [_placed(order) for order in orders], by=by)
    return orders


def store_code(channel: Channel, told: IncomingOrder) -> str | None:
    """Where the customer collects, as the channel's locations are mapped; "*" stands for any other."""
    return channel.locations.get(told.location or "") or channel.locations.get("*")


def _orders(
    channel: Channel, tellings: Sequence[IncomingOrder], more: Sequence[Mapping[str, Any]]
) -> list[Kept]:
    codes = {code for told in tellings if (code := store_code(channel, told))}
    found = sa.select(Store.code, Store.id).where(Store.code.in_(codes))
    stores = dict(db.session.execute(found).all())
    customers = customers_for(channel, ((it.contact.external_id, contact_columns(it)) for it in tellings))
    orders = [
        Kept(
            told,
            {
                **order_columns(told),
                **contact_columns(told),
                "channel_id": channel.id,
                "external_id": told.external_id,
                "number": number,
                "store_id": stores.get(store_code(channel, told) or ""),
                "customer_id": customers.get(told.contact.external_id or ""),
                **known_better,
            },
        )
        for told, number, known_better in zip(tellings, free_numbers(channel, tellings), more, strict=True)
    ]
    for order, id_ in zip(
        orders, insert_for_ids(Order, [order.columns for order in orders], "external_id"), strict=True
    ):
        order.id = id_
    return orders


def _write_lines(orders: list[Kept], variants: Sequence[Variants]) -> None:
    rows = [
        {**line_columns(line, place), "order_id": order.id, "variant_id": known.get(place) or _part(line)}
        for order, known in zip(orders, variants, strict=True)
        for place, line in enumerate(order.told.lines)
    ]
    ids = iter(insert_for_ids(OrderLine, rows, "order_id", "position"))
    for order in orders:
        order.line_ids = [next(ids) for _line in order.told.lines]


def _part(line: IncomingLine) -> int | None:
    return line.kit.variant_id if line.kit else None


def _keys(order: Kept) -> list[dict[str, Any]]:
    found_in = order.columns["store_id"] or NO_STORE
    keys = keys_for(order.columns, (line.sku for line in order.told.lines))
    return [{"order_id": order.id, "key": key, "store_id": found_in} for key in sorted(keys)]


def _placed(order: Kept) -> Entry:
    facts = {"number": order.number, "total": order.told.total, "currency": order.told.currency}
    return Entry(f"order:{order.id}", order.id, order.columns["store_id"], facts)
