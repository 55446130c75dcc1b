"""No card number goes further than this file: people type them into notes, and we keep none.

What counts as one is a run of 13 to 19 digits (ISO/IEC 7812-1), single separators allowed, that passes
the Luhn check. It starts and ends where a group of digits does, so that a long tracking number stays whole.
"""

import re

SHORTEST, LONGEST = 13, 19
_RUN = re.compile(r"\d(?:[\s.\-‐-―_/·•]{0,2}\d)+")
_GROUP = re.compile(r"\d+")


def mask_cards(text: str) -> str:
    """The text with every card number in it down to its last four: "•••• 4242"."""
    if len(text) < SHORTEST:
        return text
    return _RUN.sub(lambda run: _masked(run.group()), text)


def passes_luhn(digits: str) -> bool:
    """The check digit rule of ISO/IEC 7812-1, annex B; any script's digits count."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _masked(run: str) -> str:
    groups = list(_GROUP.finditer(run))
    written, done, at = [], 0, 0
    while at < len(groups):
        last = _card_from(groups, at)
        if last is not None:
            digits = "".join(group.group() for group in groups[at : last + 1])
            written += [run[done : groups[at].start()], f"•••• {digits[-4:]}"]
            done, at = groups[last].end(), last
        at += 1
    return "".join([*written, run[done:]])


def _card_from(groups: list[re.Match[str]], first: int) -> int | None:
    """The index of the group that ends the longest card number starting at group `first`, if any does."""
    digits, found = "", None
    for index in range(first, len(groups)):
        digits += groups[index].group()
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and passes_luhn(digits):
            found = index
    return found
