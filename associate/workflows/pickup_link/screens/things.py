"""What they bought, and what became of it."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.orders.models import Order
from associate.core.orders.worth import unit_value
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.db import db
from associate.money import units_of


@dataclass(frozen=True)
class Thing:
    """One line. Amounts are minor units; `short_value` is None while nobody has settled it."""

    title: str
    traits: str
    picture: str
    hue: str
    wanted: int
    handed_over: int
    short: int
    short_value: int | None  # minor units
    refused: int
    refused_value: int | None  # minor units; None where it was settled with what they took instead
    instead_of: str = ""  # what was ordered, where this comes for it
    gives_back: int = 0  # minor units that it costs less, once it leaves
    part_of: str = ""  # the set it belongs to


def thing_of(line: FulfillmentLine, is_settled: bool) -> Thing:
    product, bought = line.variant.product, line.order_line
    return Thing(
        title=product.title,
        traits=line.variant.traits,
        picture=product.picture,
        hue=line.variant.hue,
        wanted=line.wanted - replaced(line),
        handed_over=line.handed_over,
        short=line.short,
        short_value=unit_value(bought, line.short, 0) if is_settled else None,
        refused=line.refused,
        refused_value=None if _is_exchanged(line) else unit_value(bought, line.refused, line.short),
        instead_of=bought.name if line.is_substitute else "",
        part_of=bought.kit.name if bought.kit and not line.is_substitute else "",
        gives_back=units_of(line.cheaper_by, line.wanted, 0, line.wanted - line.canceled - line.refused),
    )


def things_of(job: Fulfillment, settled: list[bool]) -> tuple[Thing, ...]:
    """What comes; a line that something else came for is named beside that."""
    found = [thing_of(line, is_settled) for line, is_settled in zip(job.lines, settled, strict=True)]
    return tuple(thing for thing in found if thing.wanted)


def replaced(line: FulfillmentLine) -> int:
    """Units of it that something else, or another store, came for."""
    find = sa.select(sa.func.coalesce(sa.func.sum(FulfillmentLine.wanted), 0))
    find = find.where(FulfillmentLine.replaces_id == line.id)
    return int(db.session.scalar(find) or 0) if line.canceled else 0


def _is_exchanged(line: FulfillmentLine) -> bool:
    find = sa.select(Return.id).join(ReturnLine).where(ReturnLine.fulfillment_line_id == line.id)
    find = find.where(Return.kind == ReturnKind.DESK, Return.state == ReturnState.DONE)
    return bool(line.refused) and db.session.scalar(find.limit(1)) is not None


def bought(order: Order) -> tuple[Thing, ...]:
    """The lines as ordered, where no store has them yet."""
    return tuple(
        Thing(
            title=line.title,
            traits=line.variant.traits if line.variant else line.options,
            picture=line.variant.product.picture if line.variant else "",
            hue=line.variant.hue if line.variant else "",
            wanted=line.quantity,
            handed_over=0,
            short=0,
            short_value=None,
            refused=0,
            refused_value=0,
            part_of=line.kit.name if line.kit else "",
        )
        for line in order.lines
        if line.is_physical
    )
