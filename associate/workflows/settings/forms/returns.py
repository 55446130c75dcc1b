"""What the page about one rule for returns takes, and that rule as its form shows it."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from associate.core.returns.deals import DEALS
from associate.core.returns.models import Condition, Disposition
from associate.money import to_major, to_minor
from associate.words import _
from associate.workflows.settings.forms.reading import Reader

Choices = Mapping[str, list[tuple[str, str]]]
"""Field → (value, label): what a rule may name."""

NAMED = ("category", "tag", "in_store", "store_group", "country")
YES_NO = ("returnable", "final_sale", "hygiene", "needs_reason", "no_receipt", "exchange_same_price")
NUMBERS = {
    "days": (0, 3650),
    "days_after_shipping": (0, 90),
    "per_customer_units": (0, 9999),
    "per_customer_days": (1, 3650),
    "promotion_size": (1, 99),
    "promotion_free": (1, 99),
}
MONEY = (
    "ceiling",
    "second_person_above",
    "no_receipt_ceiling",
    "label_cost",
    "restocking_per_unit",
)
LISTS = ("needs_note", "needs_photo", "to_credit_kinds")
PLACES = {f"goes_{condition.value}": condition for condition in Condition}
DISPOSED = tuple(each for each in Disposition if each != Disposition.CROSS_DOCK)
KINDS = ("card", "gift_card", "cash", "bank")
SAID = (
    *YES_NO,
    "promotion",
    *NUMBERS,
    "open_until",
    *MONEY,
    "restocking_percent",
    *LISTS,
    *PLACES,
)
MOST = 10**9  # minor units


def read_rule(reader: Reader, choices: Choices, currency: str) -> dict[str, Any]:
    """The fields as the form has them; what stays empty, the rule says nothing about."""
    values: dict[str, Any] = {"name": reader.text("name", most=80, needed=True)}
    values |= {name: _day(reader, name) for name in ("since", "until")}
    if values["since"] and values["until"] and values["since"] > values["until"]:
        reader.wrong("until", _("It ends before it begins."))
    values |= {name: reader.choice(name, [value for value, _label in choices[name]]) for name in NAMED}
    values |= _said(reader, choices, currency)
    if not any(values[name] for name in SAID):
        reader.wrong("days", _("The rule says nothing yet. Fill in one thing."))
    return values


def _said(reader: Reader, choices: Choices, currency: str) -> dict[str, Any]:
    plain = {name: reader.choice(name, ["", "yes", "no"]) for name in YES_NO}
    for name, (least, most) in NUMBERS.items():
        number = reader.number(name, least=least, most=most, may_be_empty=True)
        plain[name] = "" if number is None else str(number)
    plain["open_until"] = _day(reader, "open_until")
    plain["promotion"] = reader.choice("promotion", ["", *DEALS])
    _must_be_a_promotion(reader, plain)
    plain |= {name: _money(reader, name, currency) for name in MONEY}
    plain["restocking_percent"] = _percent(reader, "restocking_percent")
    plain |= {name: reader.choice(name, ["", *DISPOSED]) for name in PLACES}
    return plain | {name: _several(reader, name, choices) for name in LISTS}


def _must_be_a_promotion(reader: Reader, plain: Mapping[str, Any]) -> None:
    size, free = (int(plain[name] or 0) for name in ("promotion_size", "promotion_free"))
    if not plain["promotion"]:
        if size or free:
            reader.wrong("promotion", _("Say which promotion these numbers are of."))
    elif not (size and free):
        reader.wrong("promotion_size", _("Say of how many, and how many are free: 3 and 1 is 3 for 2."))
    elif plain["promotion"] == "cheapest_free" and free >= size:
        reader.wrong("promotion_free", _("That would make all of them free."))


def says_of(values: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """What the rule keeps: by the names that policy.with_said reads, money in minor units."""
    said: dict[str, Any] = {name: values[name] == "yes" for name in YES_NO if values[name]}
    said |= {name: int(values[name]) for name in NUMBERS if values[name]}
    said |= {name: values[name] for name in ("promotion", "open_until", *LISTS) if values[name]}
    said |= {name: to_minor(values[name], currency) for name in MONEY if values[name]}
    if values["restocking_percent"]:
        said["restocking_basis_points"] = int(Decimal(values["restocking_percent"]) * 100)
    if places := {PLACES[name].value: values[name] for name in PLACES if values[name]}:
        said["dispositions"] = places
    return said


def fields_of(says: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """The same back, for the form."""
    fields: dict[str, Any] = {name: _word(says.get(name)) for name in YES_NO}
    fields |= {name: str(says.get(name, "")) for name in NUMBERS}
    fields |= {name: says.get(name, "") for name in ("promotion", "open_until")}
    fields |= {name: _major(says.get(name), currency) for name in MONEY}
    points = says.get("restocking_basis_points")
    fields["restocking_percent"] = "" if points is None else f"{Decimal(points) / 100:f}"
    places = says.get("dispositions", {})
    fields |= {name: places.get(condition.value, "") for name, condition in PLACES.items()}
    return fields | {name: list(says.get(name, [])) for name in LISTS}


def _word(said: bool | None) -> str:
    return "" if said is None else "yes" if said else "no"


def _major(amount: int | None, currency: str) -> str:
    return "" if amount is None else str(to_major(amount, currency))


def _day(reader: Reader, name: str) -> str:
    found = reader.day(name) if reader.raw(name) else None
    return found.isoformat() if found else ""


def _several(reader: Reader, name: str, choices: Choices) -> list[str]:
    chosen = set(reader.form.getlist(name))
    return [value for value, _label in choices[name] if value in chosen]


def _money(reader: Reader, name: str, currency: str) -> str:
    def amount(text: str) -> str:
        minor = to_minor(text, currency)
        if not 0 <= minor < MOST:
            raise ValueError(text)
        return _major(minor, currency)

    return _figure(reader, name, amount, _("An amount like 50 or 49.90."))


def _percent(reader: Reader, name: str) -> str:
    def percent(text: str) -> str:
        figure = Decimal(text)
        if not (0 <= figure <= 100 and figure * 100 == int(figure * 100)):
            raise ValueError(text)
        return f"{figure:f}"

    return _figure(reader, name, percent, _("A percentage from 0 to 100, like 10 or 12.5."))


def _figure(reader: Reader, name: str, read: Callable[[str], str], sentence: str) -> str:
    text = reader.raw(name).replace(",", ".")
    try:
        return read(text) if text else ""
    except (ValueError, InvalidOperation):
        reader.wrong(name, sentence)
        return ""
