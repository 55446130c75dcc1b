"""Codes for reusable bag tags: three characters that nobody mixes up."""

from collections.abc import Iterator

import sqlalchemy as sa

from associate.core.fulfillment.links import ALPHABET
from associate.core.fulfillment.models import Bag
from associate.db import db

STEP = 9_973  # without a common factor with 28³, so that neighbors on a sheet look nothing alike


def tag_codes() -> Iterator[str]:
    """Every tag there is, once, always in the same order; each holds a letter and a digit."""
    size = len(ALPHABET)
    for turn in range(size**3):
        left, last = divmod(turn * STEP % size**3, size)
        code = ALPHABET[left // size] + ALPHABET[left % size] + ALPHABET[last]
        if not code.isdigit() and not code.isalpha():
            yield code


def free_tags(count: int) -> list[str]:
    """The first tags that hang on no bag in any store."""
    taken = set(db.session.scalars(sa.select(Bag.tag).where(Bag.gone_at.is_(None))))
    found: list[str] = []
    for code in tag_codes():
        if len(found) == count:
            break
        if code not in taken:
            found.append(code)
    return found
