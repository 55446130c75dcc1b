"""What the pages about opening hours take."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from associate.core.stores.week import Span, Special
from associate.words import _, later
from associate.workflows.settings.forms.reading import Reader

DAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
    later("Saturday"),
    later("Sunday"),
)
OPEN, CLOSED = "open", "closed"
LONGEST = 62  # days that one entry may span


@dataclass(frozen=True)
class Hours:
    """Some days, and the hours they get. `names` are for special days."""

    days: list[Any]
    span: Span
    names: dict[date, str]


def read_week(reader: Reader) -> Hours:
    """Several weekdays at once."""
    numbers = [str(number) for number in range(7)]
    chosen = reader.several("days", numbers, sentence=_("Choose the days first."))
    return Hours([int(number) for number in chosen], _span(reader), {})


def read_special(reader: Reader) -> Hours:
    """One date, or every date up to and including another."""
    first = reader.day("day")
    last = reader.day("through") if reader.raw("through") else first
    name = reader.text("name", most=80)
    if first and last and not timedelta() <= last - first < timedelta(days=LONGEST):
        reader.wrong("through", _("From the first day on, at most %(most)d days.", most=LONGEST))
        last = first
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)] if first and last else []
    return Hours(days, _span(reader), dict.fromkeys(days, name))


def read_removal(reader: Reader, known: Special) -> Hours:
    days = reader.several("days", [day.isoformat() for day in known], sentence=_("Choose the days first."))
    return Hours([date.fromisoformat(day) for day in days], None, {})


def read_holidays(reader: Reader, offered: dict[date, str]) -> Hours:
    days = reader.several("days", [day.isoformat() for day in offered], sentence=_("Choose the days first."))
    chosen = [date.fromisoformat(day) for day in days]
    return Hours(chosen, _span(reader), {day: offered[day] for day in chosen})


def _span(reader: Reader) -> Span:
    if reader.choice("how", (OPEN, CLOSED)) != OPEN:
        return None
    return reader.span()
