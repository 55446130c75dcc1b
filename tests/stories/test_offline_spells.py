"""Two spells without a network, and another person between them: nothing is lost, nothing counts twice."""

import time

import pytest
import sqlalchemy as sa
from flask import current_app
from playwright.sync_api import expect

from associate.core.fulfillment.models import Scan
from associate.core.fulfillment.offline import Fate, OfflineStep
from associate.db import db
from associate.workflows.picking.rules import owning
from tests.support.devices import PIN, code_for, give_pins
from tests.support.hands import Hands
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, tap
from tests.support.shop import look_again

EACH = 25  # steps in a spell
LOST, EVERY = 5, 10  # answers, and of how many one


@pytest.fixture
def jobs(shop):
    """One for Ana, two for Priya."""
    shop.stocks(shop.jacket, 60)
    shop.stocks(shop.kettle, 60)
    give_pins(shop.ana, shop.priya)
    wanted = [(shop.jacket, EACH), (shop.kettle, EACH), (shop.jacket, 2)]
    return [shop.job(shop.has_order(items, number=f"100{n}")) for n, items in enumerate(wanted)]


@pytest.fixture
def tablet(devices, server, shop, jobs):
    page = devices.tablet(service_workers="allow")
    return Hands(page, server.url).enrolls(code_for(Person(current_app, shop.helen))).sees("Who’s holding")


def takes_it(hands, name):
    hands.opens("/login").taps(name)
    hands.types_pin(PIN)
    hands.page.wait_for_url("**/")
    keeps(hands, "/offline")


def begins(hands, job):
    hands.opens(f"/pick/{job.number}").taps("Start picking").sees("Scan the")
    keeps(hands, f"/pick/{job.number}")


def keeps(hands, path):
    """It opens without a network from here on."""
    is_kept = "async path => Boolean(navigator.serviceWorker.controller && await caches.match(path))"
    deadline = time.monotonic() + 10
    while not hands.page.evaluate(is_kept, path):
        assert time.monotonic() < deadline, path
        hands.page.wait_for_timeout(50)


def unsent(hands, n):
    expect(hands.page.locator(".live")).to_contain_text(f"Offline {n}")


def too_busy(route):
    """The store itself says so, not a proxy before one that is gone."""
    route.fulfill(status=503, headers={"X-Request-ID": "busy"})


def answers_get_lost(page):
    """The store takes what is sent, and nobody hears of it: so many times."""
    lost, seen = [], []

    def lose(route):
        seen.append(route)
        if len(seen) % EVERY == 1 and len(lost) < LOST:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.context.route("**/scans", lose)
    return lost


def test_fifty_steps_count_once_in_order_for_whoever_made_them(devices, shop, jobs, tablet):
    page = tablet.page
    takes_it(tablet, "Ana")
    begins(tablet, jobs[0])
    keeps(tablet, "/outbox")  # which nobody has opened
    page.context.set_offline(True)
    tablet.scans(*[JACKET] * 10).sees("Kept: 10 of 25")
    tablet.scans(KETTLE).sees("Wrong item", "Not one of this order")
    page.reload()
    tablet.sees("No network, as of", "10 of 25 picked")
    tablet.scans(*[JACKET] * 15).sees("Kept: 25 of 25", "All of it is in your hands")
    unsent(tablet, EACH)
    page.goto(f"{tablet.url}/outbox")
    tablet.sees("Not sent yet: 25", "No network, as of").does_not_see("25 sent")
    expect(page.get_by_text("Nothing was done offline")).to_be_hidden()
    page.context.route("**/scans", too_busy)
    page.context.set_offline(False)
    tablet.does_not_see("No network, as of")  # it was drawn anew by itself
    takes_it(tablet, "Priya")
    tablet.opens("/me").taps("Sign out").sees("Not yet", "Steps that wait to be sent: 25")
    begins(tablet, jobs[2])
    begins(tablet, jobs[1])
    page.context.set_offline(True)
    tablet.scans(*[KETTLE] * EACH).sees("All of it is in your hands")
    page.goto(f"{tablet.url}/pick/{jobs[2].number}")
    tablet.scans(JACKET).sees("Kept: 1 of 2")
    unsent(tablet, 2 * EACH + 1)
    tap(owning.take_over, jobs[2], shop.marcus)
    page.context.unroute_all()
    lost = answers_get_lost(page)
    page.context.set_offline(False)
    expect(page.locator(".flash")).to_contain_text("that didn’t fit any more: 1", timeout=60_000)
    expect(page.locator(".live")).not_to_contain_text("all saved")
    assert lost == [200] * LOST
    tablet.opens("/outbox").sees("25 sent. 1 needs you.", "Marcus, saved", "Marcus is picking this")
    look_again()
    scans = db.session.execute(sa.select(Scan.by, Scan.command).order_by(Scan.id)).all()
    assert [by for by, _command in scans] == [shop.ana.ref] * EACH + [shop.priya.ref] * EACH
    steps = db.session.scalars(sa.select(OfflineStep).order_by(OfflineStep.id)).all()
    assert [step.command for step in steps][:-1] == [command for _by, command in scans]
    assert [step.fate for step in steps] == [Fate.APPLIED] * 2 * EACH + [Fate.CONFLICT]
    assert [step.done_at for step in steps] == sorted(step.done_at for step in steps)
    assert {step.sent_by for step in steps} == {shop.priya.ref}
    devices.complaints.clear()  # the browser complains of the network we took away
