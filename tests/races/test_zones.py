"""Four people in two zones hand orders on to each other, all at once, until each order is picked."""

import time
from itertools import count

import pytest
import sqlalchemy as sa

from associate.core.events.commands import intent
from associate.core.events.models import Event
from associate.core.fulfillment.models import Fulfillment, Scan
from associate.core.fulfillment.states import State
from associate.core.fulfillment.waves import PickMode, Wave
from associate.db import db
from associate.workflows.waves.rules import scans, starting
from associate.workflows.waves.screens.walk import wave_view
from tests.races.buyers import again, in_processes
from tests.races.walkers import begun_by_nobody, staff
from tests.support.packing import books_agree
from tests.support.shop import look_again
from tests.support.zones import zones

ORDERS, LIMIT = 8, 40.0  # seconds
TAGS = ["7K4", "9MB", "2HR", "4TX", "6PW", "3CN", "5DD", "8FG"]
ZONES = ["Clothes", "Kitchen", "Clothes", "Kitchen"]


@pytest.fixture
def numbers(shop):
    """Each order is found in both zones."""
    zones(B1="Clothes", B2="Kitchen", B3="Kitchen")
    return begun_by_nobody(shop, ORDERS)


def is_over():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).where(Fulfillment.state != State.PICKED)) == 0


def begin(email, zone, numbers, step):
    """As many as the zone has, two at most, so that everybody begins often; None where it has none now."""
    me = staff(email)
    meant = intent(f"race-{email}-{step}", "start", me.actor, {})
    for at in range(0, ORDERS, 2):
        some = numbers[at : at + 2]
        said = again(
            lambda some=some: starting.start(
                me.store, some, mode=PickMode.ZONE, zone=zone, intent=meant, by=me.actor
            )
        )
        if said is not None:
            return said["number"]
    return None


def walk(email, number, tags, steps):
    """To the end of it, or to the bench."""
    for _step in range(20 * ORDERS):
        me = staff(email)
        wave = db.session.scalars(sa.select(Wave).filter_by(number=number)).one()
        view = wave_view(wave, me)
        if view.screen in ("bench", "over"):
            return
        told = {
            "shown": view.going_numbers.split(),
            "intent": intent(f"race-{email}-{next(steps)}", "scan", me.actor, {}),
            "by": me.actor,
        }
        code = _next_code(view, tags)
        again(lambda wave=wave, code=code, told=told: scans.take_scan(wave, code, **told))
    raise AssertionError("the walk never ends")


def _next_code(view, tags):
    if view.screen == "fetch":
        return tags[view.fetch[0].job.number]
    if view.screen == "pass":
        return "LOC-R-2"
    return tags[view.held.fulfillment.number] if view.held else view.now.variant.sku


def test_each_thing_is_picked_once_whoever_is_faster(app, shop, numbers):
    emails = [each.email for each in (shop.ana, shop.priya, shop.marcus, shop.helen)]
    tags = dict(zip(numbers, TAGS, strict=True))

    def work(n):
        steps, ends = count(), time.monotonic() + LIMIT
        mine = numbers[n:] + numbers[:n]
        while not is_over() and time.monotonic() < ends:
            if (number := begin(emails[n], ZONES[n], mine, next(steps))) is None:
                time.sleep(0.01)
            else:
                walk(emails[n], number, tags, steps)

    in_processes(app, len(emails), work)
    look_again()
    jobs = list(db.session.scalars(sa.select(Fulfillment)))
    assert {(job.state, job.units_picked) for job in jobs} == {(State.PICKED, 2)}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 2 * ORDERS
    passed = sa.select(sa.func.count()).where(Event.kind == "pick.passed")
    assert db.session.scalar(passed) == ORDERS
    assert all(len(job.open_bags) == 1 for job in jobs)
    books_agree()
