"""The rules as they stand: the operator's own, or the ones that hold until there are any."""

from typing import NamedTuple

import sqlalchemy as sa

from associate.core.routing.choose import SORTS, Filters, Rule
from associate.core.routing.rules import Action, RoutingRule
from associate.db import db
from associate.words import _

WORTH_SPLITTING = 5000  # minor units; a second parcel costs more than a small order earns
PATIENCE = 5  # days that an order nobody can send waits before it is canceled


class Entry(NamedTuple):
    """One rule of the book, with whether it is used."""

    rule: Rule
    is_active: bool


def rows() -> list[RoutingRule]:
    """The operator's own, in order."""
    return list(db.session.scalars(sa.select(RoutingRule).order_by(RoutingRule.position)))


def book() -> list[Entry]:
    """Every rule in order; the built-in ones where the operator has written none."""
    own = rows()
    return [Entry(rule_of(row), row.is_active) for row in own] or [Entry(rule, True) for rule in built_in()]


def the_rules() -> list[Rule]:
    """What orders are routed by."""
    return [entry.rule for entry in book() if entry.is_active]


def rule_of(row: RoutingRule) -> Rule:
    """Raises pydantic's ValidationError for filters or sorts that are none."""
    return Rule(
        row.name,
        row.action,
        Filters.model_validate(row.filters),
        SORTS.validate_python(row.sorts),
        row.split_above,
        row.park_days,
    )


def columns_of(rule: Rule) -> dict[str, object]:
    """The rule as columns of RoutingRule; what is as usual in its filters is left out."""
    return {
        "name": rule.name,
        "action": rule.action,
        "filters": rule.filters.model_dump(mode="json", exclude_defaults=True),
        "sorts": [sort.value for sort in rule.sorts],
        "split_above": rule.split_above,
        "park_days": rule.park_days,
    }


def built_in() -> list[Rule]:
    """One store near by that has it all, else several, else wait."""
    near = Filters(same_country=True, min_stock=True)
    by = SORTS.validate_python(["distance", "capacity"])
    return [
        Rule(str(_("One store has it all")), Action.ASSIGN, near, by),
        Rule(str(_("Several stores together")), Action.SPLIT, near, by, split_above=WORTH_SPLITTING),
        Rule(str(_("Wait for stock")), Action.PARK, park_days=PATIENCE),
    ]
