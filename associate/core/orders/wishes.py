"""What to do about something that is missing, as the customer said it when they ordered."""

import re
from enum import StrEnum

from associate.core.orders.models import Order, OrderLine
from associate.words import later


class Otherwise(StrEnum):
    """What becomes of a missing thing where its customer doesn’t answer in time."""

    BEST = "best"  # the first substitute that is here
    CANCEL = "cancel"  # it is taken off, its money goes back
    ASK = "ask"  # a person decides


OTHERWISE_WORDS = {
    Otherwise.BEST: later("The best substitute"),
    Otherwise.CANCEL: later("Take it off, give the money back"),
    Otherwise.ASK: later("A person decides"),
}

_ASKED = {"substitute", "substitutes", "substitution", "substitutions", "ifmissing", "ifoutofstock"}
_MEANT = {
    Otherwise.BEST: {"best", "yes", "true", "allow", "allowed", "similar", "substitute", "replace"},
    Otherwise.CANCEL: {"cancel", "no", "false", "none", "refund", "never", "nosubstitute", "dontsubstitute"},
    Otherwise.ASK: {"ask", "askme", "call", "callme", "contact", "contactme"},
}


def wish_of(line: OrderLine) -> Otherwise | None:
    """Of this line, else of its whole order; None where nobody said. Channels tell it as a note attribute or
    a line property: “substitutes: yes”, “If missing: refund”."""
    return _said(line.notes) or _said(line.order.attributes)


def wish_of_order(order: Order) -> Otherwise | None:
    return _said(order.attributes)


def _said(pairs: list[list[str]]) -> Otherwise | None:
    for name, value in ((_plain(each[0]), _plain(each[1])) for each in pairs if len(each) == 2):
        for meant, words in _MEANT.items():
            if name in _ASKED and value in words:
                return meant
    return None


def _plain(text: object) -> str:
    return re.sub(r"[^a-z]", "", str(text).casefold())
