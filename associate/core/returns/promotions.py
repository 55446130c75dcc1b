"""Promotions that a return breaks: what of their discount is held back, until later returns free it."""

from collections.abc import Iterable, Mapping

from associate.core.returns.purchase import Deal, Key, Line, Promotion

Lines = Mapping[Key, Line]


def clawback(promotion: Promotion, lines: Lines) -> int:
    """What this return is to be reduced by, in minor units, as the lines stand after it. Below 0: given back.

    Whoever keeps units pays for them what they cost without what no longer applies. That is counted from all
    that has gone, not from this return alone, and what earlier returns held back is part of it: so
    returning everything, in any order, brings all that was paid. A promotion holds back, it never adds. Units
    that went by no choice of the customer still count as kept.
    """
    return _held(promotion, lines) - promotion.clawed


def _held(promotion: Promotion, lines: Lines) -> int:
    """The discount on what is kept, beyond what the kept units earn, with the taxes on top of it."""
    ours = {key: lines[key] for key, _share in promotion.shares}
    given = sum(part for _key, part in promotion.shares)
    on_kept = sum(
        part * ours[key].left // ours[key].quantity for key, part in promotion.shares if ours[key].quantity
    )
    full = earned(promotion, ours, {key: line.quantity for key, line in ours.items()})
    now = earned(promotion, ours, {key: line.left + line.spared for key, line in ours.items()})
    held = max(0, on_kept - given * now // full) if full else 0
    return held + _tax_on(held, ours.values())


def earned(promotion: Promotion, lines: Lines, units: Mapping[Key, int]) -> int:
    """What the promotion takes off so many units of its lines, at list prices."""
    is_gift = promotion.deal == Deal.GIFT
    gifts = {key for key in lines if not is_gift or key in promotion.gifts}
    count = sum(units[key] for key in lines if not is_gift or key not in gifts)
    free = count // promotion.size * promotion.free
    earned = 0
    for price, there in sorted(((lines[key].unit_price, units[key]) for key in gifts), reverse=is_gift):
        earned += price * min(free, there)
        free -= min(free, there)
    return earned


def _tax_on(amount: int, lines: Iterable[Line]) -> int:
    taxes = nets = 0
    for line in lines:
        on_top = sum(tax.amount for tax in line.taxes if tax.on_top)
        taxes, nets = taxes + on_top, nets + line.total - on_top
    return amount * taxes // nets if nets > 0 else 0
