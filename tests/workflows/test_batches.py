"""Several orders: all of a thing at once into the cart, then each unit to its order’s tote."""

import pytest
import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order, open_put_backs
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.waves import InCart
from associate.core.inventory.queries import level_here
from associate.db import db
from tests.support.packing import Bench, books_agree, now_
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.settings import press
from tests.support.shop import look_again

BOTH = ["HW-1001", "HW-1002"]
LOOKED = ["floor", "back", "fitting", "returns"]


@pytest.fixture
def bench(shop):
    yield Bench(shop)
    books_agree()


@pytest.fixture
def two(shop, bench):
    """A: a jacket and a kettle. B, promised later: two kettles."""
    first = shop.job(bench.order((shop.jacket, 1), (shop.kettle, 1), number="1001"))
    return first, shop.job(
        bench.order((shop.kettle, 2), number="1002", customer="c-joel", street="2 Pier Road")
    )


@pytest.fixture
def ana(app, shop, two):
    ana = Person(app, shop.ana).opens("/waves").sees("How do you sort?")
    return ana.taps("Start the walk", job=BOTH, mode="batch").sees("2 orders are yours", "0 of 4 in the cart")


def picked(job):
    return now_(job).units_picked, now_(job).state.value


def on_shelf(shop, variant):
    look_again()
    return shelf(level_here(shop.mill_quay.id, variant.id))


def test_a_cart_that_is_sorted_now_is_so_where_the_wave_is_open_too(app, shop, ana):
    ana.scans(KETTLE)
    other = Person(app, shop.ana, htmx=True)
    version = other.opens("/waves/W-1001").page.select_one("#work")["data-version"]
    ana.taps("The cart is full: sort now")
    other.opens("/waves/W-1001", v=version).sees("Whose is it?")


def test_all_of_a_thing_then_each_to_its_order(ana, shop, two):
    before = on_shelf(shop, shop.kettle)
    ana.scans(JACKET).sees("1 of 1 in the cart").scans(KETTLE).sees("1 of 3 in the cart", "2 more from here")
    assert ana.scans("7K4").code == "item_first"
    ana.opens("/waves/W-1001").scans(KETTLE, KETTLE).sees("That was the last", "Whose is it?")
    assert on_shelf(shop, shop.kettle) == before - 3
    assert [picked(job) for job in two] == [(0, "picking"), (0, "picking")]

    ana.scans(KETTLE).sees("Tote A, HW-1001", "Take an empty tote").scans("7K4").sees("Tote A (7K4), HW-1001")
    assert [picked(job)[0] for job in two] == [1, 0]
    ana.scans(KETTLE).sees("Tote B, HW-1002").scans("9MB").sees("2 more to sort")
    ana.scans(KETTLE).sees("Tote B (9MB), HW-1002", "That tote is complete")
    assert ana.scans(KETTLE).code == "extra"
    ana.opens("/waves/W-1001").scans(JACKET).sees("All picked", "Put the totes at the pack bench")
    ana.scans("LOC-R1").sees("W-1001 is done")
    assert [picked(job) for job in two] == [(2, "picked"), (2, "picked")]
    assert on_shelf(shop, shop.kettle) == before - 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(InCart)) == 0


def test_a_short_that_was_made_offline_on_one_of_them_is_refused_with_the_way_to_its_batch(ana, two):
    word = ana.opens("/pick/HW-1001").page.select_one("[data-page]")["data-page"]
    kettle = now_(two[0]).lines[1]
    form = {
        "line": kettle.id,
        "reason": "not_found",
        "looked": LOOKED,
        "units": "1",
        "command_id": "offline-1",
    }
    made = {"X-Made-On": word, "X-Made-At": "1", "HX-Request": "true"}
    answer = ana.client.post("/pick/HW-1001/shorts", data={**form, "csrf_token": ana.token}, headers=made)
    assert answer.headers["X-Fate"] == "refused"
    ana.opens("/outbox").sees("Refused: “Short: ", "HW-1002 × 2, HW-1001 go without. Report it in W-1001.")
    assert [line.short for job in two for line in now_(job).lines] == [0, 0, 0]


def test_a_short_falls_on_whoever_is_promised_last(ana, shop, two):
    ana.scans(JACKET, KETTLE).taps("Can’t find it")
    ana.sees("Whoever is promised last goes without: HW-1002 × 2").taps(
        "Report 2 short", reason="not_found", looked=LOOKED
    )
    ana.sees("2 short", "HW-1002 × 2", "Whose is it?")
    assert [line.short for job in two for line in now_(job).lines] == [0, 0, 2]
    assert on_shelf(shop, shop.kettle) == 0
    ana.scans(KETTLE, "7K4", JACKET).sees("All picked")
    assert [picked(job) for job in two] == [(2, "picked"), (0, "waiting")]


def test_what_lacks_is_brought_again_and_an_extra_goes_back(ana, shop, two):
    before = on_shelf(shop, shop.kettle)
    ana.scans(KETTLE).taps("The cart is full").scans(KETTLE, "7K4")
    ana.sees("On with the walk", "0 of 3 in the cart")
    ana.scans(JACKET, KETTLE, KETTLE).sees("Whose is it?").taps("Not here").sees(
        "1 lacks", "again, or report"
    )
    ana.scans(KETTLE, "9MB", KETTLE).sees("0 of 1 in the cart").scans(JACKET).sees("Whose is it?")
    cancel_order(now_(two[0]).order, reason="customer", by=SYSTEM)
    ana.opens("/waves/W-1001").sees("Nobody wants 1 of it any more", "It’s back")
    assert ana.posts("/waves/W-1001/end", store="MQ").code == "still_sorting"
    ana.opens("/waves/W-1001").scans(JACKET).sees("Nobody wants this one any more", "put it back")
    ana.opens("/waves/W-1001").sees("Put the totes at the pack bench")
    assert [(each.why, each.quantity) for each in open_put_backs(now_(two[0]))] == [("canceled", 1)]
    assert on_shelf(shop, shop.kettle) == before - 3


def test_the_store_says_how_a_walk_begins(app, shop, two):
    helen = press(Person(app, shop.helen).opens("/settings/parcels"), pick_mode="batch")
    press(helen.sees("sorted while picking → sorted after the walk", "Whoever starts it may still choose"))
    ana = Person(app, shop.ana).opens("/waves")
    assert [box.get("value") for box in ana.tree.findall(".//input[@name='mode'][@checked]")] == ["batch"]
    ana.taps("Start the walk", job=BOTH).sees("in the cart")
    assert ana.posts("/waves", store="MQ", job=BOTH, mode="zigzag").code in ("no_mode", "none_left")
