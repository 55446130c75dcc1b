"""A tablet at the door: a car comes, it rings until somebody takes it, and its bags go out."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from associate.clock import now
from associate.core.fulfillment.states import State
from tests.support.cars import arrives, found, has_bays, is_on_the_way
from tests.support.counter import spoken, stage
from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite")
RUNG = 'JSON.parse(sessionStorage.getItem("rung-cars") ?? "{}")'


@pytest.fixture
def job(shop):
    has_bays(shop.mill_quay, "1", "2", "3", "4")
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    return stage(shop, order, "7K4", "9MB")


@pytest.fixture
def ana(devices, server, shop):
    return Hands(devices.tablet(), server.url).signs_in(shop.ana)


def rings(hands, visit):
    return hands.page.evaluate(RUNG).get(str(visit.id), {}).get("times", 0)


def test_from_the_bay_to_the_trunk(shop, job, ana):
    ana.opens("/curbside").sees("No cars")
    visit = is_on_the_way(job, eta=now() + timedelta(minutes=5))
    ana.sees("On the way: 1", "Maya R.")
    arrives(job, "4")
    ana.sees("Waiting now: 1", "Blue Skoda Octavia")
    shown = ana.page.locator(".carcard time.big")
    before = shown.inner_text()
    expect(shown).not_to_have_text(before)  # it counts by itself
    ana.taps("I’ll take it").sees("Take 2 bags", "Scan bag 7K4")
    ana.scans("7K4").sees("Bag 7K4, 1 of 2").scans("9MB").sees("All here. Now out to the car.")
    ana.taps("I’m at the car").sees("Ask Maya for the code")
    ana.scans(spoken(job)).sees("Handed over, 2 bags")
    assert shop.job(job.order).state == State.COLLECTED
    assert found(visit).ended_at is not None
    ana.taps("Back to the cars").sees("No cars")


@pytest.mark.later
def test_it_rings_until_somebody_has_it_and_a_new_page_forgets_nothing(shop, job, ana):
    ana.opens("/curbside")
    ana.page.locator("h1").click()  # the browser wants one touch before it makes a sound
    expect(ana.page.get_by_text("Tap to hear new cars")).to_be_hidden()
    visit = arrives(job, "4")
    ana.sees("Waiting now: 1")
    expect(ana.page.locator("#voice")).to_have_text("New car: bay 4, Maya R.")
    assert rings(ana, visit) == 1
    ana.page.reload()
    ana.sees("Waiting now: 1")
    assert rings(ana, visit) == 1  # neither anew nor never again
    ana.taps("Sound on").sees("Sound off")
    ana.page.reload()
    ana.sees("Sound off").taps("Sound off").sees("Sound on")
    ana.taps("I’ll take it").sees("Take 2 bags").opens("/curbside").sees("Go on")
    assert ana.page.evaluate(RUNG) == {}


@pytest.mark.later
def test_what_somebody_opened_to_read_stays_open_while_the_card_changes(job, ana):
    visit = arrives(job, "4")
    ana.opens(f"/curbside/{visit.id}").page.get_by_text("Something else?").click()
    ana.sees("Maya left, or nobody is there")
    arrives(job, "1")
    expect(ana.page.locator(".hero .spot b")).to_have_text("1")
    ana.sees("Maya left, or nobody is there")
