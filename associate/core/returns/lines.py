"""Units of lines: what they are worth, and of which parts that is made."""

from collections.abc import Sequence

from associate.core.returns.answer import Kind, LineRefund, Part
from associate.core.returns.purchase import Adjustment, Line, Purchase
from associate.core.returns.wanted import PriceDrop, Restocking, Units
from associate.errors import Refused
from associate.money import share, units_of
from associate.words import _


def with_adjustments(purchase: Purchase) -> tuple[tuple[Line, tuple[Adjustment, ...]], ...]:
    """Each line with its share of what the order as a whole was adjusted by, shared by value.

    A share is never so negative that a line would be worth less than nothing.
    """
    left = [line.total if line.quantity else 0 for line in purchase.lines]
    shares: list[list[Adjustment]] = [[] for _line in purchase.lines]
    for each in purchase.adjustments:
        parts = share(max(each.amount, -sum(left)), left) if any(left) else [0] * len(left)
        left = [worth + part for worth, part in zip(left, parts, strict=True)]
        for mine, part in zip(shares, parts, strict=True):
            mine.append(Adjustment(each.name, part))
    return tuple((line, tuple(mine)) for line, mine in zip(purchase.lines, shares, strict=True))


def worth_of(line: Line, adjustments: Sequence[Adjustment], units: int) -> int:
    """What the next units of a line are worth, price adjustments of before taken off those that stayed."""
    base, left = 0, _whole(line, adjustments)
    for credit in line.credits:
        after = min(credit.after, line.gone)  # a return that was called off brings units back
        left = max(0, left - units_of(left, line.quantity - base, 0, after - base) - credit.amount)
        base = after
    return units_of(left, line.quantity - base, line.gone - base, units)


def units_back(line: Line, adjustments: Sequence[Adjustment], asked: Units) -> LineRefund:
    """The units with their explanation, less what is kept for restocking.

    Raises Refused("too_many") for more than are left: all returns, refunds and cancels of before count.
    """
    if not 0 <= asked.units <= line.left:
        raise Refused("too_many", _("Not so many are left to come back."), left=line.left)
    worth = worth_of(line, adjustments, asked.units)
    parts = _parts(line, adjustments, asked.units, worth)
    kept = 0 if asked.faulty else _restocking(worth, asked)
    if kept:
        parts.append(Part(Kind.RESTOCKING, -kept, of=worth))
    return LineRefund(line.key, asked.units, worth, tuple(parts))


def money_back(line: Line, adjustments: Sequence[Adjustment], drop: PriceDrop) -> LineRefund:
    """A price adjustment. Raises Refused("more_than_line") beyond what the units that stay are worth."""
    left = worth_of(line, adjustments, line.left)
    if not 0 <= drop.amount <= left:
        raise Refused("more_than_line", _("That’s more than is left of this item’s price."), left=left)
    part = Part(Kind.PRICE_DROP, drop.amount, tax_in(line, drop.amount), of=left)
    return LineRefund(line.key, 0, 0, (part,))


def tax_in(line: Line, amount: int) -> int:
    """The tax within a part of what the line cost."""
    return units_of(sum(tax.amount for tax in line.taxes), line.total, 0, amount)


def _whole(line: Line, adjustments: Sequence[Adjustment]) -> int:
    return line.total + sum(each.amount for each in adjustments)


def _parts(line: Line, adjustments: Sequence[Adjustment], units: int, worth: int) -> list[Part]:
    """Floored each by itself; what that leaves of the worth is the residual, a few cents either way."""

    def of(total: int) -> int:
        return units_of(total, line.quantity, line.gone, units)

    credited = max(0, of(_whole(line, adjustments)) - worth)
    parts = [
        Part(Kind.DISCOUNT, of(-line.discount), of=line.discount),
        *(Part(Kind.ADJUSTMENT, of(each.amount), of=each.amount, key=each.name) for each in adjustments),
        *(
            Part(Kind.TAX, of(tax.amount), of(tax.amount), of=tax.amount, key=tax.name)
            if tax.on_top
            else Part(Kind.TAX_INCLUDED, 0, of(tax.amount), of=tax.amount, key=tax.name)
            for tax in line.taxes
        ),
        Part(Kind.CREDITED, -credited, -tax_in(line, credited)),
    ]
    price = Part(Kind.PRICE, units * line.unit_price, units=units, of=line.total)
    residual = worth - price.amount - sum(part.amount for part in parts)
    kept = [part for part in [*parts, Part(Kind.RESIDUAL, residual)] if part.amount or part.tax]
    return [price, *kept]


def _restocking(worth: int, asked: Units) -> int:
    fee = asked.restocking or Restocking()
    return min(worth, worth * fee.basis_points // 10_000 + fee.per_unit * asked.units)
