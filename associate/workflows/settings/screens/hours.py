"""The opening hours as a page: the week, the special days, and the next two weeks as they will be."""

from collections.abc import Callable
from typing import Any

from babel import Locale

from associate.clock import now
from associate.core.stores.holidays import Holiday, countries, public_holidays, regions
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, stamp
from associate.core.stores.week import Special, Week, coming_days, special_of, week_of
from associate.words import _, language
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.hours import (
    DAYS,
    Hours,
    read_holidays,
    read_removal,
    read_special,
    read_week,
)
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.hours import SECTION, kept_state, moves_of, state_of
from associate.workflows.settings.screens.drafting import draft_of
from associate.workflows.settings.screens.effects import moves_words

SHOWN = 14  # days ahead


def overview(store: Store) -> dict[str, Any]:
    special = special_of(store)
    return {
        "week": [(DAYS[day], span) for day, span in week_of(store).items()],
        "special": [(day, *known) for day, known in special.items() if day >= local_day(store, now())],
        "coming": [(*day, special.get(day[0], ("",))[0]) for day in coming_days(store, SHOWN)],
        "last": last_change(store, SECTION),
    }


def open_hours_form(store: Store, **values: Any) -> Draft:
    known = {"how": "open", "opens": "09:00", "closes": "18:00", **values}
    return opened(known, stamp(kept_state(store)), last_change(store, SECTION))


def draft_week(store: Store, form: Any) -> Draft:
    reader = Reader(form)
    hours = read_week(reader)
    return _draft(
        reader, store, {**week_of(store), **dict.fromkeys(hours.days, hours.span)}, special_of(store)
    )


def draft_special(store: Store, form: Any) -> Draft:
    reader = Reader(form)
    return _draft(reader, store, week_of(store), {**special_of(store), **_named(read_special(reader))})


def draft_removal(store: Store, form: Any) -> Draft:
    reader, known = Reader(form), special_of(store)
    gone = read_removal(reader, known).days
    return _draft(reader, store, week_of(store), {day: known[day] for day in known if day not in gone})


def draft_holidays(store: Store, form: Any, offered: list[Holiday]) -> Draft:
    reader = Reader(form)
    hours = read_holidays(reader, {holiday.day: holiday.name for holiday in offered})
    return _draft(reader, store, week_of(store), {**special_of(store), **_named(hours)})


def offered_holidays(store: Store, asked: Any) -> dict[str, Any]:
    """What was asked for (country, region, year), what there is to choose, and the days themselves."""
    today = local_day(store, now())
    country = asked.get("country") or store.country
    years = [str(today.year), str(today.year + 1), str(today.year + 2)]
    year = asked.get("year") if asked.get("year") in years else years[0]
    region = asked.get("region", "") if asked.get("region") in regions(country) else ""
    found = public_holidays(country, region, int(year or years[0]), store.locale)
    return {
        "country": country,
        "region": region,
        "year": year,
        "years": years,
        "countries": _country_names(),
        "regions": regions(country),
        "found": [holiday for holiday in found if holiday.day >= today],
        "known": special_of(store),
    }


def weekdays() -> list[tuple[str, str, str]]:
    return [(str(number), str(words), "") for number, words in enumerate(DAYS)]


def clocks_words(minutes: int) -> str:
    """ "The clocks go back 60 min", for a day they change; empty for any other."""
    if minutes == 0:
        return ""
    if minutes > 0:
        return str(_("The clocks go forward %(n)d min", n=minutes))
    return str(_("The clocks go back %(n)d min", n=-minutes))


def _draft(reader: Reader, store: Store, week: Week, special: Special) -> Draft:
    special = dict(sorted(special.items()))
    effects: Callable[[], list[str]] = lambda: _effects(store, week, special)  # noqa: E731
    return draft_of(
        reader,
        {"week": week, "special": special},
        about=store,
        section=SECTION,
        before=kept_state(store),
        after=lambda: state_of(week, special),
        effects=effects,
    )


def _effects(store: Store, week: Week, special: Special) -> list[str]:
    words = moves_words(moves_of(store, week, special), store)
    if not any(week.values()):
        words.insert(0, _("The store is never open then, and nothing can be promised."))
    return words or [_("No promise moves.")]


def _named(hours: Hours) -> Special:
    return {day: (name, hours.span) for day, name in hours.names.items()}


def _country_names() -> list[tuple[str, str]]:
    names = Locale(language()).territories
    return sorted(((code, names.get(code, code)) for code in countries()), key=lambda pair: pair[1])
