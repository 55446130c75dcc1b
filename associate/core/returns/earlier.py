"""What our own returns of an order have come to so far: units, price adjustments, money beside the goods."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import sqlalchemy as sa

from associate.core.returns.answer import Kind, Part
from associate.core.returns.models import Condition, Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.purchase import Credit, Key
from associate.db import db

_SPENT = (Kind.EXCHANGED, Kind.NEW_GOODS)


@dataclass
class Earlier:
    """By order line id, fee key and promotion key. `spent` paid for new goods, out of the order's tenders."""

    units: Counter[int] = field(default_factory=Counter)
    spared: Counter[int] = field(default_factory=Counter)
    credits: defaultdict[int, tuple[Credit, ...]] = field(default_factory=lambda: defaultdict(tuple))
    fees: Counter[Key] = field(default_factory=Counter)
    clawed: Counter[Key] = field(default_factory=Counter)
    shipping: int = 0
    spent: int = 0


def earlier_returns(order_id: int, besides: int | None = None) -> Earlier:
    """Of every return but the one `besides`: those done, and the units of those that stand open elsewhere.

    Units of the desk at pickup were never handed over: their job has them as refused.
    """
    counts = (ReturnState.DONE, ReturnState.OPEN)
    find = sa.select(Return).where(Return.order_id == order_id, Return.state.in_(counts))
    earlier = Earlier()
    for each in db.session.scalars(find.order_by(Return.closed_at.is_(None), Return.closed_at, Return.id)):
        if each.id != besides:
            _add(earlier, each)
    return earlier


def _add(earlier: Earlier, each: Return) -> None:
    for line in each.lines:
        if line.order_line_id is not None:
            _add_line(earlier, each.kind, line, line.order_line_id)
    for part in map(Part.of_row, each.parts):
        earlier.shipping += part.amount if part.kind == Kind.SHIPPING else 0
        earlier.spent -= part.amount if part.kind in _SPENT else 0
        if part.kind == Kind.FEE:
            earlier.fees[part.key] += part.amount


def _add_line(earlier: Earlier, kind: ReturnKind, line: ReturnLine, key: int) -> None:
    parts = [Part.of_row(row) for row in line.parts]
    if kind == ReturnKind.ADJUSTMENT:
        earlier.credits[key] += (Credit(line.amount or 0, earlier.units[key]),)
    elif kind != ReturnKind.DESK:
        is_spared = line.condition == Condition.DEFECTIVE or any(
            part.kind == Kind.EXCHANGED for part in parts
        )
        earlier.units[key] += 1
        earlier.spared[key] += is_spared
    for part in parts:
        earlier.spent -= part.amount if part.kind in _SPENT else 0
        if part.kind == Kind.CLAWBACK:
            earlier.clawed[part.key] -= part.amount
