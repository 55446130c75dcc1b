"""Choosing a store: pure, so no database."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from associate.core.routing.choose import SORTS, Filters, Item, Offer, Rule, Sort, Want, by_hand, choose
from associate.core.routing.rules import Action

JACKET, KETTLE, LAMP = 1, 2, 3
NEAREST = (Sort.DISTANCE,)


def want(*units, value=10_000):
    return Want(tuple(Item(10 + n, variant, n_) for n, (variant, n_) in enumerate(units)), value)


def offer(store, km=10.0, jackets=5, kettles=5, **more):
    return Offer(store, {JACKET: jackets, KETTLE: kettles}, km=km, **more)


def assign(sorts=NEAREST, **filters):
    return Rule("assign", Action.ASSIGN, Filters(**filters), tuple(sorts))


def split(sorts=NEAREST, above=None, **filters):
    return Rule("split", Action.SPLIT, Filters(**filters), tuple(sorts), split_above=above)


def stores(decision):
    return [part.store for part in decision.parts]


def because(decision):
    return {verdict.store: verdict.because for verdict in decision.verdicts}


def test_the_nearest_that_has_all_of_it_gets_it():
    offers = [offer("AMS", 40), offer("UTR", 4, jackets=1), offer("HAA", 12)]
    decision = choose(want((JACKET, 2)), offers, [assign()])
    assert (stores(decision), decision.outcome, decision.rule) == (["HAA"], "assigned", "assign")
    assert because(decision) == {"UTR": "too_few", "HAA": "", "AMS": ""}
    assert [verdict.store for verdict in decision.verdicts if verdict.chosen] == ["HAA"]


def test_a_distance_nobody_knows_comes_last_and_there_the_own_country_first():
    far = offer("AAA", None, same_country=False)
    assert stores(choose(want((JACKET, 1)), [far, offer("ZZZ", None)], [assign()])) == ["ZZZ"]
    assert stores(choose(want((JACKET, 1)), [far, offer("ZZZ", 900.0)], [assign()])) == ["ZZZ"]


def test_equals_are_taken_by_their_code_whatever_order_they_come_in():
    offers = [offer("B"), offer("A"), offer("C")]
    for turned in (offers, offers[::-1]):
        assert stores(choose(want((JACKET, 1)), turned, [assign()])) == ["A"]


MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("facts", "filters", "why"),
    [
        ({"ships": False}, {}, "ships_not"),
        ({"paused_until": MONDAY}, {}, "paused"),
        ({"today": 40, "a_day": 40}, {}, "full_today"),
        ({"a_day": 0}, {}, "full_today"),
        ({"hour": 6, "an_hour": 6}, {}, "full_hour"),
        ({"is_open": False, "opens_at": MONDAY}, {"open": True}, "closed"),
        ({"same_country": False}, {"same_country": True}, "other_country"),
        ({"km": 51.0}, {"within_km": 50}, "too_far"),
        ({"km": None}, {"within_km": 50}, "km_unknown"),
        ({}, {"groups_in": ("north",)}, "not_in_group"),
        ({"groups": frozenset({"outlet"})}, {"groups_out": ("outlet",)}, "in_group"),
        ({"minimum": {JACKET: 6}}, {"min_stock": True}, "under_minimum"),
        ({"safety": {JACKET: 5}}, {}, "too_few"),
        ({"jackets": 0}, {}, "too_few"),
    ],
)
def test_what_keeps_a_store_out_is_told(facts, filters, why):
    decision = choose(want((JACKET, 1)), [offer("AMS", **facts)], [assign(**filters)])
    assert (decision.outcome, because(decision)) == ("parked", {"AMS": why})


@pytest.mark.parametrize(
    ("facts", "filters"),
    [
        ({"today": 39, "a_day": 40, "hour": 5, "an_hour": 6}, {}),
        ({"is_open": False}, {}),
        ({"km": 50.0}, {"within_km": 50}),
        ({"groups": frozenset({"north"})}, {"groups_in": ("south", "north")}),
        ({"minimum": {JACKET: 5}}, {"min_stock": True}),
        ({"minimum": {JACKET: 9}}, {}),
        ({"safety": {JACKET: 5}}, {"safety": False}),
        ({"safety": {JACKET: 4}}, {}),
    ],
)
def test_what_just_passes(facts, filters):
    assert stores(choose(want((JACKET, 1)), [offer("AMS", **facts)], [assign(**filters)])) == ["AMS"]


@pytest.mark.parametrize(
    ("sort", "first", "second"),
    [
        (Sort.CAPACITY, {"today": 9, "a_day": 40}, {"today": 2, "a_day": 4}),
        (Sort.CAPACITY, {"load": 2}, {"load": 3}),
        (Sort.BALANCE, {"jackets": 9}, {"jackets": 8}),
        (Sort.COST, {"cost": 400}, {"cost": 500}),
    ],
)
def test_sorts(sort, first, second):
    offers = [offer("A", 1, **second), offer("B", 99, **first)]
    assert stores(choose(want((JACKET, 1)), offers, [assign([sort, Sort.DISTANCE])])) == ["B"]


def test_an_order_in_one_piece_where_one_store_has_it_else_as_few_parcels_as_can_be():
    three = [offer("A", 1, 1, 0), offer("B", 2, 1, 1), offer("C", 3, 0, 1), offer("D", 4, 3, 0)]
    wanted = want((JACKET, 3), (KETTLE, 1))
    decision = choose(wanted, three, [assign(), split()])
    assert (stores(decision), decision.outcome, decision.rule) == (["B", "D"], "split", "split")
    assert [dict(part.lines) for part in decision.parts] == [{10: 1, 11: 1}, {10: 2}]
    assert stores(choose(wanted, [*three, offer("E", 90)], [split()])) == ["E"]


def test_below_its_value_an_order_is_never_split():
    offers = [offer("A", 1, 1, 0), offer("B", 2, 0, 1)]
    rules = [split(above=5_000), Rule("wait", Action.PARK, park_days=5)]
    wanted = want((JACKET, 1), (KETTLE, 1), value=4_999)
    decision = choose(wanted, offers, rules)
    assert (decision.rule, decision.outcome, decision.park_days) == ("wait", "parked", 5)
    worth = want((JACKET, 1), (KETTLE, 1), value=5_000)
    assert stores(choose(worth, offers, rules)) == ["A", "B"]


def test_all_items_splits_nothing():
    offers = [offer("A", 1, 1, 0), offer("B", 2, 0, 1)]
    decision = choose(want((JACKET, 1), (KETTLE, 1)), offers, [split(all_items=True)])
    assert (decision.outcome, because(decision)) == ("parked", {"A": "too_few", "B": "too_few"})


def test_of_equally_few_parcels_the_cheapest_together():
    offers = [
        Offer("A", {JACKET: 1}, cost=1),
        Offer("B", {JACKET: 2}, cost=3),
        Offer("C", {KETTLE: 1}, cost=4),
        Offer("D", {JACKET: 1, KETTLE: 1}, cost=9),
    ]
    wanted = want((JACKET, 2), (KETTLE, 1))
    assert stores(choose(wanted, offers, [split([Sort.COST])])) == ["B", "C"]
    assert stores(choose(wanted, offers, [split([])])) == ["A", "D"]


def test_many_small_shelves_make_one_order():
    offers = [offer(f"S{n}", n, 2, 0) for n in range(6)]
    decision = choose(want((JACKET, 11)), offers, [split()])
    assert len(decision.parts) == 6 and sum(part.lines[10] for part in decision.parts) == 11
    assert choose(want((JACKET, 13)), offers, [split()]).parts == ()


def test_two_lines_of_one_thing_share_what_is_there():
    decision = choose(want((JACKET, 3), (JACKET, 4)), [offer("A", 1, 5), offer("B", 2, 2)], [split()])
    assert [dict(part.lines) for part in decision.parts] == [{10: 3, 11: 2}, {11: 2}]
    assert choose(want((JACKET, 3), (JACKET, 3)), [offer("A", 1, 5)], [assign()]).outcome == "parked"


def test_the_first_rule_that_acts_decides_and_none_parks():
    near, anywhere = assign(within_km=5), Rule("anywhere", Action.ASSIGN, Filters(), NEAREST)
    assert choose(want((JACKET, 1)), [offer("A")], [near, anywhere]).rule == "anywhere"
    nobody = choose(want((LAMP, 1)), [offer("A")], [near, anywhere])
    assert (nobody.rule, nobody.outcome, nobody.park_days) == ("", "parked", None)
    assert choose(want((JACKET, 1)), [offer("A")], []).outcome == "parked"


def test_a_store_that_sent_it_on_is_not_asked_again():
    decision = choose(want((JACKET, 1)), [offer("A", 1), offer("B", 2)], [assign()], without=["A"])
    assert stores(decision) == ["B"] and because(decision)["A"] == "sent_on"


def test_a_person_may_name_any_store_that_has_all_of_it():
    offers = [offer("A", 1), offer("B", 900, ships=False, safety={JACKET: 5})]
    assert stores(by_hand(want((JACKET, 5)), offers, "B")) == ["B"]
    assert by_hand(want((JACKET, 6)), offers, "B").parts == ()


@pytest.mark.parametrize(
    "filters",
    [{"within_km": 0}, {"within_km": "far"}, {"near": True}, {"groups_in": [""]}, {"open": "maybe"}],
)
def test_filters_that_are_none_are_refused(filters):
    with pytest.raises(ValidationError):
        Filters.model_validate(filters)


def test_a_sort_that_is_none_is_refused():
    assert SORTS.validate_python(["distance", "cost"]) == (Sort.DISTANCE, Sort.COST)
    with pytest.raises(ValidationError):
        SORTS.validate_python(["nearest"])
