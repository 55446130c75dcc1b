"""Buffer rules: add, change, move, remove. They hold for every store; levels and web shops follow at once."""

from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.published import look_again_at
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.inventory.buffers import BufferKind, BufferRule
from associate.core.inventory.safety import keep_safety
from associate.core.stores.models import Store
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.db import atomic, db, touch
from associate.errors import Missing, OutOfDate
from associate.words import _
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "buffers"
FIELDS = ("units", "category", "tag", "in_store", "store_group", "channel")


def rules_of(kind: BufferKind) -> list[BufferRule]:
    find = sa.select(BufferRule).filter_by(kind=kind).order_by(BufferRule.position)
    return list(db.session.scalars(find))


def rule_at(kind: BufferKind, place: int) -> BufferRule:
    """The rule of this kind with this number, from 1. Raises Missing."""
    rules = rules_of(kind)
    if not 1 <= place <= len(rules):
        raise Missing("no_rule", _("There’s no such rule."))
    return rules[place - 1]


def kind_of(name: str) -> BufferKind:
    """Raises Missing."""
    if name not in list(BufferKind):
        raise Missing("no_rule", _("There’s no such rule."))
    return BufferKind(name)


def state_of(rule: BufferRule) -> Snapshot:
    """What the form shows: stores and channels by code and key."""
    store = db.session.get(Store, rule.store_id) if rule.store_id else None
    channel = db.session.get(Channel, rule.channel_id) if rule.channel_id else None
    named = {name: getattr(rule, name) for name in ("units", "category", "tag")}
    return {
        **named,
        "in_store": store.code if store else "",
        "store_group": rule.store_group,
        "channel": channel.key if channel else "",
    }


def list_state(kind: BufferKind) -> Snapshot:
    """All rules of a kind in order, for what adds to them, moves or removes them."""
    return {"kind": kind.value, "rules": [state_of(rule) for rule in rules_of(kind)]}


def columns_of(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of the model from the fields of the form."""
    plain = {name: values[name] for name in ("units", "category", "tag", "store_group")}
    return {
        **plain,
        "store_id": _id(Store, code=values["in_store"]),
        "channel_id": _id(Channel, key=values["channel"]),
    }


def add(kind: BufferKind, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """A new rule behind the others: it wins where it fits. Raises OutOfDate("changed_since")."""
    with atomic(*rules_of(kind)):
        if (done := answered(intent)) is not None:
            return done
        _must_be(kind, seen)
        last = max((rule.position for rule in rules_of(kind)), default=0)
        rule = BufferRule(kind=kind, position=last + 1, **columns_of(values))
        db.session.add(rule)
        db.session.flush()
        record("buffer_rule.added", about=rule, by=by, section=SECTION, kind_of=kind.value, **values)
        return answer(intent, **_follow(kind))


def change(
    kind: BufferKind, place: int, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor
) -> Said:
    """Raises OutOfDate("changed_since"), Missing("no_rule")."""
    with atomic(*rules_of(kind)):
        if (done := answered(intent)) is not None:
            return done
        rule = rule_at(kind, place)
        before = state_of(rule)
        must_be_current(rule, SECTION, seen, before)
        for name, value in columns_of(values).items():
            setattr(rule, name, value)
        db.session.flush()
        keep_change(rule, SECTION, differences(before, state_of(rule)), by=by, thing=kind.value)
        return answer(intent, **_follow(kind))


def step(kind: BufferKind, place: int, direction: int, *, seen: str, intent: Intent, by: Actor) -> Said:
    """One rule up (-1) or down (1). Raises OutOfDate: changed_since, at_the_end; Missing("no_rule")."""
    with atomic(*rules_of(kind)):
        if (done := answered(intent)) is not None:
            return done
        _must_be(kind, seen)
        rule, rules, other = rule_at(kind, place), rules_of(kind), place + direction
        if not 1 <= other <= len(rules):
            raise OutOfDate("at_the_end", _("It’s at the end already."))
        _swap(rule, rules[other - 1])
        record("buffer_rule.moved", about=rule, by=by, section=SECTION, kind_of=kind.value, place=other)
        return answer(intent, **_follow(kind))


def remove(kind: BufferKind, place: int, *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since"), Missing("no_rule")."""
    with atomic(*rules_of(kind)):
        if (done := answered(intent)) is not None:
            return done
        _must_be(kind, seen)
        rule = rule_at(kind, place)
        record(
            "buffer_rule.removed", about=rule, by=by, section=SECTION, kind_of=kind.value, **state_of(rule)
        )
        db.session.delete(rule)
        db.session.flush()
        return answer(intent, **_follow(kind))


def _follow(kind: BufferKind) -> Said:
    """Safety stock stands in the levels, so that one statement can reserve against it."""
    if kind == BufferKind.SAFETY and keep_safety():
        for store_id in db.session.scalars(sa.select(Store.id)):
            touch(store_id)
    if kind == BufferKind.THRESHOLD:
        look_again_at()
    return saved()


def _must_be(kind: BufferKind, seen: str) -> None:
    must_be_current(BufferRule(id=0), SECTION, seen, list_state(kind))


def _swap(one: BufferRule, other: BufferRule) -> None:
    """By way of a place that nobody has: positions are unique."""
    here, there = one.position, other.position
    for rule, position in ((one, 0), (other, here), (one, there)):
        rule.position = position
        db.session.flush()


def _id(model: Any, **known: str) -> int | None:
    return db.session.scalar(sa.select(model.id).filter_by(**known)) if all(known.values()) else None
