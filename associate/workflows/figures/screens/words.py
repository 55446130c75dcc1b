"""Figures, days and groups as a manager reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from associate.core.catalog.channels import Channel
from associate.core.figures.catalog import Figure, Kind, Value
from associate.core.figures.reading import By, Group
from associate.core.stores.models import Store
from associate.db import db
from associate.words import _, language, later

MINUTE, HOUR, DAY = 60, 3600, 86400
FORTNIGHT = 14
METHODS = {"pickup": later("Pickup"), "ship": later("Sent")}


def span_words(seconds: float) -> str:
    """ "2:06 min", "69 min", "5 h 10", "2.1 days"."""
    whole = round(seconds)
    if whole < 10 * MINUTE:
        return _("%(time)s min", time=f"{whole // MINUTE}:{whole % MINUTE:02d}")
    if whole < 3 * HOUR:
        return _("%(minutes)d min", minutes=round(whole / MINUTE))
    if whole < 2 * DAY:
        minutes = round(whole / MINUTE)
        return _("%(hours)d h %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02d}")
    return _("%(days)s days", days=number(whole / DAY, 1))


def number(amount: float, digits: int = 0) -> str:
    return str(format_decimal(round(amount, digits), locale=language()))


def percent(share: float) -> str:
    return str(format_percent(share, "#,##0.#%" if language() == "en" else "#,##0.# %", locale=language()))


def amount_words(figure: Figure, amount: float | None) -> str:
    if amount is None:
        return "–"
    if figure.kind == Kind.TIME:
        return span_words(amount)
    if figure.kind == Kind.SHARE:
        return percent(amount)
    return number(amount)


def value_words(figure: Figure, value: Value) -> str:
    return amount_words(figure, value.amount)


def basis_words(figure: Figure, value: Value) -> str:
    """What it rests on: "16 of 612", "612"."""
    if figure.kind == Kind.SHARE:
        return _("%(part)s of %(whole)s", part=number(value.part), whole=number(value.whole))
    if figure.kind == Kind.COUNT:
        return ""
    return number(value.n)


def days_words(since: date, until: date) -> str:
    """ "16 to 22 Nov", "Sun 22 Nov"."""
    if since == until:
        return format_date(since, "EEE d MMM", locale=language())
    first = "d" if (since.month, since.year) == (until.month, until.year) else "d MMM"
    ends = {"begin": format_date(since, first, locale=language())}
    return _("%(begin)s to %(end)s", **ends, end=format_date(until, "d MMM", locale=language()))


@dataclass(frozen=True)
class Names:
    """Of stores and channels, by id."""

    stores: Mapping[int, str]
    channels: Mapping[int, str]

    def of(self, by: By, group: Group) -> str:
        if by == By.DAY:
            return str(format_date(group, "EEE d MMM", locale=language()))
        if by == By.HOUR:
            return f"{group:02d}:00"
        if by == By.STORE:
            return self.stores.get(group, "")
        if by == By.CHANNEL:
            return self.channels.get(group) or _("No channel")
        if by == By.METHOD:
            return str(METHODS.get(group) or _("Returns"))
        return group or _("Other")


def axis_words(by: By, group: Group, name: str, days: int) -> str:
    """The name of a group where there is little room."""
    if by != By.DAY:
        return name
    return str(format_date(group, "EEE d" if days <= FORTNIGHT else "d MMM", locale=language()))


def names() -> Names:
    stores: Any = db.session.execute(sa.select(Store.id, Store.name)).all()
    channels: Any = db.session.execute(sa.select(Channel.id, Channel.name).order_by(Channel.id)).all()
    return Names({row[0]: row[1] for row in stores}, {row[0]: row[1] for row in channels})
