"""What tills sold and nobody knew: a person maps it once, then the stock of every such line moves."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from associate.core.acts.kits import open_rows
from associate.core.acts.till_stock import Units, ask_about_held, move
from associate.core.catalog.channels import Channel
from associate.core.catalog.kits import parts_of
from associate.core.catalog.queries import external_keys, variants_for
from associate.core.catalog.stop_sales import variants_stopped
from associate.core.events.models import Event
from associate.core.events.record import Actor
from associate.core.inventory.models import Kind
from associate.core.orders.kits import kit_lines
from associate.core.orders.models import Order, OrderLine, Refund
from associate.core.orders.receipts import SoldLine
from associate.core.orders.till import TillEntry, TillKind, refund_id_of
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import close_tasks, open_task
from associate.db import atomic, db, lock_rows

Line = tuple[OrderLine, TillEntry]
FRESH = {"populate_existing": True}


class Thing(NamedTuple):
    """A line’s words for what it is; many lines share them."""

    external_variant: str | None
    sku: str
    gtin: str


class Back(NamedTuple):
    """Units of one line that came back before anybody knew the thing: where to, and by which receipt."""

    line: OrderLine
    store_id: int
    units: int
    held: int
    cause: str


def ask_to_map(channel: Channel, line: SoldLine, *, order_id: int, store_id: int, by: Actor) -> None:
    """Inside atomic(): one task for each thing that nobody knows, not for each receipt of it."""
    key = external_keys(line.external_variant, line.sku)[0]
    open_task(
        TaskKind.MAP_PRODUCT,
        f"{channel.id}:{key}",
        by=by,
        order_id=order_id,
        store_id=store_id,
        channel_id=channel.id,
        external_key=key,
        sku=line.sku or line.gtin,
        title=line.title,
        options="",
    )


def move_what_waited(*, by: Actor) -> int:
    """Call when something became known: how many lines of receipts know their thing now, and moved stock.

    Two calls at once wait for each other at the orders, and so does a return on one of them.
    """
    if not (known := _known()):
        return 0
    with atomic():
        lines = _opened(_take(known, by))
        sold = [Units(e.store_id, line.variant_id or 0, -line.quantity, e.ref) for line, e in lines]
        move(sold, Kind.SOLD, by=by)
        _bring_back(lines, by)
        return len(lines)


def _known() -> dict[int, dict[Thing, int]]:
    """Channel id → of the things on its receipts that moved no stock those that are known now, with the
    variant of each."""
    find = _waiting(TillEntry.channel_id, OrderLine.external_variant, OrderLine.sku, OrderLine.gtin)
    things: dict[int, list[Thing]] = defaultdict(list)
    for channel_id, *words in db.session.execute(find.distinct()):
        things[channel_id].append(Thing(*words))
    known = {}
    for channel_id, told in things.items():
        found = variants_for(db.session.get_one(Channel, channel_id), told)
        mapped = {thing: id_ for thing, id_ in zip(told, found, strict=True) if id_ is not None}
        if mapped:
            known[channel_id] = mapped
    return known


def _waiting(*what: Any) -> sa.Select[Any]:
    find = sa.select(*what).join_from(OrderLine, TillEntry, TillEntry.order_id == OrderLine.order_id)
    return find.where(
        TillEntry.kind == TillKind.SALE, OrderLine.variant_id.is_(None), OrderLine.is_physical.is_(True)
    )


def _take(known: dict[int, dict[Thing, int]], by: Actor) -> list[Line]:
    """Their lines, which know their thing from now on. Asked again under the lock: whoever was here first
    has taken them."""
    found: list[Line] = []
    for channel_id, things in sorted(known.items()):
        words = sa.tuple_(sa.func.coalesce(OrderLine.external_variant, ""), OrderLine.sku, OrderLine.gtin)
        told = words.in_([(thing.external_variant or "", thing.sku, thing.gtin) for thing in things])
        mine = sa.and_(TillEntry.channel_id == channel_id, told)
        lock_rows(Order, db.session.scalars(_waiting(OrderLine.order_id).where(mine)))
        find = _waiting(OrderLine, TillEntry).where(mine).order_by(OrderLine.id)
        found += [(line, entry) for line, entry in db.session.execute(find.execution_options(**FRESH))]
        _answer(channel_id, things, by)
    for line, entry in found:
        line.variant_id = known[entry.channel_id][Thing(line.external_variant, line.sku, line.gtin)]
    db.session.flush()
    return found


def _opened(lines: list[Line]) -> list[Line]:
    """A set becomes its parts, as it has them now: what came back of it or will is these."""
    kits = parts_of({line.variant_id for line, _entry in lines if line.variant_id})
    found: list[Line] = []
    for line, entry in lines:
        if line.variant_id in kits:
            order = db.session.get_one(Order, line.order_id)
            open_rows(order, [line])
            found += [(part, entry) for part in kit_lines(order, line) or [line]]
        else:
            found.append((line, entry))
    return found


def _answer(channel_id: int, things: Iterable[Thing], by: Actor) -> None:
    for thing in things:
        for key in external_keys(thing.external_variant, thing.sku):
            close_tasks(TaskKind.MAP_PRODUCT, f"{channel_id}:{key}", "known", by=by)


def _bring_back(lines: list[Line], by: Actor) -> None:
    """What came back meanwhile, as its own receipt said: to the store that took it, held where it is not for
    sale."""
    came = _returned(lines)
    stopped = set(db.session.scalars(variants_stopped())) if came else set()
    back = [Units(each.store_id, each.line.variant_id or 0, each.units, each.cause) for each in came]
    held = [
        unit._replace(units=unit.units if unit.variant_id in stopped else each.held)
        for unit, each in zip(back, came, strict=True)
        if each.held or unit.variant_id in stopped
    ]
    move(back, Kind.RETURNED, by=by, held=held)
    ask_about_held(held, by=by)


def _returned(lines: list[Line]) -> list[Back]:
    """A refund that no till told of went back where it was sold."""
    waited = {(line.order_id, line.external_id): (line, entry) for line, entry in lines}
    orders = {order_id for order_id, _line in waited}
    held, took = _held(orders), _took_back(orders)
    find = sa.select(Refund).where(Refund.order_id.in_(orders)).order_by(Refund.id)
    back = []
    for refund in db.session.scalars(find):
        for external_id, units in refund.lines:
            if (refund.order_id, external_id) in waited:
                line, sold = waited[refund.order_id, external_id]
                entry = took.get((refund.order_id, refund.external_id), sold)
                told = line.kit_key or external_id  # it was told of as a set, and held as one
                kept = held.get((entry.receipt, told), 0) * (line.kit_units or 1) if entry is not sold else 0
                back.append(Back(line, entry.store_id, units, kept, entry.ref))
    return back


def _took_back(orders: set[int]) -> dict[tuple[int, str], TillEntry]:
    """(order id, its refund’s external id) → the return it was."""
    find = sa.select(TillEntry).where(TillEntry.order_id.in_(orders), TillEntry.kind == TillKind.RETURN)
    return {(e.order_id or 0, refund_id_of(e.receipt)): e for e in db.session.scalars(find)}


def _held(orders: set[int]) -> dict[tuple[str, str], int]:
    """(the return’s receipt, the line’s external id) → units that are not for sale, as the journal has it."""
    find = sa.select(Event.facts).where(Event.order_id.in_(orders), Event.kind == "order.refunded")
    return {
        (facts["receipt"], line): units
        for facts in db.session.scalars(find)
        for line, units in facts.get("held", {}).items()
    }
