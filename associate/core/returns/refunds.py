"""What a return is worth, and which tender it goes back to: pure and exact. See ARCHITECTURE.md.

No database, no clock: a `Purchase` and a `Wanted` go in, a `Refund` with every figure that explains it comes
out. The same figures always give the same refund.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from associate.core.returns.answer import Kind, LineRefund, Part, Refund
from associate.core.returns.beside import fee_back, label_kept, shipping_back
from associate.core.returns.lines import money_back, tax_in, units_back, with_adjustments
from associate.core.returns.promotions import clawback
from associate.core.returns.purchase import Credit, Key, Line, Promotion, Purchase
from associate.core.returns.tenders import pay_out, refundable
from associate.core.returns.wanted import PriceDrop, Units, Wanted, Why
from associate.errors import Refused
from associate.money import units_of
from associate.words import _


def refund(purchase: Purchase, wanted: Wanted) -> Refund:
    """What goes back, line by line, and to which tenders.

    Raises Refused: "nothing_to_refund"; "not_bought", "too_many" and "more_than_line" for a line;
    "more_than_shipping"; "more_than_left" and "not_charged" for the money; "reason_missing" where a person
    changes the sum and doesn't say why.
    """
    lines, extras = _suggested(purchase, wanted)
    suggested, exchanged = _total(lines, extras), _spent(lines, extras)
    extras += _changed(wanted, suggested)
    total = _total(lines, extras)
    if not total and not any(asked.units for asked in wanted.units):
        raise Refused("nothing_to_refund", _("There’s nothing to refund."))
    return Refund(
        purchase.currency,
        tuple(lines),
        tuple(extras),
        suggested,
        total,
        pay_out(purchase, total, exchanged, wanted.rule),
        exchanged,
        to_pay=max(0, (wanted.new_total or 0) - exchanged),
        reason=wanted.reason.strip(),
    )


def _suggested(purchase: Purchase, wanted: Wanted) -> tuple[list[LineRefund], list[Part]]:
    """The lines and what lies beside them, each part in the order in which it is reckoned."""
    lines, after = _lines_back(purchase, wanted)
    lines = _exchanged(_clawed(purchase.promotions, lines, wanted.units, after), wanted)
    extras = _beside(purchase, wanted, lines, after)
    extras += _new_goods(wanted, _spent(lines, extras), _total(lines, extras))
    total = _total(lines, extras)
    extras += _capped(wanted, total + _spent(lines, extras) - refundable(purchase), total)
    return lines, extras


def _total(lines: Sequence[LineRefund], extras: Sequence[Part]) -> int:
    return sum(line.amount for line in lines) + sum(part.amount for part in extras)


def _spent(lines: Sequence[LineRefund], extras: Sequence[Part]) -> int:
    """What pays for new goods instead of going back."""
    parts = [*(part for line in lines for part in line.parts), *extras]
    return -sum(part.amount for part in parts if part.kind in (Kind.EXCHANGED, Kind.NEW_GOODS))


def _lines_back(purchase: Purchase, wanted: Wanted) -> tuple[list[LineRefund], dict[Key, Line]]:
    """Each line that something is asked of, and all lines as they stand after it."""
    adjusted = {line.key: shares for line, shares in with_adjustments(purchase)}
    after = {line.key: line for line in purchase.lines}
    lines = []
    everything: tuple[Units | PriceDrop, ...] = (*wanted.units, *wanted.drops)
    for asked in everything:
        line = after.get(asked.line)
        if line is None:
            raise Refused("not_bought", _("This isn’t on the order."))
        if isinstance(asked, Units):
            lines.append(units_back(line, adjusted[line.key], asked))
        else:
            lines.append(money_back(line, adjusted[line.key], asked))
        after[line.key] = _without(line, asked)
    return lines, after


def _without(line: Line, asked: Units | PriceDrop) -> Line:
    if isinstance(asked, PriceDrop):
        return replace(line, credits=(*line.credits, Credit(asked.amount, line.gone)))
    spared = asked.units if asked.faulty or asked.exchange else 0  # the promotion holds as if they were kept
    return replace(line, gone=line.gone + asked.units, spared=line.spared + spared)


def _clawed(
    promotions: Iterable[Promotion], lines: list[LineRefund], asked: Sequence[Units], after: dict[Key, Line]
) -> list[LineRefund]:
    """The lines less what broken promotions hold back, and with what an earlier return lost too much."""
    lines = list(lines)
    for promotion in promotions:
        members = {key for key, _share in promotion.shares}
        ours = [(i, each) for i, each in enumerate(asked) if each.line in members]
        rest = clawback(promotion, after) if ours else 0
        for i, each in ours:
            is_theirs = not (each.faulty or each.exchange)
            part = min(rest, lines[i].amount if is_theirs else 0)
            tax = tax_in(after[each.line], part)
            lines[i] = _with(lines[i], Part(Kind.CLAWBACK, -part, -tax, key=promotion.key))
            rest -= part
    return lines


def _exchanged(lines: list[LineRefund], wanted: Wanted) -> list[LineRefund]:
    """The lines less what of exchanged units pays for the new goods: all of it in an even exchange."""
    lines = list(lines)
    cost = wanted.new_total
    for i, asked in enumerate(wanted.units):
        if asked.exchange:
            part = lines[i].amount if cost is None else min(cost, lines[i].amount)
            tax = units_of(lines[i].tax, lines[i].amount, 0, part)
            lines[i] = _with(lines[i], Part(Kind.EXCHANGED, -part, -tax, of=lines[i].amount))
            cost = None if cost is None else cost - part
    return lines


def _with(line: LineRefund, part: Part) -> LineRefund:
    return replace(line, parts=(*line.parts, part)) if part.amount else line


def _beside(
    purchase: Purchase, wanted: Wanted, lines: list[LineRefund], after: dict[Key, Line]
) -> list[Part]:
    """Shipping, fees and the return label."""
    fees = {fee.key: fee for fee in purchase.fees}
    is_whole = not any(line.left for line in after.values() if line.is_physical)
    swaps = any(asked.exchange for asked in wanted.units)
    extras = []
    if wanted.units or wanted.shipping.why != Why.CHOICE:
        extras.append(shipping_back(purchase.shipping, wanted.shipping, is_whole=is_whole and not swaps))
    for asked in wanted.fees:
        if asked.fee not in fees:
            raise Refused("not_bought", _("This isn’t on the order."))
        extras.append(fee_back(fees[asked.fee], asked))
        fees[asked.fee] = replace(fees[asked.fee], gone=fees[asked.fee].gone + extras[-1].amount)
    if wanted.label_cost:
        is_faulty = any(each.faulty for each in wanted.units)
        extras.append(label_kept(wanted.label_cost, _total(lines, extras), is_faulty=is_faulty))
    return extras


def _new_goods(wanted: Wanted, exchanged: int, left: int) -> list[Part]:
    """What new goods cost beyond the exchanged ones comes out of the rest first: one settlement."""
    part = min(left, (wanted.new_total or 0) - exchanged)
    return [Part(Kind.NEW_GOODS, -part, of=wanted.new_total or 0)] if part > 0 else []


def _capped(wanted: Wanted, excess: int, total: int) -> list[Part]:
    part = min(total, excess)
    return [Part(Kind.CAPPED, -part)] if wanted.as_far and part > 0 else []


def _changed(wanted: Wanted, suggested: int) -> list[Part]:
    """A person's own sum. Raises Refused("reason_missing") where it differs and nobody says why."""
    if wanted.actual is None or wanted.actual == suggested:
        return []
    if wanted.actual < 0:
        raise Refused("nothing_to_refund", _("There’s nothing to refund."))
    if not wanted.reason.strip():
        raise Refused("reason_missing", _("Say why it’s another sum."))
    kind = Kind.GOODWILL if wanted.actual > suggested else Kind.WITHHELD
    return [Part(kind, wanted.actual - suggested)]
