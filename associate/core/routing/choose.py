"""Which store does an order: pure. What it wants, what each store offers and the rules go in, a decision with
its reasons comes out. No database, no clock.

A rule is filters → sorts → action, tried in turn until one acts. Three things no rule waves away: a store
that doesn't ship, one that is paused or closed against its hours, and one that is full for the hour or day.

`RoutingRule.filters` is an object with the fields of `Filters`, `RoutingRule.sorts` a list of the values of
`Sort`, the weightiest first. Ties end with the store's code, so that the same facts decide the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from associate.core.routing.rules import Action
from associate.core.routing.split import Have, fewest

BY_HAND = "by_hand"  # what stands for a rule's name where a person chose the store
Group = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Filters(BaseModel):
    """What a store must be for a rule to consider it. Empty lets every store through."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    open: bool = False  # by its hours, now
    same_country: bool = False  # as the address
    within_km: Annotated[int, Field(ge=1, le=20_000)] | None = None  # an unknown distance isn't within
    min_stock: bool = False  # a thing counts only from the minimum-to-route on
    safety: bool = True  # leave the safety stock where it is
    all_items: bool = False  # no part of an order; for ASSIGN that is so anyway
    groups_in: tuple[Group, ...] = ()  # in one of these
    groups_out: tuple[Group, ...] = ()  # in none of these


class Sort(StrEnum):
    DISTANCE = "distance"  # nearest first; unknown last, and there the address's own country first
    CAPACITY = "capacity"  # the least of its orders a day used up, then the fewest open jobs
    BALANCE = "balance"  # the most left of what is wanted, so that stores empty evenly
    COST = "cost"  # the cheapest parcel; when splitting, the cheapest parcels together


SORTS = TypeAdapter(tuple[Sort, ...])


@dataclass(frozen=True)
class Rule:
    name: str
    action: Action
    filters: Filters = Filters()
    sorts: tuple[Sort, ...] = ()
    split_above: int | None = None  # minor units of the order's currency; None: any order
    park_days: int | None = None


HAND = Rule(BY_HAND, Action.ASSIGN, Filters(safety=False), (Sort.DISTANCE,))
"""What a person who names a store looks at."""


@dataclass(frozen=True)
class Item:
    """Units of one order line still to be sent."""

    line: int
    variant: int
    units: int


@dataclass(frozen=True)
class Want:
    items: tuple[Item, ...]
    value: int = 0  # minor units
    has_sets: bool = False

    @property
    def units(self) -> int:
        return sum(item.units for item in self.items)

    @property
    def by_variant(self) -> dict[int, int]:
        wanted: dict[int, int] = {}
        for item in self.items:
            wanted[item.variant] = wanted.get(item.variant, 0) + item.units
        return wanted


@dataclass(frozen=True)
class Offer:
    """One store as it is at that moment. `free` is on hand − reserved − held by variant."""

    store: str  # its code
    free: Mapping[int, int]
    safety: Mapping[int, int] = field(default_factory=dict)
    minimum: Mapping[int, int] = field(default_factory=dict)  # to be routed at all, by variant
    km: float | None = None
    same_country: bool = True
    ships: bool = True
    is_open: bool = True
    opens_at: datetime | None = None  # next, where it is closed now
    paused_until: datetime | None = None  # a pause or a closing against its hours that still lasts
    today: int = 0  # jobs it was given today, and in the last hour
    a_day: int | None = None
    hour: int = 0
    an_hour: int | None = None
    load: int = 0  # jobs nobody has finished
    cost: int = 0  # of a usual parcel, minor units
    groups: frozenset[str] = frozenset()

    @property
    def used(self) -> float:
        """The share of its day that is taken: 0 where there is no limit."""
        return self.today / self.a_day if self.a_day else 0.0


@dataclass(frozen=True)
class Verdict:
    """What one rule thought of one store. `because` is empty where it passed; see core/routing/words.py."""

    store: str
    because: str = ""
    km: float | None = None
    has: int = 0  # units it could send, of
    wants: int = 0
    today: int = 0
    a_day: int | None = None
    until: datetime | None = None
    chosen: bool = False

    @property
    def passed(self) -> bool:
        return not self.because


@dataclass(frozen=True)
class Part:
    store: str
    lines: Mapping[int, int]  # order line → units


@dataclass(frozen=True)
class Decision:
    """`outcome`: assigned, split or parked. `rule` is empty where no rule acted."""

    rule: str
    outcome: str
    parts: tuple[Part, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    park_days: int | None = None


def choose(
    want: Want, offers: Sequence[Offer], rules: Sequence[Rule], *, without: Collection[str] = ()
) -> Decision:
    """The first rule that acts decides. `without`: stores that have sent it on already.

    Where none acts the order is parked without a date. A parked order carries the verdicts of the last rule
    that looked for a store.
    """
    verdicts: tuple[Verdict, ...] = ()
    for rule in rules:
        if rule.action == Action.PARK:
            return Decision(rule.name, "parked", (), verdicts, rule.park_days)
        verdicts, parts = consider(want, offers, rule, without)
        if parts:
            return Decision(
                rule.name, "split" if len(parts) > 1 else "assigned", parts, _mark(verdicts, parts)
            )
    return Decision("", "parked", (), verdicts)


def by_hand(want: Want, offers: Sequence[Offer], store: str) -> Decision:
    """A person names the store: all of it there, whatever the rules say, if it has all. Else parked."""
    verdicts, _whoever = consider(want, offers, HAND)
    named = next(offer for offer in offers if offer.store == store)
    if any(named.free.get(variant, 0) < units for variant, units in want.by_variant.items()):
        return Decision(BY_HAND, "parked", (), verdicts)
    parts = (Part(store, {item.line: item.units for item in want.items}),)
    return Decision(BY_HAND, "assigned", parts, _mark(verdicts, parts))


def consider(
    want: Want, offers: Sequence[Offer], rule: Rule, without: Collection[str] = ()
) -> tuple[tuple[Verdict, ...], tuple[Part, ...]]:
    """What the rule thinks of every store, in the order of its sorts, and what it gives to whom."""
    ranked = sorted(offers, key=lambda offer: _rank(offer, want, rule))
    verdicts = tuple(_verdict(offer, want, rule, without) for offer in ranked)
    fine = [offer for offer, verdict in zip(ranked, verdicts, strict=True) if verdict.passed]
    haves = [Have(offer.store, _units(offer, want, rule.filters), offer.cost) for offer in fine]
    if not want.items:
        return verdicts, ()
    found = fewest(
        want.by_variant, haves, may_split=_may_split(want, rule), by_cost=rule.sorts[:1] == (Sort.COST,)
    )
    return verdicts, _parts(want, found)


def _parts(want: Want, found: list[tuple[str, dict[int, int]]]) -> tuple[Part, ...]:
    """Each store's units of a thing on the order's lines, the first lines first."""
    left = {item.line: item.units for item in want.items}
    parts = []
    for store, units in found:
        lines = {}
        for item in want.items:
            if taken := min(left[item.line], units.get(item.variant, 0)):
                lines[item.line] = taken
                left[item.line] -= taken
                units[item.variant] -= taken
        parts.append(Part(store, lines))
    return tuple(parts)


def _may_split(want: Want, rule: Rule) -> bool:
    """A set’s parts leave together, or what one store lacks would be half a set at another."""
    return rule.action == Action.SPLIT and want.value >= (rule.split_above or 0) and not want.has_sets


def _verdict(offer: Offer, want: Want, rule: Rule, without: Collection[str]) -> Verdict:
    has = sum(_units(offer, want, rule.filters).values())
    because, until = _stopped(offer, without) or _filtered(offer, rule.filters) or ("", None)
    if not because:
        because = _too_few(offer, want, rule, has)
    return Verdict(offer.store, because, offer.km, has, want.units, offer.today, offer.a_day, until)


def _stopped(offer: Offer, without: Collection[str]) -> tuple[str, datetime | None] | None:
    """What no rule waves away."""
    if offer.store in without:
        return "sent_on", None
    if not offer.ships:
        return "ships_not", None
    if offer.paused_until:
        return "paused", offer.paused_until
    if offer.a_day is not None and offer.today >= offer.a_day:
        return "full_today", None
    if offer.an_hour is not None and offer.hour >= offer.an_hour:
        return "full_hour", None
    return None


def _filtered(offer: Offer, filters: Filters) -> tuple[str, datetime | None] | None:
    if filters.open and not offer.is_open:
        return "closed", offer.opens_at
    if filters.same_country and not offer.same_country:
        return "other_country", None
    if filters.within_km is not None and offer.km is None:
        return "km_unknown", None
    if filters.within_km is not None and offer.km is not None and offer.km > filters.within_km:
        return "too_far", None
    if filters.groups_in and not offer.groups.intersection(filters.groups_in):
        return "not_in_group", None
    if offer.groups.intersection(filters.groups_out):
        return "in_group", None
    return None


def _too_few(offer: Offer, want: Want, rule: Rule, has: int) -> str:
    is_whole = rule.action == Action.ASSIGN or rule.filters.all_items
    if has == want.units or (has and not is_whole):
        return ""
    with_less = sum(_units(offer, want, rule.filters.model_copy(update={"min_stock": False})).values())
    return "under_minimum" if with_less > has else "too_few"


def _units(offer: Offer, want: Want, filters: Filters) -> dict[int, int]:
    """Units it could send, by variant."""
    return {each: min(n, _free(offer, each, filters)) for each, n in want.by_variant.items()}


def _free(offer: Offer, variant: int, filters: Filters) -> int:
    free = offer.free.get(variant, 0) - (offer.safety.get(variant, 0) if filters.safety else 0)
    enough = not filters.min_stock or free >= offer.minimum.get(variant, 0)
    return max(0, free) if enough else 0


def _rank(offer: Offer, want: Want, rule: Rule) -> tuple[tuple[float, ...] | str, ...]:
    left = sum(_free(offer, variant, rule.filters) for variant in want.by_variant)
    far = float("inf") if offer.km is None else offer.km
    ranks: dict[Sort, tuple[float, ...]] = {
        Sort.DISTANCE: (far, 0 if offer.same_country else 1),
        Sort.CAPACITY: (offer.used, offer.load),
        Sort.BALANCE: (-left,),
        Sort.COST: (offer.cost,),
    }
    return (*(ranks[sort] for sort in rule.sorts), offer.store)


def _mark(verdicts: tuple[Verdict, ...], parts: tuple[Part, ...]) -> tuple[Verdict, ...]:
    taken = {part.store for part in parts}
    return tuple(replace(verdict, chosen=verdict.store in taken) for verdict in verdicts)
