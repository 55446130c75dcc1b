"""A kit of an order, opened into its parts: one line for each, and every sum of the kit shared among them.

What the shares are is kept with the lines. The next telling of the same order is opened by them, however the
catalog has changed since, so that money never moves from one part to another.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from associate.core.catalog.kits import KitPart
from associate.core.orders.incoming import (
    IncomingDispatch,
    IncomingLine,
    IncomingOrder,
    IncomingRefund,
    OfKit,
)
from associate.core.orders.models import Order, OrderLine
from associate.money import share

T = TypeVar("T", IncomingRefund, IncomingDispatch)
Pairs = tuple[tuple[str, int], ...]
"""(id of a line, units)."""


@dataclass(frozen=True)
class Part:
    """`share` is its weight in the kit’s price; the others as the line of it will have them."""

    kit_id: int
    variant_id: int
    units: int
    share: int
    sku: str
    gtin: str
    title: str
    options: str


Kits = Mapping[str, Sequence[Part]]
"""The channel’s id of a line → the parts of what it sold."""


def as_parts(parts: Sequence[KitPart]) -> list[Part]:
    """As the catalog has the kit now."""
    return [
        Part(
            each.kit_id,
            each.part_id,
            each.units,
            each.share,
            each.part.sku,
            each.part.gtin or "",
            each.part.product.title,
            each.part.traits,
        )
        for each in parts
    ]


def as_sold(order: Order) -> dict[str, list[Part]]:
    """The kits of an order as they were opened when it was first told."""
    found: dict[str, list[Part]] = {}
    for row in order.lines:
        if row.kit_id and row.variant_id:
            known = (row.sku, row.gtin, row.title, row.options)
            part = Part(row.kit_id, row.variant_id, row.kit_units, row.kit_share, *known)
            found.setdefault(row.kit_key, []).append(part)
    return found


def open_order(told: IncomingOrder, kits: Kits) -> IncomingOrder:
    """The same telling with a line for each part, its refunds and dispatches too. Its sums stay what they
    are."""
    if not kits:
        return told
    on_top = not told.tax_included
    lines = [
        part
        for line in told.lines
        for part in (open_line(line, kits[line.external_id], on_top) if line.external_id in kits else [line])
    ]
    parts = {
        "lines": tuple(lines),
        "refunds": tuple(_opened(each, kits) for each in told.refunds),
        "dispatches": tuple(_opened(each, kits) for each in told.dispatches),
    }
    return told.model_copy(update=parts)


def open_line(line: IncomingLine, parts: Sequence[Part], tax_on_top: bool) -> list[IncomingLine]:
    """Together they are the line to the cent: total, tax, and what was to pay before discounts."""
    weights = [part.share for part in parts]
    sums = (line.total, line.tax, line.discount)
    totals, taxes, discounts = (_each_alike(sum_, line.quantity, weights) for sum_ in sums)
    opened = []
    for place, part in enumerate(parts):
        units = line.quantity * part.units
        paid = totals[place] - (taxes[place] if tax_on_top else 0)
        each = -(-(paid + discounts[place]) // units) if units else 0
        money = {"unit_price": each, "discount": each * units - paid, "tax": taxes[place]}
        counts = {"quantity": units, "to_fulfill": line.to_fulfill * part.units, "total": totals[place]}
        named = {"sku": part.sku, "gtin": part.gtin, "title": part.title, "options": part.options}
        of = OfKit(
            kit_id=part.kit_id,
            key=line.external_id,
            units=part.units,
            share=part.share,
            variant_id=part.variant_id,
        )
        known = {"external_id": key_of(line.external_id, place), "external_variant": None, "kit": of}
        opened.append(line.model_copy(update={**money, **counts, **named, **known}))
    return opened


def _each_alike(total: int, kits: int, weights: list[int]) -> list[int]:
    """Shared kit by kit, so that one of several comes to what one costs, wherever that is a whole cent."""
    if not kits:
        return share(total, weights)
    one, more = divmod(total, kits)
    plain, dearer = share(one, weights), share(one + 1, weights)
    return [(kits - more) * a + more * b for a, b in zip(plain, dearer, strict=True)]


def key_of(line: str, place: int) -> str:
    """What we call a part, where the channel has an id for the whole kit alone."""
    return f"kit:{place}:{line}"[:80]


def open_pairs(pairs: Pairs, kits: Kits) -> Pairs:
    """Units of kits as units of their parts."""
    return tuple(pair for key, n in pairs for pair in _open_pair(key, n, kits.get(key)))


def closed_pairs(order: Order, units: Mapping[str, int]) -> dict[str, int]:
    """The opposite, for the channel: units of parts as whole kits, as many as they make."""
    kits: dict[str, list[int]] = {}
    told: dict[str, int] = {}
    for line in order.lines:
        there = units.get(line.external_id, 0)
        if line.kit_key:
            kits.setdefault(line.kit_key, []).append(there // max(1, line.kit_units))
        elif there:
            told[line.external_id] = there
    return told | {key: n for key, each in kits.items() if (n := min(each))}


def kit_lines(order: Order, line: OrderLine) -> list[OrderLine]:
    """All parts of the kit that this line is a part of, this one among them; of any other, nothing."""
    return [each for each in order.lines if line.kit_key and each.kit_key == line.kit_key]


def _open_pair(key: str, n: int, parts: Sequence[Part] | None) -> Iterable[tuple[str, int]]:
    if parts is None:
        return [(key, n)]
    return [(key_of(key, place), n * part.units) for place, part in enumerate(parts)]


def _opened(told: T, kits: Kits) -> T:
    return told.model_copy(update={"lines": open_pairs(told.lines, kits)})
