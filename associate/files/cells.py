"""What stands in a row, read strictly: each thing that can't be taken is named by its column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import is_currency

from associate.core.catalog.codes import gtin14
from associate.files.table import LONGEST_CELL, Row
from associate.money import to_minor
from associate.words import _

YES, NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}
MOST_UNITS = 1_000_000


@dataclass(frozen=True)
class Problem:
    row: int
    column: str
    sentence: str


class Cells:
    """Reads one row. `decimal` is the mark of the file's amounts; a column of that name wins for its row."""

    def __init__(self, row: Row, decimal: str = ".") -> None:
        self.row, self.problems = row, list[Problem]()
        marks = {"comma": ",", ",": ",", "point": ".", ".": "."}
        said = row.cells.get("decimal", "")
        self.decimal = marks.get(said.lower(), decimal)
        if said and said.lower() not in marks:
            self.wrong("decimal", _("Write point or comma."))

    def wrong(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.row.number, column, sentence))

    def has(self, column: str) -> bool:
        return bool(self.row.cells.get(column))

    def text(self, column: str, *, most: int = 80, needed: bool = False) -> str:
        text = self.row.cells.get(column, "")
        if needed and not text:
            self.wrong(column, _("This is missing."))
        elif len(text) > min(most, LONGEST_CELL):
            self.wrong(column, _("At most %(n)d characters.", n=most))
        elif re.search(r"[\x00-\x1f\x7f]", text):
            self.wrong(column, _("There’s something in it that nobody can see. Type it again."))
        else:
            return text
        return ""

    def units(
        self, column: str, *, least: int = 0, most: int = MOST_UNITS, needed: bool = False
    ) -> int | None:
        text = self.text(column, needed=needed)
        if not text:
            return None
        if re.fullmatch(r"[0-9]{1,7}", text) and least <= int(text) <= most:
            return int(text)
        self.wrong(column, _("“%(text)s” is no number of units.", text=text[:40]))
        return None

    def money(self, column: str, currency: str, *, needed: bool = False) -> int | None:
        """In minor units; exactly what stands there or nothing."""
        text = self.text(column, needed=needed)
        if not text or not is_currency(currency):
            return None
        if not re.fullmatch(rf"[0-9]{{1,12}}({re.escape(self.decimal)}[0-9]{{1,6}})?", text):
            self.wrong(column, self._no_amount(text))
            return None
        try:
            return to_minor(text.replace(",", "."), currency)
        except ValueError:
            self.wrong(
                column, _("“%(text)s” is finer than %(money)s can be paid.", text=text, money=currency)
            )
            return None

    def currency(self, column: str, default: str) -> str:
        text = self.text(column).upper() or default
        if not is_currency(text):
            self.wrong(column, _("Three letters of a currency, like EUR or USD."))
        return text

    def flag(self, column: str, default: bool | None) -> bool | None:
        text = self.text(column).lower()
        if text and text not in YES | NO:
            self.wrong(column, _("Write yes or no."))
        return text in YES if text else default

    def choice(self, column: str, choices: Mapping[str, object], default: str = "") -> str:
        text = self.text(column).lower() or default
        if text not in choices:
            self.wrong(column, _("Write one of: %(choices)s.", choices=", ".join(choices)))
        return text

    def country(self, column: str) -> str:
        """ISO 3166-1 alpha-2."""
        code = self.text(column).upper()
        if code and (len(code) != 2 or code not in Locale("en").territories):
            self.wrong(column, _("Two letters of a country, as in IE."))
        return code

    def gtin(self, column: str = "gtin") -> str:
        """As GTIN-14."""
        text = self.text(column)
        whole = gtin14(text) if text else ""
        if whole is None:
            self.wrong(column, _("The check digit of “%(text)s” is wrong.", text=text[:40]))
        return whole or ""

    def moment(self, column: str, zone: str, *, needed: bool = True) -> datetime | None:
        """ISO 8601; without a zone of its own it is the store's."""
        text = self.text(column, needed=needed)
        if not text:
            return None
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            self.wrong(column, _("Write it like 2026-11-22 14:05."))
            return None
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))

    def list(self, column: str, *, most: int = 50, each: int = 80) -> list[str]:
        parts = [part.strip() for part in self.text(column, most=LONGEST_CELL).split("|")]
        found = list(dict.fromkeys(part for part in parts if part))
        if len(found) > most or any(len(part) > each for part in found):
            self.wrong(
                column, _("At most %(n)d words of %(each)d characters, with | between.", n=most, each=each)
            )
        return found

    def known(self, column: str, find: Callable[[str], object], sentence: str) -> object:
        """What a code stands for."""
        text = self.text(column, needed=True)
        found = find(text) if text else None
        if text and found is None:
            self.wrong(column, sentence)
        return found

    def _no_amount(self, text: str) -> str:
        other = "," if self.decimal == "." else "."
        if other in text and self.decimal == ".":
            return str(_("“%(text)s” has a comma. Say above that amounts are written 12,95.", text=text[:40]))
        if other in text:
            return str(_("“%(text)s” has a point. Say above that amounts are written 12.95.", text=text[:40]))
        return str(_("“%(text)s” is no amount.", text=text[:40]))
