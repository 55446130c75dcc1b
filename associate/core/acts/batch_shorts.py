"""Whom a short falls on: its own order, or in a batch the orders that are promised last."""

import sqlalchemy as sa

from associate.core.acts.shorts import Reason
from associate.core.fulfillment.cart import things
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.waves import PickMode, Wave, WaveOrder
from associate.db import db

Falls = list[tuple[FulfillmentLine, int]]
"""Lines and the units they go without, the order that is promised last before the others."""


def batch_of(line: FulfillmentLine) -> Wave | None:
    """The batch that its job is picked in, by whoever has it now."""
    find = sa.select(Wave).join(WaveOrder).where(WaveOrder.fulfillment_id == line.fulfillment_id)
    find = find.where(Wave.mode == PickMode.BATCH, Wave.ended_at.is_(None))
    return db.session.scalar(find.where(Wave.owner_id == line.fulfillment.owner_id).limit(1))


def falls_on(line: FulfillmentLine, batch: Wave | None) -> Falls:
    """What lies in the cart already is found: only the rest is short."""
    if batch is None or line.fulfillment not in batch.to_pick:
        return [(line, line.left)] if line.left else []
    found = (thing for thing in things(batch) if thing.stop.variant.id == line.variant_id)
    return [share for thing in found for share in thing.goes_without]


def effect_of(reason: Reason, turn: int, of_all: int) -> Reason:
    """Of the nth line that the same search leaves short: only the last one empties the shelf figure, so that
    each takes its own units off the books and brings those back if they turn up."""
    is_last = turn == of_all - 1
    return Reason.SOME_MISSING if reason == Reason.NOT_FOUND and not is_last else reason


def short_words(falls: Falls) -> str:
    """ "HW-1002, HW-1001 × 2"."""
    return ", ".join(
        line.fulfillment.number if units == 1 else f"{line.fulfillment.number} × {units}"
        for line, units in falls
    )
