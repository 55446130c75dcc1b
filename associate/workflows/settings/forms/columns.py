"""What the pages about a store's own columns take: one reader each."""

from collections.abc import Callable
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale
from babel.numbers import is_currency

from associate.core.fulfillment.waves import PickMode
from associate.core.orders.wishes import Otherwise
from associate.core.stores.methods import COLUMNS, WHYS
from associate.core.stores.models import Store
from associate.money import to_minor
from associate.words import LANGUAGES, _
from associate.workflows.settings.forms.reading import Reader

VERIFY_BY = ("qr", "code", "photo_id", "card_last4", "signature")
MEDIA = ("email", "sms")
PAPERS = ("a4", "letter")
A_DAY = 24 * 60  # minutes
MOST_ORDERS = 100_000
MOST_GROUPS = 20
MOST_COST = 10_000_00  # minor units

Values = dict[str, Any]


@cache
def zones() -> tuple[str, ...]:
    """IANA names of places people live in."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    )


NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}  # groups and stand-ins of the CLDR


@cache
def country_names(language: str) -> tuple[tuple[str, str], ...]:
    """(ISO 3166-1 code, name) in this language, by name."""
    names = Locale(language).territories.items()
    countries = ((code, name) for code, name in names if len(code) == 2 and code not in NO_COUNTRIES)
    return tuple(sorted(countries, key=lambda pair: pair[1]))


def read_store(reader: Reader, store: Store, *, has_orders: bool) -> Values:
    country = reader.choice("country", [code for code, _name in country_names("en")])
    place = (reader.decimal("latitude", most=90), reader.decimal("longitude", most=180))
    if (place[0] is None) != (place[1] is None):
        missing = "latitude" if place[0] is None else "longitude"
        reader.wrong(missing, _("Give both numbers, or none."))
    return {
        "name": reader.text("name", most=80, needed=True),
        "street": reader.text("street", most=120),
        "postcode": reader.text("postcode", most=20),
        "city": reader.text("city", most=80),
        "region": reader.text("region", most=40),
        "country": country,
        "phone": _phone(reader, country),
        "latitude": place[0],
        "longitude": place[1],
        "zone": reader.choice("zone", zones()),
        "currency": store.currency if has_orders else _currency(reader),
        "locale": reader.choice("locale", LANGUAGES),
    }


def read_pickups(reader: Reader, _store: Store) -> Values:
    return {
        "lead_minutes": reader.number("lead_minutes", least=0, most=7 * A_DAY),
        "cutoff_minutes": reader.number("cutoff_minutes", least=0, most=A_DAY),
        "minutes_an_order": reader.number("minutes_an_order", least=1, most=8 * 60),
        "people_percent": reader.number("people_percent", least=1, most=100),
        "orders_a_day": reader.number("orders_a_day", least=1, most=MOST_ORDERS, may_be_empty=True),
        "orders_an_hour": reader.number("orders_an_hour", least=1, most=MOST_ORDERS, may_be_empty=True),
    }


def read_methods(reader: Reader, _store: Store) -> Values:
    """What is off has its reason; of what is on there is none."""
    values: Values = {column: reader.flag(column) for column in COLUMNS.values()}
    off = [method for method, column in COLUMNS.items() if not values[column]]
    return {**values, "methods_why": {method: reader.choice(f"why_{method}", WHYS) for method in off}}


def read_parcels(reader: Reader, store: Store) -> Values:
    return {
        "ship_cost": _amount(reader, "ship_cost", store.currency),
        "paper": reader.choice("paper", PAPERS),
        "pick_mode": reader.choice("pick_mode", [mode.value for mode in PickMode]),
        "transfer_days": reader.number("transfer_days", least=1, most=60),
        "groups": _groups(reader),
    }


def read_counter(reader: Reader, _store: Store) -> Values:
    return {
        "typing_allowed": reader.flag("typing_allowed"),
        "cash_on_pickup": reader.flag("cash_on_pickup"),
        "captures_at_ready": reader.flag("captures_at_ready"),
        "reserve_hours": reader.number("reserve_hours", least=1, most=14 * 24),
        "own_count_units": reader.number("own_count_units", least=0, most=10_000),
        "verify_by": reader.several("verify_by", VERIFY_BY, sentence=_("Leave at least one way.")),
        "undo_minutes": reader.number("undo_minutes", least=0, most=A_DAY),
    }


def read_curbside(reader: Reader, _store: Store) -> Values:
    values: Values = {
        "car_minutes": reader.number("car_minutes", least=1, most=60),
        "car_minutes_unannounced": reader.number("car_minutes_unannounced", least=1, most=60),
        "lead_alarm_minutes": reader.number("lead_alarm_minutes", least=1, most=60),
        "manager_alarm_minutes": reader.number("manager_alarm_minutes", least=1, most=60),
        "claim_minutes": reader.number("claim_minutes", least=1, most=60),
        "window_minutes": reader.number("window_minutes", least=15, most=4 * 60),
        "pickups_a_window": reader.number("pickups_a_window", least=0, most=1000),
    }
    lead, manager = values["lead_alarm_minutes"], values["manager_alarm_minutes"]
    if lead and manager and manager < lead:
        reader.wrong("manager_alarm_minutes", _("Not before the lead hears of it."))
    return values


def read_shorts(reader: Reader, _store: Store) -> Values:
    return {
        "vote_minutes": reader.number("vote_minutes", least=5, most=120),
        "vote_default": reader.choice("vote_default", [each.value for each in Otherwise]),
        "honors_price": reader.flag("honors_price"),
    }


def read_hold(reader: Reader, _store: Store) -> Values:
    values: Values = {
        "hold_days": reader.number("hold_days", least=1, most=60),
        "hot_minutes": reader.number("hot_minutes", least=15, most=A_DAY),
        "extend_days": reader.number("extend_days", least=1, most=30),
        "refunds_uncollected": reader.flag("refunds_uncollected"),
        "remind_hours": reader.number("remind_hours", least=0, most=60 * 24),
        "remind_last_day": reader.flag("remind_last_day"),
        "quiet_from": reader.clock("quiet_from"),
        "quiet_until": reader.clock("quiet_until"),
        "messages_by": _in_order(reader),
    }
    hours, days = values["remind_hours"], values["hold_days"]
    if hours and days and hours >= days * 24:
        reader.wrong("remind_hours", _("By then the order has waited its %(days)d days.", days=days))
    return values


READERS: dict[str, Callable[[Reader, Store], Values]] = {
    "methods": read_methods,
    "pickups": read_pickups,
    "parcels": read_parcels,
    "counter": read_counter,
    "curbside": read_curbside,
    "shorts": read_shorts,
    "hold": read_hold,
}


def _phone(reader: Reader, country: str) -> str:
    value = reader.text("phone", most=30)
    if not value:
        return ""
    try:
        number = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        reader.wrong("phone", _("That’s not a whole phone number. Begin with + and the country’s code."))
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _currency(reader: Reader) -> str:
    value = reader.raw("currency").upper()
    if not (len(value) == 3 and is_currency(value)):
        reader.wrong("currency", _("Three letters of a currency, like EUR or USD."))
    return value


def _amount(reader: Reader, name: str, currency: str) -> int:
    """Minor units; nothing typed is nothing to pay."""
    value = reader.raw(name).replace(",", ".")
    try:
        amount = to_minor(value, currency)
    except ValueError:
        amount = -1
    if not 0 <= amount <= MOST_COST:
        reader.wrong(name, _("An amount like 6.50."))
    return amount


def _groups(reader: Reader) -> list[str]:
    """Names between commas, in lower case, each once."""
    found = [" ".join(name.split()).lower() for name in reader.raw("groups").split(",")]
    groups = list(dict.fromkeys(filter(None, found)))
    if len(groups) > MOST_GROUPS or any(len(name) > 40 for name in groups):
        reader.wrong(
            "groups", _("At most %(n)d groups, of %(most)d characters each.", n=MOST_GROUPS, most=40)
        )
    return groups


def _in_order(reader: Reader) -> list[str]:
    """The ways to write to a customer, first choice first; the same way twice counts once."""
    chosen = [reader.raw(f"by_{place}") for place in (1, 2)]
    found = list(dict.fromkeys(medium for medium in chosen if medium))
    if not found or not set(found) <= set(MEDIA):
        reader.wrong("by_1", _("Choose at least one way to write to customers."))
    return found
