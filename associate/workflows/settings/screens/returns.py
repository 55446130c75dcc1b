"""Rules for returns as pages: a list of sentences, and what a rule would touch before it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.models import Product
from associate.core.events.setting_words import label_of
from associate.core.events.words import setting_words
from associate.core.returns import policy
from associate.core.returns.deals import DEALS
from associate.core.returns.models import ReturnRule
from associate.core.returns.policy import Case, case_of, day_in, fits
from associate.core.stores.models import Store
from associate.core.stores.reasons import BUILT_IN, Family, ReasonRow
from associate.core.stores.settings import last_change, stamp
from associate.core.stores.staff import Staff
from associate.db import db
from associate.words import _, language, ngettext
from associate.workflows.settings.forms.columns import country_names
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.returns import (
    DISPOSED,
    KINDS,
    LISTS,
    SAID,
    Choices,
    fields_of,
    read_rule,
)
from associate.workflows.settings.rules.returns import (
    SECTION,
    columns_of,
    currency_of,
    is_theirs,
    list_state,
    rule_at,
    state_of,
)
from associate.workflows.settings.screens.drafting import draft_of

BLANK: dict[str, Any] = {
    **dict.fromkeys(("name", "category", "tag", "in_store", "store_group", "country", "since", "until"), ""),
    **fields_of({}, "EUR"),
}


@dataclass(frozen=True)
class Line:
    place: int
    name: str
    where: str
    says: str
    when: str
    is_mine: bool


def overview(staff: Staff, store: Store) -> dict[str, Any]:
    rules = policy.rules()
    lines = [_line(place, rule, staff, store) for place, rule in enumerate(rules, 1)]
    return {"lines": lines, "seen": stamp(list_state(store)), "plain": policy.PLAIN}


def open_new(staff: Staff, store: Store) -> Draft:
    blank = BLANK if staff.can("choose_store") else {**BLANK, "in_store": store.code}
    return opened(blank, stamp(list_state(store)), None)


def draft_new(staff: Staff, store: Store, form: Any) -> Draft:
    reader, before = Reader(form), list_state(store)
    values = read_rule(reader, choices(staff, store), currency_of(reader.raw("in_store"), store))
    return draft_of(
        reader,
        values,
        about=ReturnRule(id=0),
        section=SECTION,
        before=before,
        after=lambda: {**before, **{name: value for name, value in values.items() if value}},
        effects=lambda: effects(values, store, None),
    )


def open_rule(staff: Staff, store: Store, place: int) -> Draft:
    rule = rule_at(place, staff=staff, store=store)
    state = state_of(rule, store)
    return opened(state, stamp(state), last_change(rule, SECTION))


def draft_rule(staff: Staff, store: Store, place: int, form: Any) -> Draft:
    reader, rule = Reader(form), rule_at(place, staff=staff, store=store)
    values = read_rule(reader, choices(staff, store), currency_of(reader.raw("in_store"), store))
    return draft_of(
        reader,
        values,
        about=rule,
        section=SECTION,
        before=state_of(rule, store),
        after=lambda: values,
        effects=lambda: effects(values, store, place),
    )


def around(staff: Staff, store: Store, draft: Draft, place: int | None) -> dict[str, Any]:
    """What the page about one rule shows beside its form."""
    offered = choices(staff, store)
    return {
        "place": place,
        "choices": offered,
        "lists": {name: [(value, label, "") for value, label in offered[name]] for name in LISTS},
        "deals": [(deal, setting_words(deal)) for deal in DEALS],
        "told": _told(draft.values) if draft.is_previewed else "",
        "list_seen": stamp(list_state(store)),
        "currency": currency_of(draft.typed.get("in_store", ""), store),
    }


def choices(staff: Staff, store: Store) -> Choices:
    """What a rule may name: what there is; of stores those that are this person’s to speak for."""
    stores = list(db.session.scalars(sa.select(Store).order_by(Store.name)))
    tags = {str(tag) for each in db.session.scalars(sa.select(Product.tags)) for tag in each}
    categories = db.session.scalars(sa.select(Product.category).where(Product.category != "").distinct())
    names, used = dict(country_names(language())), {each.country for each in stores}
    mine = [(each.code, each.name) for each in stores if staff.can("choose_store") or each.id == store.id]
    return {
        "category": _or_any(sorted(categories)),
        "tag": _or_any(sorted(tags)),
        "in_store": [("", str(_("Every store"))), *mine] if staff.can("choose_store") else mine,
        "store_group": _or_any(sorted({str(group) for each in stores for group in each.groups})),
        "country": [("", str(_("Any"))), *((code, names.get(code, code)) for code in sorted(used))],
        "needs_note": _reasons(),
        "needs_photo": _reasons(),
        "to_credit_kinds": [(kind, setting_words(kind)) for kind in KINDS],
        "places": [(each.value, setting_words(each.value)) for each in DISPOSED],
    }


def effects(values: dict[str, Any], store: Store, place: int | None) -> list[str]:
    """How many products and stores the rule touches, where a later one has the last word, and since when."""
    rule = ReturnRule(**columns_of(values, store))
    today = day_in(store, now())
    on = max(today, rule.since) if rule.since else min(today, rule.until) if rule.until else today
    stores = _stores_of(rule, on)
    products = _products_of(rule, on, stores)
    later = policy.rules()[place or len(policy.rules()) :]
    said = [_touches(len(products), len(stores)), *_overruled(rule, later, on, products, stores)]
    if rule.since is None or rule.since < today:
        said.append(str(_("It also holds for what was ordered before today.")))
    return said


def _stores_of(rule: ReturnRule, on: date) -> list[Store]:
    """Those that the rule names, whatever it says about products."""
    tags = frozenset({rule.tag})
    stores = db.session.scalars(sa.select(Store))
    return [each for each in stores if fits(rule, _case(rule.category, tags, each, on))]


def _products_of(
    rule: ReturnRule, on: date, stores: Iterable[Store]
) -> dict[int, tuple[str, frozenset[str]]]:
    """Id → category and tags of those that it names, in the first of its stores."""
    first = next(iter(stores), None)
    rows = db.session.execute(sa.select(Product.id, Product.category, Product.tags)) if first else ()
    known = ((key, (category, frozenset(map(str, tags)))) for key, category, tags in rows)
    return {key: thing for key, thing in known if first and fits(rule, _case(*thing, first, on))}


def _case(category: str, tags: frozenset[str], store: Store, on: date) -> Case:
    place = case_of(None, store, on)
    return Case(on, category, tags, place.store_id, place.groups, place.country)


def _touches(products: int, stores: int) -> str:
    if not products or not stores:
        return str(_("It touches nothing that any store has now."))
    things = ngettext("%(num)d product", "%(num)d products", products)
    return str(
        ngettext(
            "It touches %(things)s in %(num)d store.",
            "It touches %(things)s in %(num)d stores.",
            stores,
            things=things,
        )
    )


def _overruled(
    rule: ReturnRule,
    later: list[ReturnRule],
    on: date,
    products: dict[int, tuple[str, frozenset[str]]],
    stores: list[Store],
) -> list[str]:
    """Products of which a later rule says, in one of these stores, something of the same."""
    found: set[int] = set()
    for other in later:
        place = next(
            (each for each in stores if fits(other, _case(other.category, {other.tag}, each, on))), None
        )
        if place is not None and other.says.keys() & rule.says.keys():
            found |= {key for key, thing in products.items() if fits(other, _case(*thing, place, on))}
    if not found:
        return []
    return [
        str(
            ngettext(
                "For %(num)d of them a later rule says otherwise.",
                "For %(num)d of them a later rule says otherwise.",
                len(found),
            )
        )
    ]


def _line(place: int, rule: ReturnRule, staff: Staff, store: Store) -> Line:
    values = state_of(rule, store)
    return Line(place, rule.name, _where(values), _says(values), _when(values), is_theirs(rule, staff, store))


def _told(values: dict[str, Any]) -> str:
    return " ".join(filter(None, (f"{_where(values)}:", _says(values), _when(values))))


def _where(values: dict[str, Any]) -> str:
    """ "Shoes, tagged sale, in Mill Quay"."""
    words = [values["category"] or str(_("Everything"))]
    if values["tag"]:
        words.append(str(_("tagged %(tag)s", tag=values["tag"])))
    if values["in_store"]:
        name = db.session.scalar(sa.select(Store.name).filter_by(code=values["in_store"]))
        words.append(str(_("in %(store)s", store=name or values["in_store"])))
    if values["store_group"]:
        words.append(str(_("in stores of the group %(group)s", group=values["store_group"])))
    if values["country"]:
        country = dict(country_names(language())).get(values["country"], values["country"])
        words.append(str(_("in %(store)s", store=country)))
    return ", ".join(words)


def _says(values: dict[str, Any]) -> str:
    """ "Days to bring it back: 60; Final sale: yes"."""
    return "; ".join(f"{label_of(name)}: {setting_words(values[name])}" for name in SAID if values[name])


def _when(values: dict[str, Any]) -> str:
    """ "Orders from 2026-11-01"; empty where it always holds."""
    return "; ".join(f"{label_of(name)}: {values[name]}" for name in ("since", "until") if values[name])


def _or_any(names: list[str]) -> list[tuple[str, str]]:
    return [("", str(_("Any"))), *((name, name) for name in names)]


def _reasons() -> list[tuple[str, str]]:
    """Those of the house, then what stores added."""
    find = sa.select(ReasonRow.code, sa.func.max(ReasonRow.label)).where(ReasonRow.family == Family.RETURN)
    known = {code: str(words) for code, words in BUILT_IN[Family.RETURN].items()}
    own = {
        code: label for code, label in db.session.execute(find.group_by(ReasonRow.code)) if code not in known
    }
    return [*known.items(), *sorted(own.items())]
