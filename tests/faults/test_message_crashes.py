"""A worker that is killed (SIGKILL) at each step of sending: one message for one cause.

A text is looked up before a second try, so exactly one leaves. For an email that cannot be known: one that
was taken just before the death is handed in again under the same Message-ID, and mailboxes show it once.
"""

import sqlite3
import time
from contextlib import ExitStack, closing, contextmanager
from functools import partial

import psycopg
import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.customers.consent import give_consent
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.db import atomic, db
from tests.support.pickups import make_ready
from tests.support.pretend_post import pretend_post
from tests.support.pretend_twilio import pretend_twilio
from tests.support.server import ROOT
from tests.support.workers import end, workers

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(200)]
LIMIT = 60.0  # seconds
LONG = partial(pytest.param, marks=pytest.mark.long)
LATER = partial(pytest.param, marks=pytest.mark.later)  # the text that leaves once is there each time


@pytest.fixture
def twilio():
    with pretend_twilio() as running:
        yield running


@pytest.fixture
def post():
    with pretend_post() as running:
        yield running


@pytest.fixture
def worker(database_url, tmp_path, twilio, post):
    """Starts a real worker process, against the pretend servers."""
    settings = {"MAIL_URL": post.url, "SMS_URL": twilio.url, "FLASK_APP": str(ROOT / "wsgi.py")}
    with workers(database_url, tmp_path, **settings) as start:
        yield start


@pytest.fixture
def job(shop):
    return shop.job(shop.has_order((shop.jacket, 1)))


def make_it_ready(job, medium):
    with atomic(job.order):
        job.order.message_by = medium
        if medium == "sms":
            give_consent("sms", "+353855550118", source="link")
    make_ready(job)
    db.session.remove()


def kill_when(reached, process, pause=0.0):
    assert reached.wait(LIMIT), "the worker never came to this step"
    time.sleep(pause)
    end(process)


def let_the_lease_run_out():
    """A minute later, without waiting for it."""
    with atomic():
        leased = sa.update(Delivery).where(Delivery.state == DeliveryState.PENDING)
        assert db.session.execute(leased.values(next_at=now())).rowcount == 1, "it was not left half done"
    db.session.remove()


def delivery():
    db.session.remove()
    return db.session.scalars(sa.select(Delivery)).one()


def wait_until_sent():
    deadline = time.monotonic() + LIMIT
    while (found := delivery()).state == DeliveryState.PENDING:
        assert time.monotonic() < deadline, f"not sent: {found.result}"
        time.sleep(0.1)
    assert found.state == DeliveryState.SENT, found.result
    told = sa.select(sa.func.count()).where(Event.kind == "message.sent")
    assert db.session.scalar(told) == 1


def lock(database_url, stack):
    """Nobody writes what became of a message until the stack closes."""
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(
            database_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
        )
        stack.enter_context(closing(connection))
        connection.execute("BEGIN IMMEDIATE")
    else:
        connection = stack.enter_context(closing(psycopg.connect(database_url)))
        connection.execute("SELECT 1 FROM deliveries FOR UPDATE")


@contextmanager
def locked_before_the_answer(twilio, database_url):
    with ExitStack() as stack:
        twilio.before_answer = lambda: lock(database_url, stack)
        yield


@pytest.mark.parametrize("step", [LONG("asked"), "taken", LONG("answered")])
def test_a_text_leaves_once_whenever_the_worker_dies(job, worker, twilio, database_url, step):
    make_it_ready(job, "sms")
    twilio.silent_at = step
    with locked_before_the_answer(twilio, database_url):
        kill_when(twilio.reached, worker(), pause=0.5 if step == "answered" else 0)
    let_the_lease_run_out()
    worker()
    wait_until_sent()
    assert len(twilio.messages) == 1 and "is ready" in twilio.messages[0]["body"]


@pytest.mark.parametrize(("step", "handed_in"), [LONG("greeting", 1), LATER("data", 2), LONG("quit", 2)])
def test_a_mail_is_in_the_mailbox_once_whenever_the_worker_dies(job, worker, post, step, handed_in):
    make_it_ready(job, "email")
    post.silent_at = step
    kill_when(post.reached, worker())
    let_the_lease_run_out()
    worker()
    wait_until_sent()
    assert len(post.mailbox) == 1 and len(post.arrived) == handed_in


@pytest.mark.long
def test_two_workers_send_it_once(job, worker, twilio):
    for _ in range(2):
        worker()
    make_it_ready(job, "sms")
    wait_until_sent()
    assert len(twilio.messages) == 1
