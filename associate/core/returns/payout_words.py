"""Which way the money goes, in the order in which it goes: “To gift card …0092 first”, “Then card …1180”."""

from collections.abc import Callable, Iterable, Mapping

from associate.core.returns.answer import Payout, Way
from associate.core.returns.purchase import Key
from associate.core.returns.told import Row, money
from associate.words import _

Tenders = Mapping[Key, str]
"""The last four digits of each tender, "" where it has none."""

KINDS: dict[str, tuple[Callable[[str], str], Callable[[], str]]] = {
    "card": (lambda last4: str(_("card …%(last4)s", last4=last4)), lambda: str(_("the card"))),
    "gift_card": (
        lambda last4: str(_("gift card …%(last4)s", last4=last4)),
        lambda: str(_("the gift card")),
    ),
    "cash": (lambda _last4: str(_("cash")), lambda: str(_("cash"))),
    "store_credit": (lambda _last4: str(_("store credit")), lambda: str(_("store credit"))),
    "bank": (
        lambda last4: str(_("bank account …%(last4)s", last4=last4)),
        lambda: str(_("the bank account")),
    ),
}
"""With its last four digits, and without."""


def payout_rows(payouts: Iterable[Payout], currency: str, tenders: Tenders) -> tuple[Row, ...]:
    """What goes back to each tender, then all that comes as store credit. What pays for new goods is none."""
    ways: dict[Way, list[Payout]] = {way: [] for way in Way}
    for payout in payouts:
        ways[payout.way].append(payout)
    back = [
        (_place(each, at, len(ways[Way.BACK]), tenders), each.amount)
        for at, each in enumerate(ways[Way.BACK])
    ]
    released = [
        (str(_("Not charged: %(tender)s", tender=tender_words(each, tenders))), each.amount)
        for each in ways[Way.RELEASE]
    ]
    credit = sum(each.amount for each in ways[Way.CREDIT])
    as_credit = [(str(_("As store credit")), credit)] if credit else []
    return tuple(Row(words, sum_, money(sum_, currency)) for words, sum_ in (*back, *released, *as_credit))


def tender_words(payout: Payout, tenders: Tenders) -> str:
    """ "gift card …0092"."""
    last4 = tenders.get(payout.tender, "")
    if payout.kind not in KINDS:
        return str(_("what it was paid with"))
    with_digits, without = KINDS[payout.kind]
    return with_digits(last4) if last4 else without()


def _place(payout: Payout, at: int, count: int, tenders: Tenders) -> str:
    tender, is_cash = tender_words(payout, tenders), payout.kind == "cash"
    if at:
        return str(_("Then %(tender)s", tender=tender))
    if count > 1:
        return str(_("In cash first") if is_cash else _("To %(tender)s first", tender=tender))
    return str(_("In cash") if is_cash else _("To %(tender)s", tender=tender))
