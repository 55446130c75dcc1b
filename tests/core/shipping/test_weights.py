"""Dimensional weight by dated rules, exact to the gram."""

from datetime import date

import pytest

from associate.core.shipping.weights import DimRule, billable_weight, dimensional_weight, rule_for

BEFORE, AFTER = date(2026, 7, 11), date(2026, 7, 12)


def inches(*sides):
    return tuple(int(side * 25.4) for side in sides)  # what is measured as so many


@pytest.mark.parametrize(
    ("carrier", "day", "size", "pounds"),
    [
        ("ups", AFTER, inches(12, 12, 12), 13),  # 1728 / 139 = 12.4
        ("UPS", AFTER, inches(12, 12, 12), 13),  # as carriers are written
        ("fedex", AFTER, (305, 305, 305), 16),  # 12.008 in is 13 now: 2197 / 139 = 15.8
        ("fedex", date(2025, 8, 17), (305, 305, 305), 13),  # and was 12
        ("usps", AFTER, inches(12, 12, 12), 0),  # 1728 in³ is not above it
        ("usps", AFTER, inches(12, 12, 13), 14),  # 1872 / 139 = 13.5
        ("usps", BEFORE, inches(12, 12, 13), 12),  # 1872 / 166 = 11.3
    ],
)
def test_by_carrier_and_day(carrier, day, size, pounds):
    assert dimensional_weight(size, rule_for(carrier, day)) == -(-pounds * 45359237 // 100000)


def test_the_greater_of_both_is_charged():
    size = inches(12, 12, 12)
    assert billable_weight(5000, size, "ups", AFTER) == 5897
    assert billable_weight(9000, size, "ups", AFTER) == 9000


def test_a_carrier_without_a_rule_charges_what_it_weighs():
    assert rule_for("turtle", AFTER) is None
    assert billable_weight(700, (900, 900, 900), "turtle", AFTER) == 700


def test_a_rule_that_begins_later_doesnt_count_yet():
    later = DimRule("ups", date(2027, 1, 1), 100)
    assert rule_for("ups", AFTER, (later,)) is None
    assert rule_for("ups", date(2027, 1, 1), (later,)) == later


@pytest.mark.parametrize(("mm", "side"), [(38, 1), (39, 2)])  # a half inch is 38.1 mm with one inch
def test_to_the_nearest_a_half_goes_up(mm, side):
    rule = DimRule("x", AFTER, 1, rounds_up=False, unit_g=rule_for("ups", AFTER).unit_g * 0 + 1)
    assert dimensional_weight((mm, 25, 25), rule) == side
