"""What is looked at when an order to be sent comes in."""

import pytest

from associate.core.shipping.boxes import Space
from associate.core.shipping.preflight import Doubt, Item, find, is_postcode

HOME = {"street": "1 Ferry Street", "city": "Portland", "country": "US", "postcode": "97211"}
PHONE = "+15035550118"
BOX = (Space("S", (300, 200, 100), 5_000),)
CUP = Item("CUP", (100, 100, 100), 300)


def doubts(address=HOME, phone=PHONE, items=(CUP,), boxes=BOX):
    return [finding.doubt for finding in find(address, phone, items, boxes)]


def test_nothing_to_say_about_a_sound_order():
    assert doubts() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"address": None}, [Doubt.ADDRESS]),
        ({"address": {**HOME, "street": " "}}, [Doubt.ADDRESS]),
        ({"address": {**HOME, "postcode": "9721"}}, [Doubt.POSTCODE]),
        ({"phone": ""}, [Doubt.PHONE]),
        ({"phone": "ring twice"}, [Doubt.PHONE]),
        ({"items": [Item("CUP", (100, 100, 100), None)]}, [Doubt.WEIGHT]),
        ({"items": [Item("CUP", (100, 100, 100), 0)]}, [Doubt.WEIGHT]),
        ({"items": [Item("POLE", (900, 10, 10), 300)]}, [Doubt.BOX]),
        ({"items": [Item("SAFE", (100, 100, 100), 9_000)]}, [Doubt.BOX]),
        ({"items": [Item("CUP", None, 300)]}, []),  # of an unknown size nobody can say
        ({"items": [Item("POLE", (900, 10, 10), 300)], "boxes": ()}, []),
    ],
)
def test_each_doubt(given, said):
    assert [doubt for doubt in doubts(**given) if doubt != Doubt.PHONE or "phone" in given] == said


def test_across_a_border_customs_are_thought_of_too():
    bare = Item("CUP", (100, 100, 100), 300, is_declarable=False)
    assert doubts(items=(bare,)) == []
    (found,) = find(HOME, PHONE, (bare, CUP), BOX, has_customs=True)
    assert (found.doubt, found.facts) == (Doubt.CUSTOMS, {"skus": ["CUP"]})


def test_a_phone_on_the_address_is_the_one_the_driver_rings():
    assert doubts(address={**HOME, "phone": PHONE}, phone="") == []


def test_facts_name_no_person():
    [finding] = find({**HOME, "postcode": "97"}, PHONE, [CUP], BOX)
    assert finding.facts == {"country": "US"}


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("IE", "D02 AF30", "D2 AF30"),
        ("GB", "EH1 1YZ", "EH11YZ1"),
        ("NL", "1012 AB", "0012 AB"),
        ("CA", "K1A 0B1", "D1A 0B1"),
        ("US", "97211-1234", "97211-12"),
        ("DE", "10115", "1011"),
        ("PT", "1000-205", "1000205-1"),
        ("FR", "75001", "7500A"),
    ],
)
def test_postcodes_by_country(country, good, bad):
    assert is_postcode(good, country) and is_postcode(good.lower(), country)
    assert not is_postcode(bad, country)


def test_a_country_we_dont_know_may_have_none():
    assert is_postcode("", "HK")
