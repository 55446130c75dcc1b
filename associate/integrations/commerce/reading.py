"""Reading the figures of one payload, and keeping what a person should know about them.

A figure that cannot be read becomes a Problem beside the order, never an exception: an order that
somebody paid for is worth more than its worst field.
"""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from math import ceil

from babel.numbers import get_currency_precision

from associate.core.orders.incoming import IncomingNothing, Problem
from associate.money import to_minor
from associate.outside.fields import moment, plain, text
from associate.words import _

NO_CURRENCY = "XXX"  # ISO 4217's own code for "no currency"
MOST_MINOR = 10**13
MOST_UNITS = 1_000_000
MOST_PROBLEMS = 20
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_CURRENCY = re.compile(r"[A-Z]{3}")


def nothing(code: str, message: str) -> IncomingNothing:
    return IncomingNothing(problem=Problem(code=code, message=message[:500]))


class Reading:
    """One payload while it is read: its currency, and the problems found so far."""

    def __init__(self, currency: object, fallback: str | None = None) -> None:
        self.problems: list[Problem] = []
        said = plain(currency).upper() or (fallback or "").upper()
        self.currency = said if _CURRENCY.fullmatch(said) else NO_CURRENCY
        if self.currency == NO_CURRENCY:
            self.trouble("currency_missing", _("The payload names no currency."))

    def trouble(self, code: str, message: str) -> None:
        problem = Problem(code=code, message=message[:500])
        if problem not in self.problems and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def money(self, value: object, what: str) -> int:
        """Major units into minor units; nothing is 0, and what is no amount is 0 with a problem."""
        amount = _amount(value)
        if amount is None:
            return self._unread(value, what)
        try:
            return to_minor(str(amount), self.currency)
        except ValueError:
            return self._rounded(amount, what)

    def minor(self, value: object, what: str) -> int:
        """An integer that is in minor units already."""
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_MINOR:
            return self._unread(value, what)
        return value

    def times(self, quantity: int, price: int) -> int:
        """Their product; one too large to be money is 0 with a problem."""
        if abs(quantity * price) <= MOST_MINOR:
            return quantity * price
        return self._unread(f"{quantity} × {price}", "price")

    def units(self, value: object, what: str) -> int:
        """A quantity of 0 or more. A fraction counts as the whole unit that has to be handed out."""
        amount = None if value is None else _amount(value)
        if amount is None or not 0 <= amount <= MOST_UNITS:
            return self._unread(value, what)
        if amount != int(amount):
            self.trouble(
                "quantity_fraction",
                _("%(what)s is %(said)s; it counts as the next whole one.", what=what, said=text(value, 40)),
            )
        return ceil(amount)

    def when(self, *values: object) -> datetime:
        """The first of these that is a time; without any, long ago and a problem."""
        found = next((at for value in values if (at := moment(value))), None)
        if found is None:
            self.trouble("time_missing", _("The payload does not say when."))
        return found or LONG_AGO

    def _unread(self, value: object, what: str) -> int:
        self.trouble(
            "field_unreadable",
            _("%(what)s can’t be read: “%(said)s”. It counts as 0.", what=what, said=text(value, 40)),
        )
        return 0

    def _rounded(self, amount: Decimal, what: str) -> int:
        self.trouble(
            "amount_rounded",
            _(
                "%(what)s is finer than %(currency)s can be paid: %(said)s.",
                what=what,
                said=str(amount)[:40],
                currency=self.currency,
            ),
        )
        places = get_currency_precision(self.currency)
        return int(amount.scaleb(places).quantize(Decimal(1), ROUND_HALF_UP))


def _amount(value: object) -> Decimal | None:
    """A figure small enough to be money. The bounds come first: 1e400000 would be a very long integer."""
    if value is None or value == "":
        return Decimal(0)
    typed = "" if isinstance(value, bool) else plain(value)
    try:
        amount = Decimal(typed) if 0 < len(typed) <= 40 else None
    except InvalidOperation:
        return None
    if amount is None or not amount.is_finite() or (amount and not -20 < amount.adjusted() < 11):
        return None
    return amount
