"""Waves begun over the same orders by many at once, and orders canceled while their wave is walked."""

import time

import pytest
import sqlalchemy as sa

from associate.core.acts.cancel import cancel_order, open_put_backs
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment, Scan
from associate.core.fulfillment.states import State
from associate.core.fulfillment.waves import InCart, PickMode, Wave
from associate.db import db
from associate.workflows.waves.rules import scans, starting
from associate.workflows.waves.screens.walk import wave_view
from tests.races.buyers import again, in_processes
from tests.races.walkers import begun_by_nobody, staff
from tests.support.packing import books_agree
from tests.support.shop import look_again

ORDERS = 6
TAGS = dict(zip("ABCDEF", ("7K4", "9MB", "2HR", "4TX", "6PW", "3CN"), strict=True))


@pytest.fixture
def numbers(shop):
    return begun_by_nobody(shop, ORDERS)


def job_of(number):
    return db.session.scalars(sa.select(Fulfillment).filter_by(number=number)).one()


def scanned():
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Scan))


def walk(email):
    """The one wave to its end, whatever is refused meanwhile."""
    for step in range(20 * ORDERS):
        ana, wave = staff(email), db.session.scalars(sa.select(Wave)).one()
        view = wave_view(wave, ana)
        if view.screen == "bench":
            return
        held = view.held
        thing = view.cart.lying[0] if view.screen == "sort" else view.stop
        code = TAGS[wave.letter(held.fulfillment)] if held else thing.variant.sku
        meant = intent(f"race-scan-{step}", "scan", ana.actor, {})
        told = {"intent": meant, "by": ana.actor}
        again(lambda wave=wave, code=code, told=told: scans.take_scan(wave, code, **told))
    raise AssertionError("the walk never ends")


def test_every_order_is_in_one_wave_whoever_begins_it(app, shop, numbers):
    emails = [each.email for each in (shop.ana, shop.priya, shop.marcus, shop.helen)]
    parts = [numbers, numbers[::-1], numbers[:4], numbers[2:]]

    def work(n):
        who = staff(emails[n])
        again(
            lambda: starting.start(
                who.store, parts[n], intent=intent(f"race-start-{n}", "start", who.actor, {}), by=who.actor
            )
        )

    in_processes(app, len(emails), work)
    look_again()
    waves = list(db.session.scalars(sa.select(Wave)))
    taken = [job.number for wave in waves for job in wave.jobs]
    assert sorted(taken) == sorted(numbers)
    assert all(job.state == State.PICKING for wave in waves for job in wave.jobs)
    assert all(job.owner_id == wave.owner_id for wave in waves for job in wave.jobs)
    books_agree()


@pytest.mark.parametrize("mode", [PickMode.TOTES, PickMode.BATCH])
def test_what_is_canceled_on_the_walk_keeps_nothing_in_its_tote(app, shop, numbers, mode):
    """One picks the whole wave, another cancels every second order of it meanwhile."""
    email, by = shop.ana.email, shop.ana.actor
    meant = intent("race-start", "start", by, {})
    starting.start(shop.mill_quay, numbers, mode=mode, intent=meant, by=by)

    def cancel():
        for turn, number in enumerate(numbers[1::2]):
            while scanned() < 2 + 2 * turn:
                time.sleep(0.005)
            again(lambda number=number: cancel_order(job_of(number).order, reason="customer", by=SYSTEM))

    in_processes(app, 2, lambda n: cancel() if n else walk(email))
    look_again()
    for number in numbers[::2]:
        job = job_of(number)
        assert (job.state, job.units_picked) == (State.PICKED, 2), number
    for number in numbers[1::2]:
        job = job_of(number)
        assert (job.state, job.units_picked) == (State.CANCELED, 0), number
        assert {each.why for each in open_put_backs(job)} <= {"customer", "canceled"}
    assert db.session.scalars(sa.select(InCart)).all() == []
    books_agree()
