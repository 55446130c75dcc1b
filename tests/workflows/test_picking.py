"""One order from its shelf to its bag, whoever picks it and whatever comes between."""

import pytest

from associate.core.acts.cancel import cancel_by_customer
from associate.core.acts.check import mismatches
from associate.core.acts.elsewhere import note_dispatches
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Scan
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import IncomingDispatch
from associate.db import atomic, db
from associate.workflows.picking.rules import owning, unscans
from tests.support import furnish
from tests.support.picking import JACKET, KETTLE, refusal, scan, tap


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


@pytest.fixture
def job(shop):
    return shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))


def test_items_count_in_any_order_and_the_last_one_finishes_the_job(shop, job):
    tap(owning.start, job, shop.ana)
    assert scan(job, KETTLE, shop.ana)["word"] == "Picked 1 of 1"
    assert scan(job, JACKET, shop.ana)["word"] == "Picked 1 of 2"
    assert job.state == State.PICKING
    scan(job, shop.jacket.sku, shop.ana)
    assert job.state == State.PICKED
    assert shop.diary(job)[-2:] == ["line.picked", "fulfillment.picked"]


def test_the_same_scan_sent_twice_counts_once_and_answers_the_same(shop, job):
    first = scan(job, JACKET, shop.ana, command="one-tap-of-ana")
    assert scan(job, JACKET, shop.ana, command="one-tap-of-ana") == first
    assert shop.job(job.order).units_picked == 1 and db.session.query(Scan).count() == 1


def test_a_key_used_for_another_code_is_refused(shop, job):
    scan(job, JACKET, shop.ana, command="one-tap-of-ana")
    assert refusal(scan, job, KETTLE, shop.ana, command="one-tap-of-ana").code == "reused_key"


def test_a_wrong_item_says_what_it_is_and_what_to_take(shop, job):
    refused = refusal(scan, job, shop.wine.sku, shop.ana)
    assert refused.code == "wrong_item"
    assert (
        refused.message == "That’s the Pinot noir 750 ml. Put it back, take the Harbor rain jacket, Moss, M."
    )
    assert shop.job(job.order).units_picked == 0


def test_a_sibling_of_the_item_is_told_by_its_traits(shop, job):
    with atomic():
        shop.slate = furnish.variant(
            "HW-RJ-204-L", "10000007", "Harbor rain jacket", 8900, size="L", color="Slate"
        )
        shop.slate.product = shop.jacket.product
    refused = refusal(scan, job, shop.slate.sku, shop.ana)
    assert refused.message == "That’s the Harbor rain jacket in Slate, L. Put it back, take Moss, M."


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("96385075", "bad_check_digit"),
        ("NOBODY-KNOWS", "unknown_code"),
        ("LOC-R1", "not_an_item"),
        ("", "empty_scan"),
        ("BAG-TOOLONG", "bad_tag"),
        ("ORD-HW-1001", "not_an_item"),
    ],
)
def test_each_scan_that_is_no_item_has_a_sentence_of_its_own(shop, job, code, says):
    assert refusal(scan, job, code, shop.ana).code == says
    assert shop.job(job.order).units_picked == 0


def test_one_more_than_wanted_goes_back(shop, job):
    scan(job, KETTLE, shop.ana)
    refused = refusal(scan, job, KETTLE, shop.ana)
    assert refused.code == "have_all" and "all 1 of the Enamel kettle" in refused.message


def test_a_sku_that_looks_like_our_own_code_is_the_item_first(shop):
    with atomic():
        odd = furnish.variant("BAG-7K4", "", "Canvas bag", 900)
    shop.stocks(odd, 3)
    job = shop.job(shop.has_order((odd, 1), number="1002"))
    assert scan(job, "bag-7k4", shop.ana)["word"] == "Picked 1 of 1"
    assert not job.bags


def test_a_bag_scanned_while_picking_takes_what_comes_after_it(shop, job):
    scan(job, KETTLE, shop.ana)
    scan(job, "BAG-7K4", shop.ana)
    assert scan(job, JACKET, shop.ana)["what"] == "Harbor rain jacket, Moss, M. Into bag 7K4."
    scan(job, "9mb", shop.ana)
    scan(job, JACKET, shop.ana)
    bags = {bag.id: bag.tag for bag in job.bags}
    assert [bags.get(one.bag_id) for one in db.session.query(Scan).order_by(Scan.id)] == [None, "7K4", "9MB"]


def test_a_tag_on_another_order_is_refused_by_its_number(shop, job):
    other = shop.job(shop.has_order((shop.jacket, 1), number="1002"))
    scan(other, "BAG-7K4", shop.priya)
    refused = refusal(scan, job, "BAG-7K4", shop.ana)
    assert refused.code == "tag_in_use" and "HW-1002" in refused.message


def test_somebody_elses_order_counts_no_scan_until_it_is_taken_over(shop, job):
    scan(job, JACKET, shop.priya)
    refused = refusal(scan, job, JACKET, shop.ana)
    assert refused.code == "owned" and refused.message.startswith("Priya is picking this, last scan ")
    tap(owning.take_over, job, shop.ana)
    assert scan(job, JACKET, shop.ana)["word"] == "Picked 2 of 2"
    assert refusal(scan, job, KETTLE, shop.priya).code == "owned"
    taken = db.session.query(Event).filter_by(kind="pick.taken_over").one()
    stood = {"was": shop.priya.id, "picked": 1, "next": "B-1", "bags": []}
    assert (taken.by, taken.facts) == (shop.ana.ref, stood)


def test_two_who_start_at_once_leave_one_owner(shop, job):
    tap(owning.start, job, shop.priya)
    assert refusal(tap, owning.start, job, shop.ana).code == "owned"
    assert tap(owning.start, job, shop.priya)["kind"] == "ok"
    assert shop.job(job.order).owner_id == shop.priya.id


def test_a_pause_keeps_the_scans_and_the_next_scan_ends_it(shop, job):
    scan(job, JACKET, shop.ana)
    tap(owning.pause, job, shop.ana)
    assert job.is_paused and job.units_picked == 1
    scan(job, JACKET, shop.ana)
    assert not job.is_paused and job.units_picked == 2


def test_a_unit_put_back_is_to_be_picked_again_and_no_scan_is_lost(shop, job):
    for code in (JACKET, JACKET, KETTLE):
        scan(job, code, shop.ana)
    line = next(line for line in job.lines if line.variant_id == shop.jacket.id)
    tap(unscans.put_one_back, job, shop.ana, line.id, command="put-it-back")
    tap(unscans.put_one_back, job, shop.ana, line.id, command="put-it-back")
    assert (job.state, line.picked, db.session.query(Scan).count()) == (State.PICKING, 1, 3)
    scan(job, JACKET, shop.ana)
    assert shop.job(job.order).state == State.PICKED


def test_nothing_is_put_back_that_was_not_picked(shop, job):
    tap(owning.start, job, shop.ana)
    assert refusal(tap, unscans.put_one_back, job, shop.ana, job.lines[0].id).code == "nothing_picked"


@pytest.mark.parametrize(
    ("hold", "says"), [("payment", "payment"), ("elsewhere", "handed out already"), ("fraud", "checked")]
)
def test_a_hold_stops_the_next_scan_and_says_why(shop, job, hold, says):
    scan(job, JACKET, shop.ana)
    with atomic(job.order, job):
        if hold == "elsewhere":
            note_dispatches(job, [IncomingDispatch(external_id="d1")], by=SYSTEM)
        else:
            job.hold = hold
    refused = refusal(scan, job, JACKET, shop.ana)
    assert refused.code == "held" and says in refused.message
    assert shop.job(job.order).units_picked == 1


def test_a_cancel_stops_the_picker_at_the_next_touch_and_says_where_things_go(shop, job):
    scan(job, KETTLE, shop.ana)
    cancel_by_customer(job.order, by=shop.ana.actor)
    refused = refusal(scan, job, JACKET, shop.ana)
    assert refused.code == "canceled"
    assert refused.message.startswith("The customer canceled at ")
    assert refused.message.endswith("Put the Enamel kettle 1.5 L back on B-2.")
    assert refusal(tap, owning.start, job, shop.ana).code == "canceled"
    assert shop.level(shop.kettle) == (20, 0, 1)
