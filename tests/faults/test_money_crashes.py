"""A worker that is killed (SIGKILL) at each step of a refund: the money goes back once."""

import time
from functools import partial

import pytest

from associate.core.acts.refunding import call_off
from associate.core.payments.calls import PaymentState
from associate.db import db
from associate.errors import Refused
from tests.support.money import (
    account,
    gives_back,
    now_order,
    only_call,
    paper_order,
    refunds,
    three_minutes_pass,
)
from tests.support.packing import books_agree
from tests.support.paper_payments import PaperPayments
from tests.support.workers import end, workers

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(200)]
LIMIT = 60.0  # seconds
LONG = partial(pytest.param, marks=pytest.mark.long)
STEPS = [LONG("beginning"), "begun", LONG("asked"), "moved", LONG("answering"), LONG("kept")]
GONE_BY_THEN = {"moved", "answering", "kept"}


@pytest.fixture
def holder(tmp_path):
    return PaperPayments(tmp_path)


@pytest.fixture
def order(shop, holder):
    account(shop.web, "paper")
    order = paper_order(shop)
    gives_back(shop, order, shop.jacket.price)
    db.session.rollback()
    return order


@pytest.fixture
def worker(database_url, tmp_path):
    """Starts a real worker process whose money is held on paper."""
    settings = {"FLASK_APP": "tests.faults.money_app:create_halting_app", "HALT": str(tmp_path)}
    with workers(database_url, tmp_path, **settings) as start:
        yield start


def wait_until(is_so, what):
    deadline = time.monotonic() + LIMIT
    while not is_so():
        assert time.monotonic() < deadline, what
        db.session.rollback()
        time.sleep(0.05)


def dies_at(step, worker, holder):
    (holder.folder / "at").write_text(step)
    process = worker()
    wait_until((holder.folder / "reached").exists, f"the worker never came to {step}")
    end(process)
    (holder.folder / "reached").unlink()


def is_over():
    return only_call().state == PaymentState.DONE


def one_refund(order, holder):
    assert holder.moved() == [(only_call().key, only_call().amount)]
    assert refunds(order) == [("done", only_call().amount)]
    books_agree()


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_of_a_refund(order, worker, holder, step):
    dies_at(step, worker, holder)
    assert len(holder.moved()) == (step in GONE_BY_THEN)
    if step != "kept":
        three_minutes_pass()
    worker()
    wait_until(is_over, "it never went back")
    one_refund(order, holder)


@pytest.mark.long
def test_killed_thrice_on_the_way(order, worker, holder):
    for step in ("begun", "moved", "answering"):
        dies_at(step, worker, holder)
        three_minutes_pass()
    worker()
    wait_until(is_over, "it never went back")
    one_refund(order, holder)


def test_what_was_begun_is_not_called_off(shop, order, worker, holder):
    dies_at("begun", worker, holder)
    with pytest.raises(Refused, match="money_left"):
        call_off(now_order(order).refunds[0], by=shop.helen.actor)
    assert holder.moved() == [] and refunds(order) == [("asked", shop.jacket.price)]
