"""Routing rules: add, change, move, switch off. They hold for every store."""

from typing import Any

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.routing.book import Entry, book, built_in, columns_of, rows
from associate.core.routing.rules import Action, RoutingRule
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate
from associate.words import _
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "routing"
COLUMNS = ("name", "is_active", "action", "filters", "sorts", "split_above", "park_days")


def entry_at(place: int) -> Entry:
    """The rule with this number, from 1. Raises Missing."""
    entries = book()
    if not 1 <= place <= len(entries):
        raise Missing("no_rule", _("There’s no such rule."))
    return entries[place - 1]


def row_at(place: int) -> RoutingRule | None:
    """The operator's own row with this number; None while the built-in rules hold."""
    own = rows()
    return own[place - 1] if 1 <= place <= len(own) else None


def state_of(entry: Entry) -> Snapshot:
    """What the form shows: two with the same stamp show the same."""
    columns = columns_of(entry.rule)
    return {**{name: columns[name] for name in columns}, "is_active": entry.is_active}


def book_state() -> Snapshot:
    """All rules in order, for what adds to them or moves them."""
    return {"rules": [[entry.rule.name, entry.is_active] for entry in book()]}


def readable(state: Snapshot) -> Snapshot:
    """As the journal keeps it and people read it: every filter by itself."""
    filters = {f"filter_{name}": value for name, value in state["filters"].items()}
    plain = {name: state[name] for name in COLUMNS if name not in ("filters", "action")}
    return {**plain, "action": Action(state["action"]).value, **filters}


def add(values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """A new rule before the first that parks, so that it is ever asked. Raises OutOfDate("changed_since")."""
    with atomic(*rows()):
        if (done := answered(intent)) is not None:
            return done
        own = _own()
        _must_be_the_book(seen)
        place = next(
            (n for n, row in enumerate(own) if row.action == Action.PARK and row.is_active), len(own)
        )
        for row in reversed(own[place:]):
            row.position += 1
            db.session.flush()
        row = RoutingRule(position=place + 1, **values)
        db.session.add(row)
        db.session.flush()
        record("routing_rule.added", about=row, by=by, section=SECTION, name=row.name)
        return answer(intent, **saved())


def change(place: int, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since"), Missing("no_rule")."""
    with atomic(*rows()):
        if (done := answered(intent)) is not None:
            return done
        before, row = state_of(entry_at(place)), _own()[place - 1]
        must_be_current(row, SECTION, seen, before)
        for name in COLUMNS:
            setattr(row, name, values[name])
        row.action = Action(values["action"])
        db.session.flush()
        changes = differences(readable(before), readable(state_of(entry_at(place))))
        keep_change(row, SECTION, changes, by=by, thing=row.name)
        return answer(intent, **saved())


def step(place: int, direction: int, *, seen: str, intent: Intent, by: Actor) -> Said:
    """One rule up (-1) or down (1). Raises OutOfDate: changed_since, at_the_end; Missing("no_rule")."""
    with atomic(*rows()):
        if (done := answered(intent)) is not None:
            return done
        _must_be_the_book(seen)
        entry_at(place)
        own, other = _own(), place + direction
        if not 1 <= other <= len(own):
            raise OutOfDate("at_the_end", _("It’s at the end already."))
        _swap(own[place - 1], own[other - 1])
        row = own[place - 1]
        record("routing_rule.moved", about=row, by=by, section=SECTION, name=row.name, place=other)
        return answer(
            intent,
            kind="ok",
            word=_("Moved"),
            what=_("%(name)s is number %(n)d now.", name=row.name, n=other),
        )


def _own() -> list[RoutingRule]:
    """The operator's rows; the first deed makes the built-in rules theirs."""
    own = rows()
    if not own:
        for position, rule in enumerate(built_in(), 1):
            db.session.add(RoutingRule(position=position, is_active=True, **columns_of(rule)))
        db.session.flush()
        own = rows()
    return own


def _must_be_the_book(seen: str) -> None:
    own = rows()
    about = own[0] if own else RoutingRule(id=0)
    must_be_current(about, SECTION, seen, book_state())


def _swap(one: RoutingRule, other: RoutingRule) -> None:
    """By way of a place that nobody has: positions are unique."""
    here, there = one.position, other.position
    for row, position in ((one, 0), (other, here), (one, there)):
        row.position = position
        db.session.flush()
