"""Public holidays of a country or region, to choose from; the `holidays` library knows them."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays


@dataclass(frozen=True)
class Holiday:
    day: date
    name: str


@cache
def countries() -> tuple[str, ...]:
    """ISO 3166-1 codes of the countries whose holidays are known."""
    return tuple(sorted(code for code in holidays.list_supported_countries(include_aliases=False)))


@cache
def regions(country: str) -> tuple[str, ...]:
    """ISO 3166-2 codes, without the country, of its regions with holidays of their own."""
    return tuple(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def public_holidays(country: str, region: str, year: int, language: str) -> list[Holiday]:
    """The public holidays of a year, by date, named in the language where the library has it.

    An unknown country or region has none.
    """
    if country not in countries() or (region and region not in regions(country)):
        return []
    known = holidays.country_holidays(
        country, subdiv=region or None, years=year, language=_language(country, language)
    )
    return [Holiday(day, name[:80]) for day, name in sorted(known.items())]


@cache
def _language(country: str, language: str) -> str | None:
    """The library's own name of our language for this country; None leaves it the country's."""
    spoken = holidays.list_localized_countries(include_aliases=False).get(country, [])
    return next((name for name in spoken if name.split("_")[0] == language), None)
