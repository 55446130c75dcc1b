"""A phone on the floor: a shelf counted by scanning and typing, a box sent from one store to another."""

import pytest

from associate.core.acts.check import mismatches
from tests.support.hands import Hands

JACKET, KETTLE = "96385074", "4006381333931"


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.phone(), server.url).signs_in(shop.ana)


@pytest.mark.later
def test_a_shelf_is_counted_and_reviewed_on_phones(devices, server, shop, ana):
    ana.opens("/counts").page.select_option("#location", "B-2")
    ana.page.locator("form", has=ana.page.locator("#location")).get_by_role("button").click()
    ana.sees("not counted yet").scans(KETTLE, KETTLE).sees("2 counted")
    ana.page.get_by_label("On the shelf").fill("18")
    ana.taps("That’s all, next").sees("Everything is counted").taps("Hand it in").sees("Handed in")
    marcus = Hands(devices.phone(), server.url).signs_in(shop.marcus).opens("/counts")
    marcus.page.get_by_role("link", name="B-2").click()
    marcus.sees("Expected 20, counted 18").taps("Accept").sees("The books follow.")
    assert shop.level(shop.kettle) == (18, 0, 0) and list(mismatches()) == []


def test_a_box_goes_from_one_store_to_the_other(devices, server, shop, ana):
    ana.opens("/transfers/new").scans(JACKET, JACKET).sees("2 wanted, 20 free")
    ana.taps("Ask Castle Row").sees("T-1001 asked for")
    charlie = Hands(devices.phone(), server.url).signs_in(shop.charlie).opens("/transfers/T-1001")
    charlie.scans(JACKET, JACKET).sees("2 of 2 in the box").scans(JACKET).sees(
        "are in the box. Put this one back"
    )
    charlie.taps("Send 2 units").sees("2 sent")
    ana.opens("/transfers/T-1001").scans(JACKET).sees("1 of 2 here").scans(JACKET).sees("Received")
    assert shop.level(shop.jacket) == (22, 0, 0) and list(mismatches()) == []
