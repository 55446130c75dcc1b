"""A worker that is killed (SIGKILL) at each step of buying a label: one label, one charge, one state."""

import time
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts import labels as acts
from associate.core.acts.cancel import cancel_order
from associate.core.events.record import SYSTEM
from associate.core.shipping.calls import CallState, CarrierCall
from associate.core.shipping.labels import Void
from associate.db import atomic, db
from tests.support.packing import Bench, books_agree, labels, now_, states
from tests.support.paper_carrier import PaperCarrier
from tests.support.shop import look_again
from tests.support.workers import end, workers

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(200)]
LIMIT = 60.0  # seconds
LONG = partial(pytest.param, marks=pytest.mark.long)
STEPS = [LONG("beginning"), "begun", LONG("asked"), "bought", LONG("answering"), LONG("kept")]
SOLD_BY_THEN = {"bought", "answering", "kept"}


@pytest.fixture
def carrier(tmp_path):
    return PaperCarrier(tmp_path)


@pytest.fixture
def parcel(shop, carrier):
    bench = Bench(shop)
    parcel = bench.packs(bench.picked((shop.jacket, 2)))
    acts.want_label(parcel, bench.swift, by=bench.by)
    db.session.remove()
    return parcel


@pytest.fixture
def job(parcel):
    return parcel.fulfillment


@pytest.fixture
def worker(database_url, tmp_path):
    """Starts a real worker process that knows the carrier on paper."""
    settings = {"FLASK_APP": "tests.faults.carrier_app:create_halting_app", "HALT": str(tmp_path)}
    with workers(database_url, tmp_path, **settings) as start:
        yield start


def wait_until(is_so, what):
    deadline = time.monotonic() + LIMIT
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def dies_at(step, worker, carrier):
    (carrier.folder / "at").write_text(step)
    process = worker()
    wait_until((carrier.folder / "reached").exists, f"the worker never came to {step}")
    end(process)
    (carrier.folder / "reached").unlink()


def three_minutes_pass():
    """The lease has run out, and what the carrier heard has come to its books: without waiting for it."""
    before = now() - timedelta(minutes=3)
    with atomic():
        call = db.session.scalars(sa.select(CarrierCall).where(CarrierCall.state == CallState.PENDING)).one()
        call.next_at = now()
        call.asked_at = call.asked_at and before
    db.session.remove()


def is_over():
    look_again()
    return not db.session.scalar(sa.select(CarrierCall.id).where(CarrierCall.state == CallState.PENDING))


def one_label_one_charge_one_state(parcel, job, carrier):
    assert carrier.sold() == [f"{parcel.uid}-1"]
    assert [label.void for label in labels(parcel)] == [Void.NONE]
    assert states(job) == ("packed", ["labeled"])
    books_agree()


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_of_buying(parcel, job, worker, carrier, step):
    dies_at(step, worker, carrier)
    assert len(carrier.sold()) == (step in SOLD_BY_THEN)
    if step != "kept":
        three_minutes_pass()
    worker()
    wait_until(is_over, "it was never bought")
    one_label_one_charge_one_state(parcel, job, carrier)


@pytest.mark.long
def test_killed_thrice_on_the_way(parcel, job, worker, carrier):
    for step in ("begun", "bought", "answering"):
        dies_at(step, worker, carrier)
        three_minutes_pass()
    worker()
    wait_until(is_over, "it was never bought")
    one_label_one_charge_one_state(parcel, job, carrier)


@pytest.mark.parametrize("step", [LONG("begun"), "bought"])
def test_canceled_after_it_died_nothing_is_paid_for_and_kept(shop, parcel, job, worker, carrier, step):
    """What was bought is given back; what may have been is not bought any more."""
    dies_at(step, worker, carrier)
    cancel_order(now_(job).order, by=SYSTEM, reason="test")
    three_minutes_pass()
    worker()
    wait_until(is_over, "it was never settled")
    assert len(carrier.sold()) == len(carrier.given_back()) == (step == "bought")
    assert states(job) == ("canceled", ["canceled"]) and shop.level(shop.jacket) == (20, 0, 2)
    books_agree()
