"""Several orders on one walk: each thing, then the tote it goes into."""

import pytest

from associate.core.acts.cancel import cancel_order
from associate.core.catalog.codes import read_code
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.bags import take_bag
from associate.db import atomic
from tests.support.packing import Bench, books_agree, now_
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.printed import scans, words

BOTH = ["HW-1001", "HW-1002"]


@pytest.fixture
def bench(shop):
    yield Bench(shop)
    books_agree()


@pytest.fixture
def two(shop, bench):
    """A: a jacket and a kettle. B: a kettle."""
    first = shop.job(bench.order((shop.jacket, 1), (shop.kettle, 1), number="1001"))
    return first, shop.job(
        bench.order((shop.kettle, 1), number="1002", customer="c-joel", street="2 Pier Road")
    )


@pytest.fixture
def ana(app, shop, two):
    return Person(app, shop.ana).opens("/pick").taps("Several at once").taps("Start the walk", job=BOTH)


def picked(job):
    return now_(job).units_picked, now_(job).state.value


def test_sorted_while_picking_and_put_at_the_bench(ana, two, shop):
    ana.sees("W-1001", "0 of 3 picked", "no tag yet")
    ana.scans(JACKET).sees("→ tote A", "Take an empty tote", "Put one in here")
    assert picked(two[0]) == (0, "picking")
    ana.scans("BAG-7K4").sees("In tote A (7K4)", "1 of 3 picked")
    ana.scans(KETTLE).sees("→ tote A (7K4)", "Put it in, then scan the tote").scans("7K4").sees(
        "That tote is complete"
    )
    assert [picked(job) for job in two] == [(2, "picked"), (0, "picking")]
    ana.scans(KETTLE, "BAG-9MB").sees("All picked", "Put the totes at the pack bench")
    ana.scans("LOC-R1").sees("The totes are on", "7K4, 9MB", "W-1001 is done")
    assert all(bag.location for job in two for bag in now_(job).open_bags)


def test_what_is_in_hand_shows_where_the_wave_is_open_too(app, shop, ana):
    """No event tells of it; a screen that is called live shows it all the same."""
    other = Person(app, shop.ana, htmx=True)
    for code, sees in ((JACKET, "Scan tote A"), (None, "Scan the item")):
        version = other.opens("/waves/W-1001").page.select_one("#work")["data-version"]
        assert other.opens("/waves/W-1001", v=version).status == 204
        ana.scans(code) if code else ana.taps("Put it back")
        other.opens("/waves/W-1001", v=version).sees(sees)


def test_a_unit_counts_only_where_it_belongs(ana, two):
    ana.scans(JACKET)
    assert ana.scans(KETTLE).code == "tote_first"
    ana.opens("/waves/W-1001").scans("7K4", KETTLE).taps("Put it back").sees("Nothing in hand")
    assert ana.scans("7K4").code == "item_first"
    ana.opens("/waves/W-1001").scans(KETTLE, "7K4", KETTLE).sees("→ tote B")
    assert ana.scans("7K4").code == "wrong_tote"
    ana.opens("/waves/W-1001").sees("Scan tote B")
    assert ana.scans("HW-OM-1").code == "tote_first"
    assert picked(two[0]) == (2, "picked") and picked(two[1]) == (0, "picking")


def test_what_is_in_hand_may_go_to_another_order_that_wants_it(ana, two):
    ana.scans(JACKET, "7K4", KETTLE, "7K4", KETTLE, "9MB").sees("All picked")
    assert [picked(job)[0] for job in two] == [2, 1]


def test_into_the_tote_that_was_scanned_when_its_order_wants_it_too(ana, two, shop, bench):
    for job, tag in zip(two, ("7K4", "9MB"), strict=True):
        with atomic(job):
            take_bag(job, read_code(tag), by=shop.ana.actor)
    ana.scans(KETTLE).sees("→ tote A (7K4)").scans("9MB").sees("In tote B (9MB)")
    assert [picked(job)[0] for job in two] == [0, 1]


def test_strangers_and_strange_totes_are_refused(ana, bench, shop):
    assert ana.scans("HW-OM-1").code == "wrong_item"
    assert ana.opens("/waves/W-1001").scans("99999").code == "unknown_code"
    other = shop.job(bench.order((shop.milk, 1), number="1003"))
    with atomic(other):
        take_bag(other, read_code("4XT"), by=shop.ana.actor)
    assert ana.opens("/waves/W-1001").scans(JACKET, "4XT").code == "tag_in_use"


def test_sent_twice_counts_once(ana, two):
    ana.scans(JACKET)
    for _again in range(2):
        ana.posts("/waves/W-1001/scans", code="7K4", store="MQ", command_id="into-tote-a").sees(
            "1 of 3 picked"
        )


def test_a_canceled_order_leaves_the_wave_and_what_is_in_hand_goes_to_another(ana, two):
    ana.scans(KETTLE)
    cancel_order(two[0].order, reason="customer", by=SYSTEM)
    ana.opens("/waves/W-1001").sees("The customer canceled", "0 of 1 picked", "Scan the item")
    ana.scans(KETTLE).sees("→ tote B").scans("9MB").sees("All picked")


def test_a_held_order_is_left_out_of_the_hand(ana, two):
    with atomic(two[0]):
        two[0].hold = "payment"
    ana.scans(KETTLE).sees("→ tote B")
    assert ana.opens("/waves/W-1001").taps("Put it back").scans(JACKET).code == "held"


def test_short_through_the_dialog_and_back_on_the_walk(ana, two, shop):
    ana.taps("Can’t find it").sees("Where did you look for the")
    looked = ["floor", "back", "fitting", "returns"]
    ana.taps("Report 1 short", reason="not_found", looked=looked)
    ana.sees("W-1001", "1 short", "0 of 3 picked")


def test_taken_over_paused_and_gone_on(ana, app, shop, two):
    ana.scans(JACKET, "7K4")
    priya = Person(app, shop.priya).opens("/waves").taps("W-1001").sees("Ana walks this wave")
    assert priya.posts("/waves/W-1001/scans", code=KETTLE, store="MQ").code == "owned"
    priya.opens("/waves/W-1001").taps("Take over").sees("It’s yours").scans(KETTLE, "7K4").sees(
        "2 of 3 picked"
    )
    assert ana.opens("/waves/W-1001").sees("Priya walks this wave").code is None
    priya.taps("Pause").sees("Paused").opens("/waves/W-1001").sees("You paused this.").taps("Go on picking")
    priya.scans(KETTLE, "9MB").sees("All picked")
    assert now_(two[1]).owner_id == shop.priya.id


def test_whoever_takes_one_order_takes_it_out_of_the_wave(ana, app, shop, two):
    Person(app, shop.priya).opens("/pick/HW-1001").taps("Take over")
    ana.opens("/waves/W-1001").sees("Priya picks this one now", "HW-1002")
    ana.scans(KETTLE).sees("→ tote B")


def test_others_were_faster(app, shop, two):
    ana = Person(app, shop.ana).opens("/waves")
    Person(app, shop.priya).opens("/pick/HW-1001").taps("Start picking")
    ana.taps("Start the walk", job=BOTH).sees("1 order is yours", "1 was begun by somebody else")
    assert ana.posts("/waves", store="MQ", job=BOTH).code == "none_left"
    assert ana.posts("/waves", store="MQ").code == "none_chosen"


def test_one_walk_takes_twenty_five_things_or_ten_orders(app, shop, bench):
    for n in range(11):
        bench.order((shop.kettle, 1), number=f"10{n:02}", customer=f"c-{n}", street=f"{n} Pier Road")
    ana = Person(app, shop.ana).opens("/waves")
    assert len(ana.tree.findall(".//input[@name='job'][@checked]")) == 10
    assert ana.taps("Start the walk", job=[f"HW-10{n:02}" for n in range(11)]).code == "too_many"


def test_pickups_share_the_walk_and_go_to_a_rack(app, shop, bench):
    sent = shop.job(bench.order((shop.kettle, 1), number="1001"))
    fetched = shop.job(shop.has_order((shop.jacket, 1), number="1002"))
    ana = Person(app, shop.ana).opens("/waves").does_not_see("HW-1002").taps("With pickups").sees("HW-1002")
    ana.taps("Start the walk", job=BOTH).scans(KETTLE, "7K4", JACKET, "9MB")
    ana.sees("Put the totes at the pack bench", "These are picked up: place their bags")
    ana.scans("LOC-R1").sees("W-1001 is done")
    assert [bag.placed_at is not None for job in (sent, fetched) for bag in now_(job).open_bags] == [
        True,
        False,
    ]
    ana.opens("/pick/HW-1002").sees("Where does bag 9MB go?").scans("LOC-R2")
    assert now_(fetched).state.value == "ready"


def test_nothing_goes_to_the_bench_where_all_is_picked_up(app, shop, bench):
    shop.has_order((shop.jacket, 1), number="1001")
    ana = Person(app, shop.ana).opens("/waves?show=all").taps("Start the walk", job=["HW-1001"])
    ana.scans(JACKET, "7K4").sees("All picked", "They are picked up: place their bags")
    ana.does_not_see("pack bench")


def test_the_queue_leads_back_into_the_wave(ana):
    ana.scans(JACKET, "7K4").opens("/pick").sees("In wave W-1001").taps("Go on").sees("1 of 3 picked")
    ana.taps("Pause").opens("/pick").taps("Go on").sees("You paused this.", "W-1001")


def test_the_list_to_walk_with(ana):
    ana.opens("/waves/W-1001/pick-list.pdf")
    text = words(ana.answer.data)
    assert all(part in text for part in ("2 orders", "3 items", "A 1, B 1", "HW-1001"))
    assert "W-1001" in {scan.content for scan in scans(ana.answer.data)}


def test_another_stores_wave_is_not_there(app, shop, ana):
    charlie = Person(app, shop.charlie)
    assert charlie.opens("/waves/W-1001").status == 404
    assert charlie.posts("/waves/W-1001/owner", store="CR").status == 404
