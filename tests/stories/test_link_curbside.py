"""Maya in her car with a phone: what she reads and taps, with JavaScript and without it."""

import pytest

from associate.core.acts import running
from associate.core.events.record import SYSTEM
from associate.db import atomic
from tests.support.cars import has_bays
from tests.support.hands import Hands
from tests.support.phones import a_link, code_of, hand_over, visit_for
from tests.support.pickups import make_ready
from tests.support.qr import read_qr
from tests.support.shop import look_again

BUDGET = 60_000  # bytes that the first opening of the page may bring


@pytest.fixture
def ready(shop):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 2), (shop.wine, 1))
    make_ready(shop.job(order))
    return order


def opens(devices, server, path, **options):
    return Hands(devices.phone(**options), server.url).opens(path)


def chooses(hands, name, value):
    hands.page.locator(f"input[name={name}][value='{value}']").check()
    return hands


def test_from_on_my_way_to_all_yours_without_touching_the_page_again(shop, ready, devices, server):
    maya = opens(devices, server, a_link(ready)).sees("Ready, Maya.")
    assert read_qr(maya.page).startswith("PUP-")
    maya.taps("I’m on my way").sees("When will you be here?")
    chooses(maya, "eta", "20").taps("I’m on my way").sees("See you about")
    maya.taps("I’m here").sees("Which bay?")
    chooses(maya, "bay", "4").page.fill("#make", "Skoda Octavia")
    maya.page.fill("#plate", "12-D-34482")
    maya.taps("I’m here").sees("We’re on our way to bay 4.", "Skoda Octavia, … 4482")

    look_again()
    running.claim(visit_for(shop.job(ready)), shop.marcus, by=SYSTEM)
    maya.sees("Marcus is on the way to you with your bag.")  # by itself
    maya.comes_true("document.getElementById('voice').textContent.startsWith('Marcus is on')")
    running.at_car(visit_for(shop.job(ready)), by=SYSTEM)
    maya.sees("Marcus is at your car.")
    hand_over(shop.job(ready))
    maya.sees("All yours, Maya.").does_not_see("Change bay or car")
    assert devices.complaints == []


@pytest.mark.later
def test_the_same_without_javascript(shop, ready, devices, server):
    maya = opens(devices, server, a_link(ready), java_script_enabled=False).sees("Ready, Maya.")
    maya.taps("I’m on my way").taps("I’m on my way").sees("See you about")
    maya.taps("I’m here")
    chooses(maya, "bay", "2").page.fill("#make", "Skoda Octavia")
    maya.taps("I’m here").sees("We’re on our way to bay 2.")
    maya.taps("Change bay or car")
    chooses(maya, "bay", "3").taps("Change it").sees("We’re on our way to bay 3.")
    maya.taps("I’ll come inside").sees("Ready, Maya.", "See you inside")
    maya.taps("Choose a time")
    maya.page.locator("details[open] .choice:not(.off)").first.click()
    maya.taps("Keep this time").sees("Your time is on this page.", "Change")
    maya.taps("Send someone").page.fill("#name", "Jonas")
    maya.taps("Make a code").sees("For Jonas only", "What to send to Jonas")
    maya.taps("Take the code back").sees("That code opens nothing any more.")


@pytest.mark.later
def test_whom_she_sent_scans_the_sign_and_waits(shop, ready, devices, server):
    maya = opens(devices, server, a_link(ready))
    maya.taps("Send someone").page.fill("#name", "Jonas")
    maya.taps("Make a code").sees("For Jonas only", "needs a photo ID")
    code = maya.page.locator(".spoken b").inner_text()
    assert code.replace(" ", "") != code_of(shop.job(ready))
    assert code in maya.page.locator("#text").input_value()

    jonas = opens(devices, server, "/bay/MQ/4").sees("You’re in bay 4.")
    jonas.page.fill("#code", code)
    jonas.page.fill("#make", "Fiat Panda")
    jonas.taps("I’m here, bay 4").sees("We’re on our way to bay 4.").does_not_see("Maya")
    running.claim(visit_for(shop.job(ready)), shop.marcus, by=SYSTEM)
    jonas.sees("Marcus is on the way to you")
    assert devices.complaints == []


@pytest.mark.later
def test_the_text_is_copied_where_nothing_shares(ready, devices, server):
    maya = opens(devices, server, a_link(ready), permissions=["clipboard-read", "clipboard-write"])
    maya.taps("Send someone").page.fill("#name", "Jonas")
    maya.taps("Make a code").taps("Copy the text").sees("Copied")
    assert "pick up order" in maya.page.evaluate("navigator.clipboard.readText()")


@pytest.mark.later
def test_the_way_is_worked_out_on_the_phone_and_stays_there(shop, ready, devices, server):
    with atomic(shop.mill_quay):
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3458, -6.2632
    there = {"latitude": 53.3458, "longitude": -6.3300}  # 4.4 km to the west
    maya = opens(devices, server, a_link(ready), permissions=["geolocation"], geolocation=there)
    maya.taps("I’m on my way")
    sent = []
    maya.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    maya.taps("Work it out from where I am").sees("About 14 min from where you are.")
    assert maya.page.locator("input[name=eta]:checked").input_value() == "20"
    maya.page.context.set_geolocation({"latitude": 52.0, "longitude": -8.0})
    maya.taps("Work it out from where I am").sees("Tell us when you’re closer.")
    maya.taps("I’m on my way").sees("See you about")
    assert sent and not any("53.3" in each or "-8" in each for each in sent)


@pytest.mark.later
def test_a_phone_that_does_not_tell_leaves_it_to_her(shop, ready, devices, server):
    with atomic(shop.mill_quay):
        shop.mill_quay.latitude, shop.mill_quay.longitude = 53.3458, -6.2632
    maya = opens(devices, server, a_link(ready)).taps("I’m on my way")
    maya.taps("Work it out from where I am").sees("Choose the minutes yourself.")


@pytest.mark.later
def test_every_page_arrives_on_a_parking_lot(shop, ready, devices, server):
    """Everything its first opening brings: headers, markup, styles, scripts, icons and pictures.

    This shop is open around the clock: two hours to a window make as many as others have.
    """
    with atomic(shop.mill_quay):
        shop.mill_quay.window_minutes = 120
    link = a_link(ready)
    weighed = {
        page: weigh(devices, server, link + page) for page in ("", "/coming", "/here", "/people", "/window")
    }
    maya = opens(devices, server, link + "/here")
    chooses(maya, "bay", "4").taps("I’m here").sees("We’re on our way")
    weighed["waiting"] = weigh(devices, server, link)
    assert all(0 < size < BUDGET for size in weighed.values()), weighed


def weigh(devices, server, path):
    phone = devices.phone()
    session, received = phone.context.new_cdp_session(phone), []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    phone.goto(server.url + path, wait_until="networkidle")
    return sum(received)
