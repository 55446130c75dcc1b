"""Kits that were sold become lines of their parts, before anybody reserves, picks or pays back a unit."""

from collections.abc import Sequence

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.kits import parts_of
from associate.core.catalog.queries import variants_for
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.orders.incoming import IncomingLine, IncomingOrder
from associate.core.orders.kits import Kits, as_parts, as_sold, open_line, open_order, open_pairs
from associate.core.orders.models import Order, OrderLine
from associate.core.orders.rows import line_columns
from associate.db import db

OURS = ("kit", "notes")


def open_kits(channel: Channel, tellings: Sequence[IncomingOrder]) -> list[IncomingOrder]:
    """Inside atomic(): orders that nobody knew, each kit as its parts, as the catalog has it now."""
    kits = _sold(channel, [[line for line in told.lines if may_be_set(line)] for told in tellings])
    return [open_order(told, its) for told, its in zip(tellings, kits, strict=True)]


def open_again(order: Order, told: IncomingOrder) -> IncomingOrder:
    """Inside atomic(order): a later telling, opened as the first one was. A line that was a thing then stays
    one."""
    kits: Kits = as_sold(order)
    plain = {line.external_id for line in order.lines if not line.kit_key}
    new = [line for line in told.lines if line.external_id not in {*kits, *plain} and may_be_set(line)]
    if new:
        (added,) = _sold(order.channel, [new])
        kits = {**kits, **added}
    return open_order(told, kits)


def open_rows(order: Order, lines: Sequence[OrderLine]) -> None:
    """Inside atomic(order), while it waits: a line of which only now is known that it is a kit."""
    kits = parts_of({line.variant_id for line in lines if line.variant_id and not line.kit_id})
    for line in [each for each in lines if each.variant_id in kits and may_be_set(each) and not _begun(each)]:
        parts = open_line(_as_told(line), as_parts(kits[line.variant_id or 0]), not order.tax_included)
        at = order.lines.index(line)
        for place, part in enumerate(parts):
            row = line if place == 0 else OrderLine()
            for name, value in line_columns(part, at).items():
                setattr(row, name, value)
            row.variant_id = part.kit.variant_id if part.kit else None
            if row is not line:
                order.lines.insert(at + place, row)
    if kits:
        for position, row in enumerate(order.lines):
            row.position = position
        sold = as_sold(order)
        for refund in order.refunds:  # told by the set, before it was known to be one
            told = tuple((str(key), int(n)) for key, n in refund.lines)
            refund.lines = [[key, n] for key, n in open_pairs(told, sold)]
        db.session.flush()


def _as_told(line: OrderLine) -> IncomingLine:
    named = {name: getattr(line, name) for name in IncomingLine.model_fields if name not in OURS}
    return IncomingLine(**named, notes=tuple((str(name), str(said)) for name, said in line.notes))


def _sold(channel: Channel, lines: Sequence[Sequence[IncomingLine]]) -> list[Kits]:
    found = iter(variants_for(channel, [line for own in lines for line in own]))
    known = [[(line, next(found)) for line in own] for own in lines]
    kits = parts_of({each for own in known for _line, each in own if each})
    return [{line.external_id: as_parts(kits[each]) for line, each in own if each in kits} for own in known]


def may_be_set(line: IncomingLine | OrderLine) -> bool:
    """What is no thing, or less than nothing, has no parts."""
    return line.is_physical and line.total >= 0


def _begun(line: OrderLine) -> bool:
    find = sa.select(FulfillmentLine.id).where(FulfillmentLine.order_line_id == line.id)
    return db.session.scalar(find.limit(1)) is not None
