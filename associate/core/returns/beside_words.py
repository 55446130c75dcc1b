"""Why shipping, fees and the return label go back or stay, in words."""

from collections.abc import Callable

from associate.core.returns.answer import Part
from associate.core.returns.purchase import Key
from associate.words import _

Figure = Callable[[int], str]


def _fault(part: Part, figure: Figure) -> str:
    if part.amount == part.of:
        return str(_("Refunded in full: it wasn’t as it should be"))
    return str(_("What is left of %(total)s: it wasn’t as it should be", total=figure(part.of)))


def _withdrawal(part: Part, figure: Figure) -> str:
    if part.amount == part.of:
        return str(_("Refunded: all of the order came back in time"))
    if not part.amount:
        return str(_("The standard delivery was refunded before"))
    return str(
        _("The standard delivery, of %(total)s: all of the order came back in time", total=figure(part.of))
    )


def _agreed(part: Part, figure: Figure) -> str:
    if not part.amount:
        return str(_("Not refunded, as agreed"))
    if part.amount == part.of:
        return str(_("Refunded in full, as agreed"))
    return str(_("Of %(total)s, as agreed", total=figure(part.of)))


SHIPPING_WORDS: dict[str, Callable[[Part, Figure], str]] = {
    "choice": lambda p, f: str(_("Not refunded: returned by choice")),
    "fault": _fault,
    "withdrawal": _withdrawal,
    "agreed": _agreed,
    "not_whole": lambda p, f: str(_("Not yet: it goes back with the last item of the order")),
    "gone": lambda p, f: str(_("All of %(total)s was refunded before", total=f(p.of))),
    "free": lambda p, f: str(_("It was free")),
}
"""By the part’s `why`."""

FEES: dict[Key, Callable[[], str]] = {
    "fees": lambda: str(_("Fees")),
    "duties": lambda: str(_("Duties")),
    "tip": lambda: str(_("Tip")),
}


def fee_words(part: Part, figure: Figure) -> tuple[str, str]:
    words = FEES[part.key]() if part.key in FEES else str(part.key)
    if part.amount == part.of:
        return words, ""
    if part.amount:
        return words, str(_("Of %(total)s", total=figure(part.of)))
    return words, str(_("Nothing of %(total)s goes back", total=figure(part.of)))


def label_words(part: Part, figure: Figure) -> tuple[str, str]:
    words = str(_("Return label"))
    if part.why == "fault":
        return words, str(_("%(total)s, paid by us: it wasn’t as it should be", total=figure(part.of)))
    if part.amount == -part.of:
        return words, ""
    return words, str(_("Of %(total)s, as far as the refund goes", total=figure(part.of)))
