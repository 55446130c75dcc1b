"""Which way of paying gets how much back, and never more than it brought.

A tender's money goes back to that tender or becomes store credit; it never goes to another one, so cash never
ends on a card. Nothing here pays: these are figures.
"""

from collections.abc import Iterable

from associate.core.returns.answer import Payout, Way
from associate.core.returns.purchase import Key, Purchase, Tender
from associate.core.returns.wanted import AS_PAID, TenderRule
from associate.errors import Refused
from associate.words import _

FIRST = ("gift_card", "store_credit")  # money that could be spent here alone


def refundable(purchase: Purchase) -> int:
    """Captured less refunded, in minor units: the most that can still go back."""
    return sum(left_of(purchase).values())


def pay_out(purchase: Purchase, total: int, exchanged: int, rule: TenderRule) -> tuple[Payout, ...]:
    """`total` goes back and `exchanged` pays for new goods, tender by tender in the rule's order.

    Raises Refused("not_charged") where money was only authorized, "more_than_left" beyond what is left.
    """
    left = left_of(purchase)
    if total + exchanged > sum(left.values()):
        raise _too_much(purchase, sum(left.values()))
    tenders = _in_order(purchase.tenders, rule)
    back = _take(tenders, left, total)
    spent = _take(tenders, left, exchanged)
    return (
        *(Payout(each.key, each.kind, _way(each, rule), amount) for each, amount in back),
        *(Payout(each.key, each.kind, Way.EXCHANGE, amount) for each, amount in spent),
    )


def release(purchase: Purchase, amount: int, rule: TenderRule = AS_PAID) -> tuple[Payout, ...]:
    """Authorized money that is let go of instead of refunded. Raises Refused("more_than_left")."""
    left = {each.key: each.authorized for each in purchase.tenders}
    if amount > sum(left.values()):
        raise Refused("more_than_left", _("That’s more than was authorized."), left=sum(left.values()))
    released = _take(_in_order(purchase.tenders, rule), left, amount)
    return tuple(Payout(each.key, each.kind, Way.RELEASE, part) for each, part in released)


def left_of(purchase: Purchase) -> dict[Key, int]:
    """By tender. What went back by nobody knows which is taken as having gone the way that we would go."""
    left = {each.key: max(0, each.captured - each.refunded) for each in purchase.tenders}
    beyond = sum(max(0, each.refunded - each.captured) for each in purchase.tenders)
    gone = min(purchase.refunded_elsewhere + beyond, sum(left.values()))
    _take(_in_order(purchase.tenders, AS_PAID), left, gone)
    return left


def _take(tenders: Iterable[Tender], left: dict[Key, int], amount: int) -> list[tuple[Tender, int]]:
    """Takes the amount out of `left`, which must hold it; from whom how much."""
    taken = []
    for tender in tenders:
        part = min(amount, left[tender.key])
        if part:
            left[tender.key] -= part
            amount -= part
            taken.append((tender, part))
    return taken


def _in_order(tenders: Iterable[Tender], rule: TenderRule) -> list[Tender]:
    order = (*FIRST, *(kind for kind in rule.order if kind not in FIRST))
    return sorted(tenders, key=lambda each: order.index(each.kind) if each.kind in order else len(order))


def _way(tender: Tender, rule: TenderRule) -> Way:
    return Way.CREDIT if rule.is_gift or tender.kind in rule.as_credit else Way.BACK


def _too_much(purchase: Purchase, left: int) -> Refused:
    captured = sum(each.captured for each in purchase.tenders)
    if not captured and any(each.authorized for each in purchase.tenders):
        return Refused("not_charged", _("This was never charged: release the money instead."))
    return Refused("more_than_left", _("That’s more than is left of what was paid."), left=left)
