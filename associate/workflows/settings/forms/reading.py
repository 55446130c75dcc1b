"""Read a form whole: every problem is named at once, next to its field, and what was typed stays."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from associate.words import _


class Reader:
    """What was typed into one form. `problems` says in a sentence, by field, what can't be taken."""

    def __init__(self, form: Any) -> None:
        """`form` is a werkzeug MultiDict, or anything with get and getlist."""
        self.form = form
        self.problems: dict[str, str] = {}

    def raw(self, name: str) -> str:
        """One line without control characters, which no column should hold."""
        return "".join(c for c in self.form.get(name, "") if c.isprintable()).strip()

    def wrong(self, name: str, sentence: str) -> None:
        self.problems.setdefault(name, sentence)

    def text(self, name: str, *, most: int, needed: bool = False) -> str:
        value = self.raw(name)
        if needed and not value:
            self.wrong(name, _("This can’t stay empty."))
        if len(value) > most:
            self.wrong(name, _("At most %(most)d characters; this has %(n)d.", most=most, n=len(value)))
        return value

    def number(self, name: str, *, least: int, most: int, may_be_empty: bool = False) -> int | None:
        """A whole number within these bounds, else None and a sentence."""
        value = self.raw(name)
        if not value and may_be_empty:
            return None
        if value.isascii() and value.isdigit() and len(value) < 10 and least <= int(value) <= most:
            return int(value)
        self.wrong(name, _("A whole number from %(least)d to %(most)d.", least=least, most=most))
        return None

    def decimal(self, name: str, *, most: int) -> float | None:
        """Degrees from -most to most; a comma is as good as a point; empty is None."""
        value = self.raw(name).replace(",", ".")
        if not value:
            return None
        digits = value.removeprefix("-").replace(".", "", 1)
        if digits.isascii() and digits.isdigit() and len(digits) < 20 and abs(float(value)) <= most:
            return round(float(value), 6)
        self.wrong(name, _("A number from −%(most)d to %(most)d, like 53.3460.", most=most))
        return None

    def flag(self, name: str) -> bool:
        return self.raw(name) == "1"

    def choice(self, name: str, options: Iterable[str]) -> str:
        value = self.raw(name)
        if value not in set(options):
            self.wrong(name, _("Choose one of these."))
        return value

    def several(self, name: str, options: Iterable[str], *, sentence: str) -> list[str]:
        """The chosen ones in the order of `options`. `sentence` is said when none is."""
        chosen = set(self.form.getlist(name))
        found = [option for option in options if option in chosen]
        if not found:
            self.wrong(name, sentence)
        return found

    def clock(self, name: str) -> time | None:
        """A time on the wall, to the minute."""
        value = self.raw(name)
        try:
            return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.wrong(name, _("A time like 09:30."))
            return None

    def day(self, name: str) -> date | None:
        try:
            found = date.fromisoformat(self.raw(name))
        except ValueError:
            found = date.min
        if 2000 <= found.year <= 2100:
            return found
        self.wrong(name, _("A day like 2026-12-24."))
        return None

    def span(self, opens: str = "opens", closes: str = "closes") -> tuple[time, time] | None:
        """Opening and closing on the same day."""
        start, end = self.clock(opens), self.clock(closes)
        if start is None or end is None:
            return None
        if start >= end:
            self.wrong(closes, _("It closes before it opens. For midnight, type 23:59."))
            return None
        return start, end


class Typed:
    """What the fields of a form show: what was typed before, or what is kept now."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return "" if value is None else "1" if value is True else "" if value is False else str(value)

    def getlist(self, name: str) -> list[str]:
        value = self.values.get(name, [])
        return list(map(str, value)) if isinstance(value, list) else [str(value)]
