"""Curbside when it goes wrong: no network at the car or on the phone, the back button, another’s bag."""

import pytest
from playwright.sync_api import expect

from associate.core.fulfillment.states import State
from tests.support.cars import arrives, found, has_bays
from tests.support.counter import stage
from tests.support.hands import Hands
from tests.support.phones import a_link, code_of, visit_for
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def order(shop):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 2))
    stage(shop, order, "7K4", "9MB")
    return order


@pytest.fixture
def visit(shop, order):
    return arrives(shop.job(order), "4", ago=1, notice=5)


@pytest.fixture
def ana(devices, server, shop, visit):
    ana = Hands(devices.phone(service_workers="allow"), server.url).signs_in(shop.ana)
    ana.opens(f"/curbside/{visit.id}").taps("I’ll take it").sees("Scan bag").page.wait_for_load_state()
    return ana


def goes_offline(hands):
    hands.page.context.set_offline(True)


def comes_back(hands, devices):
    hands.page.context.set_offline(False)
    devices.complaints.clear()  # the browser complains of the network we took away


def test_without_a_network_at_the_car_nothing_looks_done_and_all_counts_once(
    devices, shop, order, visit, ana
):
    ana.scans("7K4").sees("1 scanned")
    goes_offline(ana)
    ana.scans("9MB").sees("Not saved yet: 1")
    comes_back(ana, devices)
    ana.sees("Now out to the car.")
    goes_offline(ana)
    ana.sees("These need the network")
    expect(ana.page.get_by_role("button", name="I’m at the car")).to_be_disabled()
    assert found(visit).at_car_at is None
    comes_back(ana, devices)
    ana.taps("I’m at the car").sees("Ask Maya for the code")
    ana.scans(code_of(shop.job(order))).sees("Handed over")
    look_again()
    assert shop.job(order).state == State.COLLECTED
    assert shop.diary(shop.job(order)).count("handover.done") == 1


@pytest.mark.later
def test_the_back_button_after_a_deed_shows_what_is_so_now(devices, shop, order, visit, ana):
    ana.scans("7K4", "9MB").sees("Now out to the car.")
    ana.taps("I’m at the car").sees("Ask Maya for the code")
    ana.page.go_back()
    ana.does_not_see("Scan bag").sees("You’re at the car.")
    ana.taps("Ask for the code").sees("Ask Maya for the code")
    ana.scans(code_of(shop.job(order))).sees("Handed over")
    ana.page.go_back()
    ana.does_not_see("Ask Maya for the code")
    ana.opens(f"/curbside/{visit.id}").sees("Maya has it all")
    assert shop.diary(shop.job(order)).count("handover.done") == 1


@pytest.mark.later
def test_somebody_elses_bag_at_the_car_hands_nothing_over(devices, shop, order, ana):
    stage(shop, shop.has_order((shop.kettle, 1), number="1002", first="Noor", customer="c-noor"), "C31")
    ana.scans("C31")
    expect(ana.page.locator(".flash.wrong")).to_contain_text("C31")
    ana.scans("7K4", "9MB").taps("I’m at the car").sees("Ask Maya for the code")
    ana.scans("C31")
    expect(ana.page.locator(".flash.wrong")).to_be_visible()
    ana.sees("Ask Maya for the code")
    devices.complaints.clear()  # of the answers 422
    assert shop.job(order).state == State.READY


@pytest.mark.later
def test_without_a_network_the_customers_page_stays_and_says_so(devices, server, shop, order):
    maya = Hands(devices.phone(), server.url).opens(a_link(order)).sees("Ready, Maya.")
    goes_offline(maya)
    maya.taps("I’m already here").sees("No network")
    comes_back(maya, devices)
    maya.taps("I’m already here").sees("Which bay?")
    maya.page.locator("input[name=bay][value='4']").check()
    goes_offline(maya)
    maya.taps("I’m here").sees("No network", "Tap again: it counts only once.")
    comes_back(maya, devices)
    maya.taps("I’m here").sees("We’re on our way to bay 4.")
    maya.page.go_back()
    maya.sees("Where are you now?").taps("Change it").sees("We’re on our way to bay 4.")
    assert shop.diary(visit_for(shop.job(order))) == ["visit.arrived"]
