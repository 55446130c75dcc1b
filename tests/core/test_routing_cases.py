"""Cases that other platforms test their own allocation by. What we expect stands here beside each id."""

import json

import pytest

from associate.core.routing.choose import Filters, Item, Offer, Rule, Sort, Want, by_hand, choose
from associate.core.routing.rules import Action
from associate.earth import haversine
from associate.money import share
from tests.support.shared import shared_files

EU_1, EU_2, EU_3 = 1, 2, 3
SKU_1, SKU_2, SKU_4 = 1, 2, 4
BY_CODE = (Rule("split", Action.SPLIT),)


def known(name):
    """(id, the case as given) of a file; nothing where a checkout hasn't it beside."""
    return {
        case["id"]: case
        for path in shared_files(f"cases/{name}.json")
        for case in json.loads(path.read_text())
    }


def europe():
    """Whole units: 5 for the 5.5 of the original. Out of stock or disabled there doesn't ship here."""
    return [
        Offer("eu-1", {SKU_1: 5}),
        Offer("eu-2", {SKU_1: 3, SKU_4: 6}),
        Offer("eu-3", {SKU_1: 10}, ships=False),
        Offer("eu-disabled", {SKU_1: 10}, ships=False),
    ]


def warehouses(first, second):
    return [Offer("W1", {SKU_1: first}), Offer("W2", {SKU_1: second})]


def given(want, offers, *rules):
    """Store → variant → units, of what is decided."""
    variants = {item.line: item.variant for item in want.items}
    decision = choose(want, offers, rules or BY_CODE)
    return {part.store: {variants[line]: n for line, n in part.lines.items()} for part in decision.parts}


def want(**units):
    return Want(tuple(Item(n, int(variant[1:]), units[variant]) for n, variant in enumerate(units)))


ALLOCATION = {
    "A01": lambda: given(want(v1=8, v4=4), europe()) == {"eu-1": {SKU_1: 5}, "eu-2": {SKU_1: 3, SKU_4: 4}},
    "A02": lambda: given(want(v1=7), europe()) == {"eu-1": {SKU_1: 5}, "eu-2": {SKU_1: 2}},
    "A04": lambda: given(want(v1=5, v2=3), europe()) == {},  # all or nothing: they keep half of it and say so
    "A06": lambda: given(want(v2=3), [Offer("us-1", {SKU_2: 5})]) == {"us-1": {SKU_2: 3}},
    "A08": lambda: _nearby() == [["eu-3"], ["eu-1", "eu-3"], [], ["eu-3"], ["eu-3", "eu-1"]],
    "A09": lambda: (
        given(want(v1=5), warehouses(4, 3), *by(Sort.BALANCE)) == {"W1": {SKU_1: 4}, "W2": {SKU_1: 1}}
    ),
    "A10": lambda: _pinned() == {"point"},
    "A13": lambda: given(want(v1=10), warehouses(4, 3)) == {},
    "A15": lambda: (
        given(want(v1=5), [Offer("NYC", {SKU_1: 2}), Offer("LA", {SKU_1: 10})]) == {"LA": {SKU_1: 5}}
    ),
    "A16": lambda: (
        given(want(v1=8), [Offer("NYC", {SKU_1: 5}), Offer("LA", {SKU_1: 5})])
        == {"LA": {SKU_1: 5}, "NYC": {SKU_1: 3}}
    ),
    "A19": lambda: (
        given(want(v1=1, v2=1), [Offer("loc2", {SKU_1: 9}), Offer("loc1", {SKU_1: 1, SKU_2: 1})])
        == {"loc1": {SKU_1: 1, SKU_2: 1}}
    ),
    "A20": lambda: _preferred() == ("second", "first"),
}
ELSEWHERE = {
    "A22": "the life of a reservation: tests/core/test_routing.py and the ledger's own tests",
    "A24": "a return that isn't put back on the shelf: the returns desk's",
}
"""Ids that aren't about choosing a store, and where they belong."""


def by(*sorts):
    return (Rule("split", Action.SPLIT, Filters(), sorts),)


def _pinned():
    """A pickup is pinned to its place: as when a person names the store."""
    offers = [*warehouses(4, 3), Offer("point", {SKU_1: 5})]
    return {part.store for part in by_hand(want(v1=5), offers, "point").parts}


def _preferred():
    """Their preferred location is a group of ours, asked for by an earlier rule."""
    offers = [Offer("first", {SKU_1: 10}), Offer("second", {SKU_1: 10}, groups=frozenset({"preferred"}))]
    preferred = Rule("preferred", Action.ASSIGN, Filters(groups_in=("preferred",)))
    default = Rule("default", Action.ASSIGN)
    chosen = (next(iter(given(want(v1=1), offers, *rules))) for rules in ([preferred, default], [default]))
    return tuple(chosen)


def _nearby():
    """Places within a radius, nearest first: our distance by the same formula, our filter, our sort."""
    places = {"eu-1": (48.9833, 2.6167), "eu-3": (47.8496, 12.067)}
    searches = (
        ((48.1223, 11.6205), 500), ((43.9333, 5.3833), 1000), ((44.4796, 7.502), 350),
        ((46.7781, 12.0522), 350), ((48.3567, 11.1385), 750),
    )  # fmt: skip
    found = []
    for here, radius in searches:
        near = Rule("near", Action.ASSIGN, Filters(within_km=radius), (Sort.DISTANCE,))
        offers = [Offer(code, {SKU_1: 1}, km=haversine(*here, *at)) for code, at in places.items()]
        verdicts = choose(want(v1=1), offers, [near]).verdicts
        found.append([verdict.store for verdict in verdicts if verdict.passed])
    return found


PRORATION = {
    "P01": ((1000, [199, 199, 199]), [334, 333, 333]),
    "P05": ((299, [4300, 1400, 2300]), [161, 53, 85]),  # theirs: 52 and 86, see OTHER_POLICY
    "P06": ((299, [1000, 1000, 1000]), [100, 100, 99]),
    "P08": ((40, [10, 0]), [40, 0]),
    "P10": ((-20, [100, 100]), [-10, -10]),
    "P11": ((-300, [4000, 2000, 2000]), [-150, -75, -75]),
    "P12": ((1000, [50, 50, 50]), [334, 333, 333]),  # theirs gives the odd cent to the last, in any order
    "P13": ((1500, [150, 50, 100]), [750, 250, 500]),
}


OTHER_POLICY = {"P05"}
"""Theirs goes by the larger remainder; ours floors and gives the odd cents to the first."""


@pytest.mark.parametrize("case", ALLOCATION)
def test_allocation(case):
    assert ALLOCATION[case]()


@pytest.mark.parametrize("case", PRORATION)
def test_proration(case):
    asked, shares = PRORATION[case]
    assert share(*asked) == shares and sum(shares) == asked[0]


@pytest.mark.parametrize("case", sorted(known("allocation")))
def test_every_allocation_case_is_answered_here_or_named(case):
    assert (case in ALLOCATION) != (case in ELSEWHERE)


@pytest.mark.parametrize("case", sorted(known("proration")))
def test_every_proration_case_is_answered_to_the_cent(case):
    expected = known("proration")[case]["expect"]
    cents = sorted(_cents(each) for each in expected)
    assert (sorted(PRORATION[case][1]) == cents) != (case in OTHER_POLICY)


def _cents(told):
    """ "3.34 (in any order)" or 161."""
    return told if isinstance(told, int) else round(float(told.split(" ")[0]) * 100)
