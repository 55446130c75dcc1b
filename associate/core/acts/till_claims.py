"""Which receipts are new: a receipt of a till counts once, and can't be told anew with other content."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from associate.bulk import insert_new
from associate.core.catalog.channels import Channel
from associate.core.orders.models import Order
from associate.core.orders.receipts import KNOWN, Outcome, Sale, TakenBack, fingerprint_of
from associate.core.orders.till import TillEntry, TillKind
from associate.core.stores.models import Store
from associate.db import db
from associate.words import _

Receipts = Sequence[Sale | TakenBack]


def refuse_unfit(told: Receipts, outcomes: list[Outcome], stores: dict[str, int]) -> None:
    """A receipt of a store nobody knows, or without anything on it, is refused."""
    for each, outcome in zip(told, outcomes, strict=True):
        if each.store not in stores:
            outcome.refuse("no_store", _("There’s no store %(code)s.", code=each.store))
        elif not each.lines:
            outcome.refuse("no_lines", _("There’s nothing on this receipt."))


def claim(
    channel: Channel, kind: TillKind, told: Receipts, outcomes: list[Outcome], stores: dict[str, int]
) -> dict[int, int]:
    """Inside atomic(): the places of those that are new, each with the id of its TillEntry.

    By rising receipt, so that two calls with the same ones wait for each other and never in a circle.
    """
    prints = [fingerprint_of(each) for each in told]
    first: dict[str, int] = {}
    for place, each in enumerate(told):
        if not outcomes[place].code:
            first.setdefault(each.receipt, place)
    rows = [
        _entry(channel, kind, told[first[receipt]], stores, prints[first[receipt]])
        for receipt in sorted(first)
    ]
    made = insert_new(TillEntry, rows, "receipt")
    kept = _prints(channel, kind, list(first))
    new: dict[int, int] = {}
    for place, each in enumerate(told):
        if outcomes[place].code:
            continue
        if kept[each.receipt] != prints[place]:
            outcomes[place].refuse(
                "told_otherwise", _("This receipt was told before with something else in it.")
            )
        elif (each.receipt,) in made and first[each.receipt] == place:
            new[place] = made[(each.receipt,)]
        else:
            outcomes[place].result = KNOWN
    return new


def give_back(entry_ids: Sequence[int]) -> None:
    """Inside atomic(): these receipts were claimed and then refused; they may be told again."""
    if entry_ids:
        db.session.execute(sa.delete(TillEntry).where(TillEntry.id.in_(list(entry_ids))))


def belong_to(orders: dict[int, int]) -> None:
    """Inside atomic(): entry id → order id, written down."""
    entries: Any = TillEntry.__table__
    mine = sa.update(entries).where(entries.c.id == sa.bindparam("entry"))
    rows = [{"entry": entry, "order": order} for entry, order in orders.items()]
    if rows:
        db.session.execute(mine.values(order_id=sa.bindparam("order")), rows)


def orders_by_receipt(channel: Channel, receipts: Sequence[str]) -> dict[str, tuple[int, str]]:
    """(id, number) of the order of each receipt of this till."""
    find = sa.select(Order.external_id, Order.id, Order.number)
    find = find.where(Order.channel_id == channel.id, Order.external_id.in_(set(receipts)))
    return {receipt: (id_, number) for receipt, id_, number in db.session.execute(find)}


def store_ids() -> dict[str, int]:
    """Store code → id."""
    return dict(db.session.execute(sa.select(Store.code, Store.id)).all())


def _entry(
    channel: Channel, kind: TillKind, told: Sale | TakenBack, stores: dict[str, int], fingerprint: str
) -> dict[str, Any]:
    return {
        "channel_id": channel.id,
        "kind": kind,
        "receipt": told.receipt,
        "store_id": stores[told.store],
        "fingerprint": fingerprint,
        "at": told.at,
    }


def _prints(channel: Channel, kind: TillKind, receipts: list[str]) -> dict[str, str]:
    find = sa.select(TillEntry.receipt, TillEntry.fingerprint).filter_by(channel_id=channel.id, kind=kind)
    return dict(db.session.execute(find.where(TillEntry.receipt.in_(receipts))).all())
