"""Maya says that she comes, and that she’s here: from her phone, twice, too late, and without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from associate.core.acts import running
from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.visits import VisitState, visits_for
from associate.db import atomic
from tests.support.cars import has_bays
from tests.support.phones import OCTAVIA, Phone, hand_over, visit_for
from tests.support.pickups import begin, make_ready

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday; Dublin is on UTC in winter


@pytest.fixture
def noon(app):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ready(shop, noon):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 2))
    make_ready(shop.job(order))
    yield order
    assert list(mismatches()) == []


@pytest.fixture
def maya(app, ready):
    return Phone(app, ready)


# ── on my way ────────────────────────────────────────────────────────────────


def test_two_taps_say_when_she_comes(shop, ready, maya):
    maya.taps("I’m on my way").sees("When will you be here?", "5 min", "about 12:05", "40 min", "about 12:40")
    maya.sees(
        "4 bays are free", "There’s no queue at the counter right now.", "We’ll have your bag by the door."
    )
    maya.taps("I’m on my way").sees("See you about 12:10, Maya.", "Tell us when you’re here.")
    visit = visit_for(shop.job(ready))
    assert (visit.state, visit.eta_at, visit.to_counter) == ("en_route", NOON + timedelta(minutes=10), False)


def test_the_second_tap_answers_the_same(shop, ready, maya):
    asking = maya.opens(f"{maya.link}/coming").page
    for key in ("coming-once", "coming-once", "coming-twice"):
        maya.page = asking
        maya.taps("I’m on my way", command_id=key).sees("See you about 12:10, Maya.")
    assert shop.diary(visit_for(shop.job(ready))).count("visit.en_route") == 1


def test_another_time_and_not_coming(shop, ready, maya, noon):
    maya.is_on_the_way(10).taps("Another time").taps("I’m on my way", eta="40").sees("See you about 12:40")
    first = visit_for(shop.job(ready))
    maya.taps("Not coming now").sees("Ready, Maya.", "We don’t wait for you now.")
    assert visits_for([shop.job(ready).id]) == []
    noon.shift(timedelta(minutes=30))
    maya.is_on_the_way(5).sees("See you about 12:35")
    assert visit_for(shop.job(ready)).id != first.id


def test_to_the_counter_the_code_stays_on_the_page(maya):
    maya.is_on_the_way(where="counter").sees("See you about 12:10, Maya.", "Come to the counter")
    maya.sees("or say this code").does_not_see("I’m here", "You’re in bay")


def test_minutes_nobody_offered_are_asked_for_again(maya):
    maya.opens(f"{maya.link}/coming").taps("I’m on my way", eta="7")
    assert (maya.status, maya.code) == (422, "no_minutes")
    maya.sees("Choose one.", "When will you be here?")


def test_only_this_page_may_ask_where_she_is(app, maya):
    assert "geolocation=(self)" in maya.opens(f"{maya.link}/coming").answer.headers["Permissions-Policy"]
    for path in ("", "/here", "/window", "/people"):
        policy = maya.opens(maya.link + path).answer.headers["Permissions-Policy"]
        assert "geolocation=()" in policy and "camera=(self)" in policy
    form = maya.opens(f"{maya.link}/coming").tree.find(".//form[@id='eta']")
    assert {field.get("name") for field in form.iter("input")} == {"csrf_token", "command_id", "eta", "where"}


# ── not ready yet ────────────────────────────────────────────────────────────


def test_not_ready_says_so_first_wherever_she_looks(app, shop, noon):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 2))
    begin(shop.job(order), 1)
    maya = Phone(app, order).sees("Not ready yet, Maya. Please don’t come before 14:00.")
    maya.does_not_see("I’m on my way")
    maya.taps("I’m already here").sees("It isn’t ready yet.", "Please don’t come before 14:00.")
    maya.taps("I’m here", bay="4", **OCTAVIA)
    maya.sees("You’re here, and it isn’t ready yet.", "1 of 2 items", "You’re in bay 4")
    assert visit_for(shop.job(order)).wait() is None  # nothing to wait for yet


# ── here ─────────────────────────────────────────────────────────────────────


def test_here_says_at_once_that_we_come(shop, ready, maya, noon):
    maya.is_on_the_way()
    noon.shift(timedelta(minutes=9))
    maya.taps("I’m here").taps("I’m here", bay="4", load="back_seat", help="yes", **OCTAVIA)
    maya.sees("We’re on our way to bay 4.", "You’re next.", "within 3 minutes", "Blue Skoda Octavia, … 4482")
    maya.sees("We’ll ask for this code", "Rather come in?", "There’s no queue at the counter right now.")
    visit = visit_for(shop.job(ready))
    assert (visit.bay.code, visit.plate, visit.load, visit.needs_help) == ("4", "4482", "back_seat", True)
    assert not visit.is_zero_notice


def test_unannounced_is_allowed_and_promises_less(shop, ready, maya):
    maya.taps("I’m already here").taps("I’m here", bay="2").sees(
        "We’re on our way to bay 2.", "within 5 minutes"
    )
    assert visit_for(shop.job(ready)).is_zero_notice


def test_a_double_tap_is_one_arrival(shop, ready, maya):
    asking = maya.opens(f"{maya.link}/here").page
    for key in ("here-once", "here-once", "here-twice"):
        maya.page = asking
        maya.taps("I’m here", bay="4", command_id=key, **OCTAVIA).sees("We’re on our way to bay 4.")
    assert shop.diary(visit_for(shop.job(ready))) == ["visit.arrived"]


def test_bay_and_car_can_be_changed(shop, ready, maya):
    maya.is_here("4").taps("Change bay or car").sees("Where are you now?")
    maya.taps("Change it", bay="1", color="Red").sees("We’re on our way to bay 1.", "Red Skoda Octavia")
    assert shop.diary(visit_for(shop.job(ready))) == ["visit.arrived", "visit.changed"]


def test_nothing_to_find_her_by_is_asked_for(maya):
    maya.opens(f"{maya.link}/here").taps("I’m here", bay="")
    assert maya.code == "which_car"
    maya.sees("Tell us the bay or the car", "Which bay?")
    maya.taps("I’m here", bay="", **OCTAVIA).sees("We’re on our way to your car.")


@pytest.mark.parametrize("bay", ["B-1", "99", "🚗"])
def test_a_bay_that_is_none_is_refused(maya, bay):
    maya.opens(f"{maya.link}/here").taps("I’m here", bay=bay, **OCTAVIA)
    assert (maya.status, maya.code) == (422, "no_bay")


def test_a_taken_bay_is_marked_and_stays_hers_to_choose(app, shop, ready, maya):
    other = shop.has_order((shop.kettle, 1), number="1002", first="Joel", customer="Joel")
    make_ready(shop.job(other), tag="9MB")
    Phone(app, other).is_here("4", make="Fiat")
    maya.opens(f"{maya.link}/here").sees("4 taken")
    maya.taps("I’m here", bay="4", **OCTAVIA).sees(
        "Somebody else told us bay 4 too.", "1 car was here before you."
    )
    maya.does_not_see("Fiat", "Joel")


def test_the_car_is_remembered_by_this_browser_only(app, shop, ready, maya):
    maya.is_here("4").taps("I’m leaving without it").opens(f"{maya.link}/here")
    assert 'value="Skoda Octavia"' in str(maya.page) and 'value="4482"' in str(maya.page)
    other = Phone(app)
    other.link = maya.link
    assert 'value="Skoda Octavia"' not in str(other.opens(f"{maya.link}/here").page)


# ── waiting ──────────────────────────────────────────────────────────────────


def test_the_page_follows_who_comes(shop, ready, maya):
    maya.is_here("4")
    seen = version(maya)
    assert polls(maya, seen) == 204
    visit = visit_for(shop.job(ready))
    running.claim(visit, shop.marcus, by=SYSTEM)
    assert polls(maya, seen) == 200
    maya.sees("Marcus is on the way to you with your bag.", "Marcus will ask for this code")
    running.at_car(visit, by=SYSTEM)
    maya.at_home().sees("Marcus is at your car.").does_not_see("Rather come in?", "I’m still here")
    maya.does_not_see("Bell")  # a first name is enough


def test_pinging_again_waits_its_time(shop, ready, maya, noon):
    maya.is_here("4").sees("Ping again at 12:05")
    maya.posts(f"{maya.link}/pings")
    assert maya.code == "too_soon"
    maya.sees("Ping again at 12:05.")
    noon.shift(timedelta(minutes=5))
    asking = maya.at_home().page
    for _twice in range(2):
        maya.page = asking
        maya.taps("I’m still here").sees("We heard you", "Ping again at 12:10")
    assert shop.diary(visit_for(shop.job(ready))).count("visit.pinged") == 1


def test_coming_inside_ends_the_wait_outside(shop, ready, maya):
    maya.is_here("4").taps("I’ll come inside").sees("Ready, Maya.", "See you inside", "or say this code")
    assert visits_for([shop.job(ready).id]) == []
    maya.posts(f"{maya.link}/inside").sees("Ready, Maya.")  # the second tap has nothing left to do


def test_driving_off_is_hers_until_somebody_is_at_the_car(shop, ready, maya):
    waiting = maya.is_here("4").page
    visit = visit_for(shop.job(ready))
    running.claim(visit, shop.marcus, by=SYSTEM)
    running.at_car(visit, by=SYSTEM)
    maya.page = waiting
    maya.taps("I’m leaving without it")
    assert maya.code == "at_car" and visit_for(shop.job(ready)).state == VisitState.AT_CAR


# ── stale, and not hers ──────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/coming", "/here"])
def test_a_page_from_before_says_that_it_is_gone(shop, ready, maya, path):
    asking = maya.opens(maya.link + path).page
    hand_over(shop.job(ready))
    maya.page = asking
    maya.taps("I’m on my way" if path == "/coming" else "I’m here", bay="4", eta="10", **OCTAVIA)
    assert maya.code == "gone"
    maya.sees("It was picked up already.")
    maya.opens(maya.link + path).sees("All yours, Maya.")


def test_a_store_that_brings_nothing_out_offers_the_counter(shop, ready, maya):
    with atomic(shop.mill_quay):
        shop.mill_quay.curbside = False
    maya.at_home().does_not_see("I’m already here")
    maya.taps("I’m on my way").does_not_see("At my car").taps("I’m on my way").sees("Come to the counter")


def test_one_customer_with_two_orders_is_one_visit_with_all_bags(app, shop, ready, maya):
    second = shop.has_order((shop.kettle, 1), number="1002")
    make_ready(shop.job(second), tag="9MB")
    maya.is_here("4")
    other_link = Phone(app, second).sees("We’re on our way to bay 4.")
    visit = visit_for(shop.job(ready))
    running.claim(visit, shop.marcus, by=SYSTEM)
    other_link.at_home().sees("Marcus is on the way to you with 2 bags.")


def test_an_order_in_two_stores_says_which_part_it_means(app, shop, ready):
    from associate.clock import now
    from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
    from associate.core.orders.incoming import Method
    from associate.db import db

    with atomic(ready):
        line = ready.lines[0]
        part = FulfillmentLine(order_line_id=line.id, variant_id=line.variant_id, wanted=0)
        db.session.add(
            Fulfillment(
                number=f"{ready.number}-2",
                order_id=ready.id,
                store_id=shop.castle_row.id,
                method=Method.PICKUP,
                promise_at=now() + timedelta(hours=1),
                lines=[part],
            )
        )
    maya = Phone(app, ready).sees("Your order comes in 2 parts.")
    links = re.findall(r'href="([^"]+)"', str(maya.page))
    assert {f"{maya.link}/coming?part={ready.number}", f"{maya.link}/here?part={ready.number}-2"} <= set(
        links
    )
    maya.taps("I’m on my way").taps("I’m on my way").sees(
        "See you about 12:10, Maya.", "Not ready yet, Maya."
    )
    maya.opens(f"{maya.link}/here?part=HW-9999")
    assert maya.status == 404


def version(phone):
    return phone.tree.find(".//*[@data-version]").get("data-version")


def polls(phone, seen):
    phone.htmx = True
    phone.opens(phone.link, v=seen)
    phone.htmx = False
    return phone.status
