"""A refund in words: the rows that screens, paper, messages and the customer’s page all show alike."""

from dataclasses import dataclass

from babel.numbers import format_currency

from associate.core.returns.purchase import Key
from associate.money import to_major
from associate.words import language


@dataclass(frozen=True)
class Thing:
    """What a line is called, and how many of it were bought: 0 where nobody knows."""

    name: str = ""
    quantity: int = 0


@dataclass(frozen=True)
class Row:
    """`small` says why, or of what. `figure` is the amount as people read it, or “included”."""

    words: str
    amount: int
    figure: str
    small: str = ""
    is_included: bool = False  # within the price: it adds nothing


@dataclass(frozen=True)
class LineWords:
    """One line, or one unit of it; the first row names it. The amounts of its rows add up to its own."""

    line: Key
    rows: tuple[Row, ...]
    amount: int
    figure: str


@dataclass(frozen=True)
class RefundWords:
    """All rows of lines and extras add up to `total`, and so do the payouts.

    `reason` is a person’s own words for a changed sum: for colleagues, never on what a customer reads.
    """

    currency: str
    lines: tuple[LineWords, ...]
    extras: tuple[Row, ...]
    total: int
    payouts: tuple[Row, ...]
    exchanged: int = 0  # pays for new goods, beside the total
    to_pay: int = 0  # what the customer adds
    reason: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        return (*(row for line in self.lines for row in line.rows), *self.extras)

    @property
    def figure(self) -> str:
        return self.money(self.total)

    def money(self, minor: int) -> str:
        return money(minor, self.currency)


def money(minor: int, currency: str) -> str:
    """ "−€2.78", as the language of the moment writes it, with a minus sign and no hyphen."""
    return format_currency(to_major(minor, currency), currency, locale=language()).replace("-", "−")
