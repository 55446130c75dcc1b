"""What the page about one routing rule takes."""

from collections.abc import Collection
from typing import Any

from associate.core.routing.choose import SORTS, Filters, Rule, Sort
from associate.core.routing.rules import Action
from associate.money import to_major, to_minor
from associate.words import _
from associate.workflows.settings.forms.reading import Reader

PLACES = ("first_by", "then_by", "last_by")
FLAGS = ("open", "same_country", "min_stock", "all_items")
FARTHEST = 20_000  # km, half around the Earth
LONGEST = 365  # days


def read_rule(reader: Reader, groups: Collection[str], currency: str) -> dict[str, Any]:
    """The columns of the rule; what its action doesn't use is left out of it."""
    name = reader.text("name", most=80, needed=True)
    action = reader.choice("action", [action.value for action in Action])
    looks = action != Action.PARK
    filters, sorts = (_filters(reader, groups), _sorts(reader)) if looks else ({}, [])
    split_above = _money(reader, currency) if action == Action.SPLIT else None
    days = None
    if action == Action.PARK:
        days = reader.number("park_days", least=1, most=LONGEST, may_be_empty=True)
    return {
        "name": name,
        "is_active": reader.flag("is_active"),
        "action": action,
        "filters": filters,
        "sorts": sorts,
        "split_above": split_above,
        "park_days": days,
    }


def rule_from(values: dict[str, Any]) -> Rule:
    return Rule(
        values["name"],
        Action(values["action"]),
        Filters.model_validate(values["filters"]),
        SORTS.validate_python(values["sorts"]),
        values["split_above"],
        values["park_days"],
    )


def as_fields(rule: Rule, is_active: bool, currency: str) -> dict[str, Any]:
    """The rule as its form shows it."""
    filters, above = rule.filters, rule.split_above
    sorts = dict(zip(PLACES, (sort.value for sort in rule.sorts), strict=False))
    return {
        "name": rule.name,
        "is_active": is_active,
        "action": rule.action.value,
        **{name: getattr(filters, name) for name in FLAGS},
        "use_safety": not filters.safety,
        "within_km": filters.within_km,
        "groups_in": list(filters.groups_in),
        "groups_out": list(filters.groups_out),
        **sorts,
        "split_above": "" if above is None else to_major(above, currency),
        "park_days": rule.park_days,
    }


def _filters(reader: Reader, groups: Collection[str]) -> dict[str, Any]:
    known = {name: reader.flag(name) for name in FLAGS}
    filters = Filters(
        **known,
        safety=not reader.flag("use_safety"),
        within_km=reader.number("within_km", least=1, most=FARTHEST, may_be_empty=True),
        groups_in=_groups(reader, "groups_in", groups),
        groups_out=_groups(reader, "groups_out", groups),
    )
    if set(filters.groups_in) & set(filters.groups_out):
        reader.wrong("groups_out", _("A group can’t be both in and out."))
    return filters.model_dump(mode="json", exclude_defaults=True)


def _groups(reader: Reader, name: str, groups: Collection[str]) -> tuple[str, ...]:
    chosen = set(reader.form.getlist(name))
    return tuple(group for group in groups if group in chosen)


def _sorts(reader: Reader) -> list[str]:
    """In the order of weight, each once; an empty place is skipped."""
    chosen = [reader.choice(place, ["", *Sort]) for place in PLACES]
    return [sort for sort in dict.fromkeys(chosen) if sort in set(Sort)]


def _money(reader: Reader, currency: str) -> int | None:
    text = reader.raw("split_above").replace(",", ".")
    if not text:
        return None
    try:
        amount = to_minor(text, currency)
    except ValueError:
        amount = -1
    if 0 <= amount < 10**9:
        return amount or None
    reader.wrong("split_above", _("An amount like 50 or 49.90."))
    return None
