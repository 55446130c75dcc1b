"""Buffers as pages: three lists of sentences, and what a rule would touch before it is saved."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Product, Variant
from associate.core.inventory.buffers import BufferKind, BufferRule, BufferRules, Ruling, place_of, thing_of
from associate.core.inventory.models import StockLevel
from associate.core.inventory.safety import levels_where
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, stamp
from associate.db import db
from associate.words import _, later, ngettext
from associate.workflows.settings.forms.buffers import Choices, read_buffer
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.buffers import (
    SECTION,
    columns_of,
    list_state,
    rule_at,
    rules_of,
    state_of,
)
from associate.workflows.settings.screens.drafting import draft_of

KINDS = {
    BufferKind.SAFETY: (
        later("Safety stock"),
        later("Never promised to anybody: the last one on a shelf is often not there."),
    ),
    BufferKind.THRESHOLD: (
        later("Not shown to a web shop"),
        later("A web shop sees fewer than are free, so that it doesn’t sell the last ones."),
    ),
    BufferKind.MINIMUM: (
        later("Minimum to route"),
        later("A store that has fewer free isn’t given an order to send."),
    ),
}


@dataclass(frozen=True)
class Named:
    """A rule that is only thought about."""

    kind: BufferKind
    units: int
    tag: str = ""
    category: str = ""
    store_id: int | None = None
    store_group: str = ""
    channel_id: int | None = None


@dataclass(frozen=True)
class Line:
    place: int
    units: int
    sentence: str


@dataclass(frozen=True)
class Shelf:
    """The rules of one kind."""

    kind: BufferKind
    title: object
    hint: object
    lines: list[Line]
    seen: str


def shelves() -> list[Shelf]:
    return [
        Shelf(
            kind,
            title,
            hint,
            [Line(n, rule.units, sentence(state_of(rule))) for n, rule in enumerate(rules_of(kind), 1)],
            stamp(list_state(kind)),
        )
        for kind, (title, hint) in KINDS.items()
    ]


def sentence(values: dict[str, Any]) -> str:
    """ "3 of Clothing tagged sale, in Mill Quay, for Web shop"."""
    words = [ngettext("%(num)d unit", "%(num)d units", values["units"] or 0)]
    words.append(
        _("of %(category)s", category=values["category"]) if values["category"] else _("of everything")
    )
    if values["tag"]:
        words.append(_("tagged %(tag)s", tag=values["tag"]))
    if values["in_store"]:
        words.append(_("in %(store)s", store=_store_name(values["in_store"])))
    if values["store_group"]:
        words.append(_("in stores of the group %(group)s", group=values["store_group"]))
    if not values["in_store"] and not values["store_group"]:
        words.append(_("in every store"))
    if values["channel"]:
        words.append(_("for %(shop)s", shop=_shop_name(values["channel"])))
    return " ".join(map(str, words))


def open_new(kind: BufferKind) -> Draft:
    blank = {"units": 1, "category": "", "tag": "", "in_store": "", "store_group": "", "channel": ""}
    return opened(blank, stamp(list_state(kind)), None)


def draft_new(kind: BufferKind, form: Any) -> Draft:
    reader, before = Reader(form), list_state(kind)
    values = read_buffer(reader, kind, choices())
    return draft_of(
        reader,
        values,
        about=BufferRule(id=0),
        section=SECTION,
        before=before,
        after=lambda: {**before, **{name: value for name, value in values.items() if value != ""}},
        effects=lambda: effects(kind, values, None),
    )


def open_rule(kind: BufferKind, place: int) -> Draft:
    rule = rule_at(kind, place)
    return opened(state_of(rule), stamp(state_of(rule)), last_change(rule, SECTION))


def draft_rule(kind: BufferKind, place: int, form: Any) -> Draft:
    reader, rule = Reader(form), rule_at(kind, place)
    values = read_buffer(reader, kind, choices())
    return draft_of(
        reader,
        values,
        about=rule,
        section=SECTION,
        before=state_of(rule),
        after=lambda: values,
        effects=lambda: effects(kind, values, place),
    )


def effects(kind: BufferKind, values: dict[str, Any], place: int | None) -> list[str]:
    """How many products and stores the rule touches, and where another one has the last word."""
    rule = Named(kind, **columns_of(values))
    rules: list[Ruling] = list(rules_of(kind))
    at = len(rules) if place is None else place - 1
    found = _levels(rule)
    after = BufferRules([*rules[:at], rule, *rules[at + (place is not None) :]])
    return [_touches(rule, found), *_overruled(after, rule, found)]


def choices() -> Choices:
    """What a rule may name: what there is."""
    stores = list(db.session.scalars(sa.select(Store).order_by(Store.name)))
    tags = {str(tag) for each in db.session.scalars(sa.select(Product.tags)) for tag in each}
    categories = db.session.scalars(sa.select(Product.category).where(Product.category != "").distinct())
    groups = {str(group) for store in stores for group in store.groups}
    shops = db.session.scalars(sa.select(Channel).where(Channel.is_active).order_by(Channel.name))
    return {
        "category": [(name, name) for name in sorted(categories)],
        "tag": [(name, name) for name in sorted(tags)],
        "in_store": [(store.code, store.name) for store in stores],
        "store_group": [(name, name) for name in sorted(groups)],
        "channel": [(shop.key, shop.name) for shop in shops],
    }


def _levels(rule: Ruling) -> list[Any]:
    """(product, category, tags, store, its groups, own safety) of each level that it names."""
    find = sa.select(
        Product.id, Product.category, Product.tags, Store.id, Store.groups, StockLevel.own_safety
    ).select_from(StockLevel)
    find = find.join(Variant, Variant.id == StockLevel.variant_id).join(
        Product, Product.id == Variant.product_id
    )
    find = find.join(Store, Store.id == StockLevel.store_id).where(levels_where(rule))
    return list(db.session.execute(find))


def _touches(rule: Ruling, found: list[Any]) -> str:
    products, stores = len({row[0] for row in found}), len({row[3] for row in found})
    if not found:
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


def _overruled(rules: BufferRules, rule: Named, found: list[Any]) -> list[str]:
    """Where a later rule, or a figure that was set for that one thing, says otherwise."""
    marked = replace(rule, units=-1)
    seen = BufferRules([marked if each is rule else each for each in rules.rules])
    kinds, own, later_ones = rule.kind, 0, set()
    for product, category, tags, store, groups, own_safety in found:
        if kinds == BufferKind.SAFETY and own_safety is not None:
            own += 1
        elif seen.units(kinds, thing_of(category, tags), place_of(store, groups), rule.channel_id) != -1:
            later_ones.add(product)
    words = []
    if later_ones:
        words.append(
            ngettext(
                "For %(num)d of them a later rule wins.",
                "For %(num)d of them a later rule wins.",
                len(later_ones),
            )
        )
    if own:
        words.append(
            ngettext(
                "%(num)d figure that somebody set by hand stays.",
                "%(num)d figures that somebody set by hand stay.",
                own,
            )
        )
    return [str(each) for each in words]


def _store_name(code: str) -> str:
    return db.session.scalar(sa.select(Store.name).filter_by(code=code)) or code


def _shop_name(key: str) -> str:
    return db.session.scalar(sa.select(Channel.name).filter_by(key=key)) or key
