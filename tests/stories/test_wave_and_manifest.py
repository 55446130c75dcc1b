"""From the shelf to the driver: a wave on the phone, a manifest signed on the tablet."""

import pytest
from playwright.sync_api import expect

from tests.stories.test_scanner_and_signature import signs
from tests.support.hands import Hands
from tests.support.packing import states
from tests.support.picking import JACKET, KETTLE
from tests.support.shipping import Sending, tracking

pytestmark = pytest.mark.engine("sqlite", later="postgresql")


@pytest.fixture
def sending(shop):
    return Sending(shop)


@pytest.mark.later
def test_two_orders_sorted_on_one_walk(devices, server, shop, sending):
    jobs = [shop.job(sending.order((shop.jacket, 1), (shop.kettle, 1), number="1001"))]
    jobs.append(shop.job(sending.order((shop.kettle, 1), number="1002", customer="c-jo", street="2 Pier")))
    ana = Hands(devices.phone(), server.url).signs_in(shop.ana)
    ana.opens("/pick").taps("Several at once").taps("Start the walk").sees("2 orders are yours")
    ana.scans(JACKET).sees("→ tote A").scans("7K4").sees("In tote A (7K4)")
    ana.scans(KETTLE).sees("Put it in, then scan the tote").scans("7K4").sees("That tote is complete")
    ana.scans(KETTLE).sees("→ tote B").scans("9MB").sees("All picked", "Put the totes at the pack bench")
    ana.scans("LOC-R1").sees("W-1001 is done")
    assert [states(job)[0] for job in jobs] == ["picked", "picked"]


def test_a_driver_signs_between_two_scans_and_takes_what_was_scanned(devices, server, shop, sending):
    """The name and the strokes outlive every scan; what is handed off begins with an empty pad."""
    jobs = [sending.by_hand(f"100{n}", f"BIKE-{n}") for n in (1, 2, 3)]  # nobody else tells of them
    ana = Hands(devices.tablet(), server.url).signs_in(shop.ana)
    ana.opens("/manifests").taps("Close with 3 parcels").sees("0 of 3 scanned")
    ana.scans(tracking(jobs[0])).sees("1 of 3 scanned")
    ana.page.get_by_label("The driver’s name").fill("Joe")
    strokes = signs(ana).page.locator("input[name=signature]").input_value()
    ana.page.locator("#scan").click()
    ana.scans(tracking(jobs[1])).sees("2 of 3 scanned")
    expect(ana.page.get_by_label("The driver’s name")).to_have_value("Joe")
    assert ana.page.locator("input[name=signature]").input_value() == strokes
    ana.taps("Hand off 2, 1 stay").sees("1 parcel is still here")
    expect(ana.page.locator("svg.signed path")).to_have_attribute("d", strokes)
    expect(ana.page.get_by_label("The driver’s name")).to_have_count(0)
    ana.scans(tracking(jobs[2])).sees("3 of 3 scanned")
    signs(ana).taps("Hand off 1 parcel").sees("3 parcels left")
    assert {states(job)[0] for job in jobs} == {"shipped"}
