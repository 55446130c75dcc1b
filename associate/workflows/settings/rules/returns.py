"""Rules for returns: add, change, move, remove. Each adds to those before it, so their order counts."""

from typing import Any

import sqlalchemy as sa

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.returns import policy
from associate.core.returns.models import ReturnRule
from associate.core.stores.models import Store
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate
from associate.words import _
from associate.workflows.settings.forms.returns import fields_of, says_of
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "returns"
PLAIN = ("name", "category", "tag", "store_group", "country")


def is_theirs(rule: ReturnRule, staff: Staff, store: Store) -> bool:
    """Who looks after one store says what holds there; who spans stores says it for all of them."""
    return staff.can("choose_store") or rule.store_id == store.id


def rule_at(place: int, *, staff: Staff, store: Store) -> ReturnRule:
    """The rule with this number, from 1. Raises Missing, also where it is somebody else’s to say."""
    rules = policy.rules()
    if not 1 <= place <= len(rules) or not is_theirs(rules[place - 1], staff, store):
        raise Missing("no_rule", _("There’s no such rule."))
    return rules[place - 1]


def currency_of(code: str, store: Store) -> str:
    """Whose money a rule is about: that of the store it names, else that of the one where it is written."""
    return db.session.scalar(sa.select(Store.currency).filter_by(code=code)) or store.currency


def state_of(rule: ReturnRule, store: Store) -> Snapshot:
    """What the form shows: the store by its code, money in major units."""
    named = db.session.get(Store, rule.store_id) if rule.store_id else None
    return {
        **{name: getattr(rule, name) for name in PLAIN},
        "since": rule.since.isoformat() if rule.since else "",
        "until": rule.until.isoformat() if rule.until else "",
        "in_store": named.code if named else "",
        **fields_of(rule.says, (named or store).currency),
    }


def list_state(store: Store) -> Snapshot:
    """All rules in order, for what adds to them, moves or removes them."""
    return {"rules": [state_of(rule, store) for rule in policy.rules()]}


def columns_of(values: dict[str, Any], store: Store) -> dict[str, Any]:
    """The columns of the model from the fields of the form."""
    from_day, to_day = (policy.day_of(values[name]) for name in ("since", "until"))
    code = values["in_store"]
    return {
        **{name: values[name] for name in PLAIN},
        "since": from_day,
        "until": to_day,
        "store_id": db.session.scalar(sa.select(Store.id).filter_by(code=code)) if code else None,
        "says": says_of(values, currency_of(code, store)),
    }


def add(values: dict[str, Any], *, seen: str, store: Store, intent: Intent, by: Actor) -> Said:
    """A new rule behind the others: it has the last word. Raises OutOfDate("changed_since")."""
    with atomic(*policy.rules()):
        if (done := answered(intent)) is not None:
            return done
        _must_be(seen, store)
        last = max((rule.position for rule in policy.rules()), default=0)
        rule = ReturnRule(position=last + 1, **columns_of(values, store))
        db.session.add(rule)
        db.session.flush()
        record("return_rule.added", about=rule, by=by, section=SECTION, **_said(values))
        return answer(intent, **saved())


def change(
    place: int, values: dict[str, Any], *, seen: str, staff: Staff, store: Store, intent: Intent, by: Actor
) -> Said:
    """Raises OutOfDate("changed_since"), Missing("no_rule")."""
    with atomic(*policy.rules()):
        if (done := answered(intent)) is not None:
            return done
        rule = rule_at(place, staff=staff, store=store)
        before = state_of(rule, store)
        must_be_current(rule, SECTION, seen, before)
        for name, value in columns_of(values, store).items():
            setattr(rule, name, value)
        db.session.flush()
        keep_change(rule, SECTION, differences(before, state_of(rule, store)), by=by, thing=rule.name)
        return answer(intent, **saved())


def step(
    place: int, direction: int, *, seen: str, staff: Staff, store: Store, intent: Intent, by: Actor
) -> Said:
    """One rule up (-1) or down (1). Raises OutOfDate: changed_since, at_the_end; Missing("no_rule")."""
    with atomic(*policy.rules()):
        if (done := answered(intent)) is not None:
            return done
        _must_be(seen, store)
        rule, rules, other = rule_at(place, staff=staff, store=store), policy.rules(), place + direction
        if not 1 <= other <= len(rules):
            raise OutOfDate("at_the_end", _("It’s at the end already."))
        _swap(rule, rules[other - 1])
        record("return_rule.moved", about=rule, by=by, section=SECTION, name=rule.name, place=other)
        return answer(intent, **saved())


def remove(place: int, *, seen: str, staff: Staff, store: Store, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since"), Missing("no_rule")."""
    with atomic(*policy.rules()):
        if (done := answered(intent)) is not None:
            return done
        _must_be(seen, store)
        rule = rule_at(place, staff=staff, store=store)
        record("return_rule.removed", about=rule, by=by, section=SECTION, **_said(state_of(rule, store)))
        db.session.delete(rule)
        db.session.flush()
        return answer(intent, **saved())


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What the journal keeps of a rule: the fields that say something."""
    return {name: value for name, value in values.items() if value}


def _must_be(seen: str, store: Store) -> None:
    must_be_current(ReturnRule(id=0), SECTION, seen, list_state(store))


def _swap(one: ReturnRule, other: ReturnRule) -> None:
    """By way of a place that nobody has: positions are unique."""
    here, there = one.position, other.position
    for rule, position in ((one, 0), (other, here), (one, there)):
        rule.position = position
        db.session.flush()
