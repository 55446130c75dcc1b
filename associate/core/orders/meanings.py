"""What somebody may mean by the words they typed, as ranges of the keys that orders are found by."""

import re
from dataclasses import dataclass

from associate.core.orders.search_keys import Kind, only_digits, words_of

FEWEST_DIGITS = 4  # of a phone number
MOST_WORDS = 6
LAST_CHARACTER = "\U0010ffff"  # sorts behind every other
NEXT_CHARACTER = "\x01"  # no key holds one
NATIONAL = 7  # digits; from here on a leading 0 may stand for the country


@dataclass(frozen=True)
class Keys:
    """The keys from `first` on, and before `end`."""

    first: str
    end: str


Word = list[Keys]
"""An order has it that has a key in any of these."""


def meanings(wanted: str) -> list[list[Word]]:
    """Each a list of words that an order has all of. `wanted` is folded."""
    if "@" in wanted:
        return [[[_begins(Kind.EMAIL, wanted)]]]
    whole = [[*_as_one(wanted), *_as_phone(wanted)]]
    words = words_of(wanted)[:MOST_WORDS]
    return [whole, [[_begins(Kind.NAME, word)] for word in words]] if len(words) > 1 else [whole]


def _as_one(wanted: str) -> Word:
    """The text as a whole: a number or the end of one, an address, an SKU, a name."""
    sku = Kind.SKU + wanted
    by = [
        _begins(Kind.NUMBER, wanted),
        _begins(Kind.NUMBER_BACKWARDS, wanted[::-1]),
        _begins(Kind.EMAIL, wanted),
        Keys(sku, sku + NEXT_CHARACTER),
    ]
    return by + [_begins(Kind.NAME, word) for word in words_of(wanted) if word == wanted.rstrip(".")]


def _as_phone(wanted: str) -> Word:
    digits = only_digits(wanted)
    if len(digits) < FEWEST_DIGITS or re.search(r"[^\d\s()+./-]", wanted):
        return []
    national = digits.removeprefix("0")
    ends = {digits, national} if len(national) >= NATIONAL else {digits}
    return [_begins(Kind.PHONE_BACKWARDS, end[::-1]) for end in sorted(ends)]


def _begins(kind: Kind, text: str) -> Keys:
    """A range of the index: LIKE can use it on neither engine as it stands."""
    return Keys(kind + text, kind + text + LAST_CHARACTER)
