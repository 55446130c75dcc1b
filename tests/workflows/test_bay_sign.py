"""The sign at a bay, scanned by who has the link on this phone, by who has a code, and by who guesses."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts import running
from associate.core.events.record import SYSTEM, Actor
from associate.core.fulfillment.delegates import delegate, revoke
from associate.core.fulfillment.links import spoken_code
from associate.core.fulfillment.visits import Visit
from associate.db import atomic, db
from tests.support.cars import has_bays
from tests.support.people import Person
from tests.support.phones import OCTAVIA, Phone, code_of, visit_for
from tests.support.pickups import KEY, make_ready

SIGN = "/bay/MQ/4"


@pytest.fixture
def ready(shop):
    has_bays(shop.mill_quay)
    order = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(order))
    return order


def visits():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Visit))


def test_with_her_link_on_this_phone_the_sign_fills_in_the_bay(app, ready):
    maya = Phone(app, ready)
    cookie = maya.client.get_cookie("link")
    assert cookie.http_only and cookie.same_site == "Lax" and cookie.max_age == 24 * 3600
    maya.opens(SIGN).sees("You’re here. Which bay?")
    assert maya.url == f"{maya.link}/here"
    assert maya.tree.find(".//input[@name='bay'][@checked]").get("value") == "4"
    maya.taps("I’m here", **OCTAVIA).sees("We’re on our way to bay 4.")


def test_over_https_the_cookie_keeps_to_this_host(app, ready):
    app.config["SESSION_COOKIE_SECURE"] = True
    try:
        maya = Phone(app, ready)
        assert "__Host-link=" in maya.answer.headers["Set-Cookie"] + str(maya.answer.headers)
    finally:
        app.config["SESSION_COOKIE_SECURE"] = False


@pytest.mark.parametrize("why", ["other store", "over", "nonsense"])
def test_a_link_that_leads_nowhere_here_is_asked_for_the_code(app, shop, ready, why):
    maya = Phone(app, ready)
    sign = SIGN
    if why == "other store":
        has_bays(shop.castle_row, "7")
        sign = "/bay/CR/7"
    elif why == "over":
        from tests.support.phones import hand_over

        hand_over(shop.job(ready))
    else:
        maya.client.set_cookie("link", "AAAAAAAAAAAAAAAAAAAAAA")
    maya.opens(sign).sees("What’s your code?")


def test_cold_it_asks_for_code_and_car_and_then_shows_the_visit_alone(app, shop, ready):
    anyone = Phone(app).opens("/bay/mq/4").sees("You’re in bay 4. What’s your code?")
    code = code_of(shop.job(ready))
    anyone.taps("I’m here, bay 4", code=f"{code[:3].lower()} {code[3:]}", **OCTAVIA)
    anyone.sees("We’re on our way to bay 4.", "Blue Skoda Octavia, … 4482", "Have your code at hand")
    anyone.does_not_see("Maya", "jacket", ready.number, code)
    assert anyone.url.startswith("/visit/")
    visit = visit_for(shop.job(ready))
    assert visit.bay.code == "4" and visit.pass_id is None
    running.claim(visit, shop.marcus, by=SYSTEM)
    anyone.opens(anyone.url).sees("Marcus is on the way to you with your bag.")
    anyone.taps("Change bay or car").taps("Change it", bay="1").sees("You’re in bay 1")
    anyone.taps("I’ll come inside").sees("See you inside.").does_not_see("Change bay or car")


def test_a_named_code_brings_whom_she_sent(app, shop, ready):
    job = shop.job(ready)
    sent = delegate(job, "Jonas", key=KEY, by=Actor("link:1"))
    code = spoken_code(sent.nonce, key=KEY)
    jonas = (
        Phone(app)
        .opens(SIGN)
        .taps("I’m here, bay 4", code=code, **OCTAVIA)
        .sees("We’re on our way to bay 4.")
    )
    assert visit_for(job).name == "Jonas"
    Phone(app, ready).opens(f"{Phone(app, ready).link}/people").sees("Jonas", "Is here now")
    revoke(sent, by=Actor("link:1"))
    jonas.opens(jonas.url).sees("We don’t wait for you now.")
    jonas.opens(SIGN).taps("I’m here, bay 4", code=code, **OCTAVIA)
    assert jonas.code == "wrong_code"


def test_who_comes_before_it_is_ready_is_told_when_and_is_seen(app, shop):
    has_bays(shop.mill_quay)
    job = shop.job(shop.has_order((shop.jacket, 1)))
    sent = delegate(job, "Jonas", key=KEY, by=Actor("link:1"))
    early = Phone(app).opens(SIGN).sees("No code yet? Then your order isn’t ready.")
    early.taps("I’m here, bay 4", code=spoken_code(sent.nonce, key=KEY), **OCTAVIA)
    early.sees("You’re here, and it isn’t ready yet.", "We mean to have it ready by", "We see that you’re")
    early.does_not_see("We’re on our way", "HW-1001", "Maya")
    board = Person(app, shop.ana).opens("/curbside")
    board.sees("Waiting now: 1", "Jonas", "No notice", "1 to pick")
    with time_machine.travel(job.promise_at + timedelta(minutes=1)):
        early.opens(early.url).sees("It takes longer than we said.")
    make_ready(job)
    early.opens(early.url).sees("We’re on our way to bay 4.")


@pytest.mark.parametrize("code", ["", "AAAAAA", "not a code", "🚗"])
def test_a_code_that_opens_nothing_says_no_more_than_that(app, shop, ready, code):
    guesser = Phone(app).opens(SIGN).taps("I’m here, bay 4", code=code, **OCTAVIA)
    assert (guesser.status, guesser.code) == (422, "wrong_code") and visits() == 0
    guesser.sees("That code opens no order here.", "What’s your code?")
    assert 'value="Skoda Octavia"' in str(guesser.page)  # not typed twice


def test_another_stores_code_opens_nothing_here(app, shop, ready):
    has_bays(shop.castle_row, "7")
    there = Phone(app).opens("/bay/CR/7").taps("I’m here, bay 7", code=code_of(shop.job(ready)), **OCTAVIA)
    assert there.code == "wrong_code"


def test_two_taps_are_one_arrival(app, shop, ready):
    anyone = Phone(app)
    asking = anyone.opens(SIGN).page
    for key in ("bay-once", "bay-once", "bay-twice"):
        anyone.page = asking
        anyone.taps("I’m here, bay 4", code=code_of(shop.job(ready)), command_id=key, **OCTAVIA)
        anyone.sees("We’re on our way to bay 4.")
    assert visits() == 1 and shop.diary(visit_for(shop.job(ready))) == ["visit.arrived"]


@pytest.mark.parametrize("sign", ["/bay/MQ/99", "/bay/NO/4", "/bay/MQ/B-1", "/visit/made-up"])
def test_what_is_no_sign_is_not_there(app, ready, sign):
    assert Phone(app).opens(sign).status == 404


def test_guessing_ends_soon_at_a_bay_and_at_all_bays(app, shop, ready):
    from associate import create_app

    limits = {"TESTING": True, "RATELIMIT_ENABLED": True, "WTF_CSRF_ENABLED": False, "SECRET_KEY": KEY}
    counted = create_app({"SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"], **limits})
    phone, form = counted.test_client(), {"code": "AAAAAA", **OCTAVIA}

    def tries(bay, n, address):
        told = {**form, "command_id": f"guess-{address}-{bay}-{n}"}
        return phone.post(f"/bay/MQ/{bay}", data=told, environ_base={"REMOTE_ADDR": address}).status_code

    assert [tries("4", n, "10.0.0.9") for n in range(6)] == [422] * 5 + [429]
    others = [tries(bay, n, "10.0.0.9") for bay in "123" for n in range(5)]
    assert others.count(429) == 0 and tries("3", 9, "10.0.0.9") == 429
    assert tries("4", 1, "10.0.0.10") == 422  # somebody else’s address
    with counted.app_context():
        db.engine.dispose()


def test_a_ticket_shows_its_visit_for_hours_and_no_longer(app, shop, ready):
    anyone = Phone(app).opens(SIGN).taps("I’m here, bay 4", code=code_of(shop.job(ready)), **OCTAVIA)
    ticket = anyone.url
    head, signed, tail = ticket[:-9], ticket[-9], ticket[-8:]  # the last letter may mean the same
    assert anyone.opens(head + ("A" if signed != "A" else "B") + tail).status == 404
    with time_machine.travel(now() + timedelta(hours=5)):
        assert anyone.opens(ticket).status == 404


def test_nobody_else_learns_of_the_page(app, shop, ready):
    for url in (SIGN, "/visit/x"):
        headers = Phone(app).opens(url).answer.headers
        assert headers["X-Robots-Tag"] == "noindex" and headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]


def test_a_store_without_cars_has_no_signs(app, shop, ready):
    with atomic(shop.mill_quay):
        shop.mill_quay.curbside = False
    assert Phone(app).opens(SIGN).sees("This sign isn’t in use.").status == 404


def test_the_visit_page_is_live(app, shop, ready):
    anyone = Phone(app).opens(SIGN).taps("I’m here, bay 4", code=code_of(shop.job(ready)), **OCTAVIA)
    url, seen = anyone.url, re.search(r'data-version="(\w+)"', str(anyone.page))[1]
    anyone.htmx = True
    assert anyone.opens(url, v=seen).status == 204
    running.claim(visit_for(shop.job(ready)), shop.marcus, by=SYSTEM)
    assert anyone.opens(url, v=seen).status == 200
