"""What is drawn once for many is still right for each."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from associate.clock import as_of, now
from associate.web.fragments import kept
from tests.support.people import Person


@pytest.fixture
def order(shop):
    return shop.has_order((shop.kettle, 1))


def drawn(app):
    return len(app.extensions.get("fragments", ()))


def test_two_people_share_a_drawing_but_neither_token_nor_command(app, shop, order):
    ana, priya = Person(app, shop.ana), Person(app, shop.priya)
    ana.opens("/pick").sees("HW-1001")
    assert drawn(app) == 1
    priya.opens("/pick").sees("HW-1001")
    assert drawn(app) == 1 and priya.token != ana.token
    commands = [re.findall(r'name="command_id" value="([^"]+)"', who.answer.text) for who in (ana, priya)]
    assert commands[0] and not set(commands[0]) & set(commands[1])
    assert len(set(commands[1])) == len(commands[1]) and "\0" not in priya.answer.text
    priya.taps("Start picking").sees("HW-1001")
    assert priya.status == 200


def test_who_picks_sees_their_own_job_and_the_others_whose_it_is(app, shop, order):
    ana, priya, marcus = (Person(app, one) for one in (shop.ana, shop.priya, shop.marcus))
    ana.opens("/pick").taps("Start picking")
    ana.opens("/pick").sees("You’re picking this.")
    priya.opens("/pick").sees("Ana is picking this.").does_not_see("You’re picking this.")
    marcus.opens("/pick").sees("Ana is picking this.")
    ana.opens("/pick").sees("You’re picking this.")


def test_ages_follow_the_clock_and_changes_show_at_once(app, shop, order):
    ana = Person(app, shop.ana)
    ana.opens("/pick").sees("HW-1001")
    shop.has_order((shop.jacket, 1), number="1002")
    ana.opens("/pick").sees("HW-1001", "HW-1002")
    promise = shop.job(order).promise_at
    for minutes in (3, 4):
        with as_of(promise + timedelta(minutes=minutes)):
            ana = Person(app, shop.ana)
            ana.opens("/pick").sees(f"{minutes} min late")
    assert now() < promise


def test_another_store_and_another_view_are_drawn_apart(app, shop, order):
    ana, charlie = Person(app, shop.ana), Person(app, shop.charlie)
    ana.opens("/pick").sees("HW-1001")
    charlie.opens("/pick").does_not_see("HW-1001")
    ana.opens("/pick", show="mine").does_not_see("HW-1001")


def test_who_asks_meanwhile_waits_for_the_one_drawing(app):
    drawings, together = [], Barrier(8)

    def draw():
        drawings.append("one")
        time.sleep(0.1)  # long enough for the others to ask
        return "<p>cars</p>"

    def asks(_n):
        with app.test_request_context():
            together.wait()
            return kept("board", draw)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(asks, range(8))) == {"<p>cars</p>"}
    assert drawings == ["one"]
