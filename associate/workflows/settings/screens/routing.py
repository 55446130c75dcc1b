"""Routing rules as pages: the book, one rule, and what they would have done."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from associate.core.events.words import setting_words
from associate.core.routing.book import Entry, book, rows
from associate.core.routing.choose import Filters, Rule, Sort
from associate.core.routing.decisions import Reason, facts_of, reason_of, store_names
from associate.core.routing.rules import Action, RoutingRule
from associate.core.routing.tryout import Trial, Tried, try_out
from associate.core.routing.words import SORT_WORDS, rule_words
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, stamp
from associate.db import db
from associate.words import _, later, ngettext
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.routing import as_fields, read_rule, rule_from
from associate.workflows.settings.rules.routing import (
    SECTION,
    book_state,
    entry_at,
    readable,
    row_at,
    state_of,
)
from associate.workflows.settings.screens.drafting import draft_of

ACTIONS = {
    Action.ASSIGN: (
        later("One store sends all of it"),
        later("The first by these sorts that has everything"),
    ),
    Action.SPLIT: (
        later("Several stores may share it"),
        later("Over as few as can be; one, where one has all"),
    ),
    Action.PARK: (later("It waits"), later("For stock, a person, or the day it is canceled")),
}
SHOWN = 60  # orders of a dry run on the page; those that would go elsewhere first


@dataclass(frozen=True)
class Line:
    """One rule of the book as a sentence."""

    place: int
    name: str
    sentence: str
    is_active: bool


@dataclass(frozen=True)
class Went:
    """One order of a dry run: where it went, where it would go, and what each store had to say."""

    trial: Trial
    before: str
    after: str
    rule: str
    reasons: list[Reason]


@dataclass(frozen=True)
class DryRun:
    tried: Tried
    summary: str
    rules: list[tuple[str, int]]
    stores: list[tuple[str, int, int]]
    orders: list[Went]

    @property
    def hidden(self) -> int:
        return len(self.tried.trials) - len(self.orders)


Preview = tuple[Draft, DryRun | None]
"""A form as it was sent; with the dry run where it can be taken and isn't meant yet."""


def overview(store: Store) -> dict[str, Any]:
    lines = [
        Line(place, entry.rule.name, rule_words(entry.rule, store.currency), entry.is_active)
        for place, entry in enumerate(book(), 1)
    ]
    return {"lines": lines, "is_built_in": not rows(), "seen": stamp(book_state())}


def open_new(store: Store) -> Draft:
    rule = Rule("", Action.ASSIGN, Filters(same_country=True, min_stock=True), (Sort.DISTANCE,))
    return opened(as_fields(rule, True, store.currency), stamp(book_state()), None)


def draft_new(store: Store, form: Any) -> Preview:
    reader = Reader(form)
    values = read_rule(reader, groups(), store.currency)
    run: list[DryRun] = []
    draft = draft_of(
        reader,
        values,
        about=_about(None),
        section=SECTION,
        before=book_state(),
        after=lambda: {**book_state(), **shown_as(values)},
        effects=lambda: _effects(_with_new(book(), values), run),
    )
    return draft, next(iter(run), None)


def open_rule(store: Store, place: int) -> Draft:
    entry, row = entry_at(place), row_at(place)
    last = last_change(row, SECTION) if row else None
    return opened(as_fields(entry.rule, entry.is_active, store.currency), stamp(state_of(entry)), last)


def draft_rule(store: Store, place: int, form: Any) -> Preview:
    reader, entry = Reader(form), entry_at(place)
    values = read_rule(reader, groups(), store.currency)
    run: list[DryRun] = []
    draft = draft_of(
        reader,
        values,
        about=_about(row_at(place)),
        section=SECTION,
        before=state_of(entry),
        after=lambda: as_state(values),
        effects=lambda: _effects(_with_changed(place, values), run),
    )
    if not draft.changes:
        return draft, None
    before, after = readable(state_of(entry)), readable(as_state(values))
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    told = {key: [_words(key, before.get(key)), _words(key, after.get(key))] for key in keys}
    return replace(draft, changes=told), next(iter(run), None)


def as_state(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "action": Action(values["action"])}


def shown_as(values: dict[str, Any]) -> dict[str, Any]:
    return {key: _words(key, value) for key, value in readable(as_state(values)).items() if value}


def around(store: Store, draft: Draft, run: DryRun | None, place: int | None) -> dict[str, Any]:
    """The choices of the form; and once it is previewed, the dry run with the rule as it was typed."""
    return {
        "place": place,
        "actions": [(action, label, hint) for action, (label, hint) in ACTIONS.items()],
        "sorts": [(sort, SORT_WORDS[sort]) for sort in Sort],
        "groups": [(group, group, "") for group in groups()],
        "currency": store.currency,
        "run": run,
        "told": rule_words(rule_from(draft.values), store.currency) if run else None,
    }


def dry_run() -> DryRun:
    """With the rules as they stand."""
    return _told(try_out([entry.rule for entry in book() if entry.is_active]))


def groups() -> list[str]:
    """Names of all groups that some store is in."""
    return sorted({str(group) for each in db.session.scalars(sa.select(Store.groups)) for group in each})


def _about(row: RoutingRule | None) -> RoutingRule:
    return row or RoutingRule(id=0)  # never saved: a built-in rule has nothing behind it to ask about


def _with_new(entries: list[Entry], values: dict[str, Any]) -> list[Entry]:
    parks = (n for n, each in enumerate(entries) if each.rule.action == Action.PARK and each.is_active)
    place = next(parks, len(entries))
    return [*entries[:place], Entry(rule_from(values), values["is_active"]), *entries[place:]]


def _with_changed(place: int, values: dict[str, Any]) -> list[Entry]:
    changed = Entry(rule_from(values), values["is_active"])
    return [changed if n == place else entry for n, entry in enumerate(book(), 1)]


def _effects(entries: list[Entry], keep: list[DryRun]) -> list[str]:
    """What the dry run says in a sentence; the run itself is kept for the page."""
    run = _told(try_out([entry.rule for entry in entries if entry.is_active]))
    keep.append(run)
    words = [run.summary]
    if not any(entry.is_active for entry in entries):
        words.append(_("No rule is on: every order would wait for a person."))
    return words


def _told(tried: Tried) -> DryRun:
    names = store_names()
    first = sorted(tried.trials, key=lambda trial: (not trial.differs, -trial.placed_at.timestamp()))
    return DryRun(
        tried,
        _summary(tried),
        [(rule or _("No rule"), n) for rule, n in tried.by_rule.most_common()],
        [(names.get(code, code), was, will) for code, (was, will) in tried.by_store.items()],
        [_went(trial, names) for trial in first[:SHOWN]],
    )


def _summary(tried: Tried) -> str:
    n = len(tried.trials)
    if not n:
        return _("No order has shipped yet to try the rules on.")
    of = ngettext("Of the last %(num)d order that ships", "Of the last %(num)d orders that ship", n)
    moved = _("%(n)d would have gone elsewhere", n=tried.moved)
    waited = _("%(n)d would have waited.", n=tried.parked)
    return f"{of}, {moved}, {waited}"


def _went(trial: Trial, names: dict[str, str]) -> Went:
    before = ", ".join(names.get(code, code) for code in trial.before)
    after = ", ".join(names.get(code, code) for code in trial.would_go)
    reasons = [reason_of(facts_of(verdict), names) for verdict in trial.after.verdicts]
    return Went(trial, before or _("no store"), after or _("waits"), trial.after.rule, reasons)


def _words(key: str, value: Any) -> str:
    if key == "action" and value:
        return str(ACTIONS[Action(value)][0])
    if key == "sorts":
        return ", ".join(str(SORT_WORDS[Sort(sort)]) for sort in value or [])
    return setting_words(value)
