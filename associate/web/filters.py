"""How templates write money, times and names. The plain functions take everything they need."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency
from flask import Flask
from flask_babel import get_locale

from associate.clock import now
from associate.core.catalog.pricing import pricing_of
from associate.core.customers.names import person
from associate.money import to_major
from associate.words import _, ngettext

DAYS = {"en": "EEEE d MMMM", "es": "EEEE d 'de' MMMM"}
SHORT_DAYS = {"en": "EEE d MMM", "es": "EEE d MMM"}


def init_app(app: Flask) -> None:
    """Register the filters, each under the name of the function here or without its `format_`."""
    app.jinja_env.filters.update(
        pricing=pricing_of,
        money=lambda minor, currency: format_money(minor, currency, _locale()),
        clock_time=clock_time,
        day=lambda at, zone=None: format_day(local(at, zone), _locale()),
        short_day=lambda at, zone=None: format_day(local(at, zone), _locale(), short=True),
        span=span,
        ago=lambda at: span(now() - at),
        until=lambda at: span(at - now()),
        person=person,
        initials=initials,
    )


def format_money(minor: int, currency: str, locale: Locale | str) -> str:
    """8653, "EUR" → "€86.53", as the locale writes it."""
    return format_currency(to_major(minor, currency), currency, locale=locale)


def clock_time(at: datetime, zone: str) -> str:
    """The time on the store's wall, always 24 hours: "14:30". `at` is aware, `zone` an IANA name."""
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def format_day(on: date, locale: Locale | str, short: bool = False) -> str:
    """ "Friday 27 November", or "Fri 27 Nov"; never the year, since it is near."""
    locale = Locale.parse(locale)
    patterns = SHORT_DAYS if short else DAYS
    return format_date(on, patterns.get(locale.language, patterns["en"]), locale=locale)


def local(at: datetime | date, zone: str | None) -> date:
    """The day it is in `zone` at that moment; a date stays what it is."""
    if isinstance(at, datetime) and zone:
        return at.astimezone(ZoneInfo(zone)).date()
    return at.date() if isinstance(at, datetime) else at


def span(length: timedelta) -> str:
    """How long, to the minute begun, whichever way it points: "12 min", "1 h 48", "3 days"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return _("%(minutes)d min", minutes=minutes)
    if minutes < 24 * 60:
        return _("%(hours)d h %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02d}")
    return ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60))


def initials(first: str | None, last: str | None = None) -> str:
    """ "AD" for the round face beside a name."""
    return "".join(name.strip()[:1] for name in (first, last) if name).upper()


def _locale() -> Locale:
    return get_locale() or Locale("en")
