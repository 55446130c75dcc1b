"""A refund as the lines of a plain text: the rows of its receipt."""

from collections.abc import Iterable

from associate.core.returns.models import Return
from associate.core.returns.part_words import refund_words
from associate.core.returns.told import Row
from associate.messages.values import one_line
from associate.words import _


def refund_values(back: Return | None) -> dict[str, str]:
    """`refunded`: how much, "" where nothing goes back; `refund`: line by line, its total and its ways."""
    if back is None:
        return {"refunded": "", "refund": ""}
    words = refund_words(back)
    total = _("Total: %(sum)s", sum=words.figure)
    units = (_lines(line.rows, indent="  ") for line in words.lines)
    paragraphs = [*units, "\n".join(filter(None, (_lines(words.extras), str(total)))), _lines(words.payouts)]
    return {"refunded": words.figure if words.total else "", "refund": "\n\n".join(filter(None, paragraphs))}


def _lines(rows: Iterable[Row], indent: str = "") -> str:
    """The first one names what the others are parts of."""
    return "\n".join(f"{indent if at else ''}{_line(row)}" for at, row in enumerate(rows))


def _line(row: Row) -> str:
    if row.is_included:
        return one_line(f"{row.words}, {row.small}")
    small = f" ({row.small})" if row.small else ""
    return one_line(f"{row.words}: {row.figure}{small}")
