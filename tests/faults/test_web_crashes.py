"""A web process that is killed (SIGKILL) while the scan that makes an order ready is in its hands.

The browser hears nothing and sends the same command once more, as people do. However far the first one came,
the order is ready once and the customer gets one message.
"""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import httpx2
import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.customers.consent import give_consent
from associate.core.events.models import CommandRow, Delivery, DeliveryState, Event
from associate.core.fulfillment.states import State
from associate.db import atomic, db, is_sqlite
from tests.support.picking import scan, scan_all
from tests.support.pretend_twilio import pretend_twilio
from tests.support.server import serve
from tests.support.shop import PASSWORD, look_again

pytestmark = [pytest.mark.enable_socket, pytest.mark.timeout(200)]
LIMIT = 60.0  # seconds
LONG = partial(pytest.param, marks=pytest.mark.long)
SCAN = {"code": "LOC-R1", "command_id": "the-last-bag-into-its-place"}


@pytest.fixture
def twilio():
    with pretend_twilio() as running:
        yield running


@pytest.fixture
def server(database_url, tmp_path, twilio):
    """On SQLite the worker is a thread of the web process and dies with it; on PostgreSQL it lives on."""
    app = "tests.faults.halting:create_halting_app()"
    settings = {"HALT": str(tmp_path), "SMS_URL": twilio.url}
    with serve(database_url, tmp_path, app=app, quick=True, **settings) as running:
        yield running


@pytest.fixture
def job(shop):
    """Picked and in its bag: one scan and it is ready. Its customer wants a text."""
    order = shop.has_order((shop.jacket, 1))
    with atomic(order):
        order.message_by = "sms"
        give_consent("sms", "+353855550118", source="link")
    job = shop.job(order)
    scan_all(job, shop.ana)
    scan(job, "BAG-7K4", shop.ana)
    return job


class Web:
    """The one web process under its master, which starts another when it is gone."""

    def __init__(self, server, folder, staff):
        self.url, self.folder = server.url, folder
        self.http = httpx2.Client(timeout=LIMIT)
        self.token = self.token_at("/login")
        self.posts("/login", email=staff.email, password=PASSWORD)
        self.token = self.token_at("/me")

    def token_at(self, path):
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.http.get(self.url + path).text)[1]

    def posts(self, path, **form):
        answer = self.http.post(self.url + path, data={"csrf_token": self.token, **form})
        assert answer.status_code == 303, answer.text

    def stands_still_at(self, step, path):
        unfinished = self.folder / "unfinished"
        unfinished.write_text(f"{step} {path}")
        unfinished.rename(self.folder / "at")

    def close(self):
        self.http.close()

    def dies(self):
        """Where it was to stand still."""
        reached = self.folder / "reached"
        wait_until(reached.exists, "the request never came to this step")
        os.kill(int(reached.read_text()), signal.SIGKILL)


@pytest.fixture
def web(server, shop, tmp_path):
    with closing(Web(server, tmp_path, shop.ana)) as running:
        yield running


def wait_until(is_so, what):
    deadline = time.monotonic() + LIMIT
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def let_the_lease_run_out():
    """What a worker had in its hands when it died is taken up a minute later: without waiting for it."""
    with atomic():
        db.session.execute(
            sa.update(Delivery).where(Delivery.state == DeliveryState.PENDING).values(next_at=now())
        )
    db.session.remove()


def is_sent():
    look_again()
    return db.session.scalars(sa.select(Delivery.state)).all() == [DeliveryState.SENT]


def count(kind):
    return db.session.scalar(sa.select(sa.func.count()).where(Event.kind == kind))


@pytest.mark.parametrize("step", [LONG("asked"), LONG("written"), "committed", LONG("sending")])
def test_one_message_whenever_the_web_process_dies(job, web, twilio, step):
    path = f"/pick/{job.number}/scans"
    db.session.remove()
    web.stands_still_at("answering" if step == "sending" else step, path)
    twilio.silent_at = "answered" if step == "sending" else ""
    twilio.before_answer = web.dies
    with ThreadPoolExecutor() as pool:
        first = pool.submit(web.posts, path, **SCAN)
        if step == "sending":
            assert twilio.reached.wait(LIMIT), "the text was never sent"
        else:
            web.dies()
        with pytest.raises(httpx2.TransportError):
            first.result()
    was_done = db.session.scalar(sa.select(sa.func.count()).where(CommandRow.key == SCAN["command_id"]))
    assert was_done == (step in ("committed", "sending"))
    web.posts(path, **SCAN)
    web.posts(path, **SCAN)
    if is_sqlite():
        let_the_lease_run_out()
    wait_until(is_sent, "no message was sent, or more than one")
    assert len(twilio.messages) == 1 and "is ready" in twilio.messages[0]["body"]
    assert (count("message.sent"), count("fulfillment.ready")) == (1, 1)
    assert db.session.get(type(job), job.id).state == State.READY
    assert list(mismatches()) == []
