"""A CSV file as people save it: from any spreadsheet, with a comma, a semicolon or a tab.

RFC 4180 with the usual liberties: UTF-8 with or without a byte order mark, any line end, any of three
separators, told by the first line. Cells are text, whatever a spreadsheet would make of them.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from associate.errors import Refused
from associate.words import _, later

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 5000  # characters
SEPARATORS = (";", ",", "\t")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NO_TABLE = later("This isn’t a table we can read. Save it as CSV, UTF-8.")


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    columns: list[str]
    rows: list[Row]


def decode(content: bytes) -> str:
    """Raises Refused: "too_big", or "not_text" for what isn't UTF-8."""
    if len(content) > MOST_BYTES:
        raise Refused("too_big", _("That file is bigger than 5 MB. Split it into several."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        sentence = _("This file isn’t UTF-8. Save it again as “CSV UTF-8”.")
        raise Refused("not_text", sentence) from None
    if "\0" in text:
        raise Refused("no_table", str(NO_TABLE))
    return text


def read_table(text: str) -> Table:
    """Raises Refused: "empty_file", "no_table", "too_many_rows"."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        columns = [_column(cell) for cell in next(lines, [])]
        rows = list(_rows(lines, columns))
    except csv.Error:
        raise Refused("no_table", str(NO_TABLE)) from None
    if not any(columns) or not rows:
        raise Refused("empty_file", _("There’s nothing in this file but its first line."))
    if len({name for name in columns if name}) < len([name for name in columns if name]):
        raise Refused("no_table", _("Two columns of this file have the same name."))
    return Table([name for name in columns if name], rows)


def safe_cell(text: object) -> str:
    """For a file that goes out: what a spreadsheet would take for a formula is text."""
    cell = "" if text is None else str(text)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def write_table(columns: list[str], rows: list[list[object]]) -> str:
    """With a byte order mark, so that every spreadsheet reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=first.count) if any(each in first for each in SEPARATORS) else ","


def _rows(lines: Iterator[list[str]], columns: list[str]) -> Iterator[Row]:
    for n, cells in enumerate(lines):
        if not any(cell.strip() for cell in cells):
            continue
        if n >= MOST_ROWS:
            sentence = _("That file has more than %(n)s rows. Split it into several.", n=f"{MOST_ROWS:,}")
            raise Refused("too_many_rows", sentence)
        named = zip(columns, cells, strict=False)
        yield Row(n + 2, {name: _cell(cell) for name, cell in named if name})


def _column(cell: str) -> str:
    return "_".join(cell.strip().casefold().split())


def _cell(cell: str) -> str:
    """Trimmed; the mark that a file of ours put before a formula is off again."""
    text = cell.strip()
    is_ours = text[:1] == "'" and text[1:2] in ("=", "+", "-", "@")
    return text[1:] if is_ours else text
