"""Told to stop, the worker finishes the job in its hands, and the web the requests in its."""

import os
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from associate.core.events.models import Delivery, DeliveryState
from associate.db import db
from associate.upkeep import beats
from tests.support.pickups import make_ready
from tests.support.server import ROOT
from tests.support.shop import look_again

SLOW_MAIL = """
import time
from associate import create_app
from associate.jobs import send, worker
real = send.keep_answer
def slowly(delivery, answer):
    print("sending", flush=True)
    time.sleep(1.5)
    real(delivery, answer)
send.keep_answer = slowly
app = create_app()
with app.app_context():
    worker.run_until_told(app)
"""


@pytest.fixture
def two_messages(app, shop):
    for number in ("1001", "1002"):
        make_ready(shop.job(shop.has_order((shop.jacket, 1), number=number)), tag=f"T{number[-2:]}")
    db.session.remove()


@pytest.mark.parametrize("how", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_the_job_in_hand_is_finished_and_no_other_begun(two_messages, database_url, tmp_path, how):
    environment = {
        **os.environ, "DATABASE_URL": database_url, "SECRET_KEY": "tests", "MAIL_FOLDER": str(tmp_path),
        "FLASK_RUN_FROM_CLI": "true",
    }  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-c", SLOW_MAIL], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert worker.stdout.readline() == "sending\n"
        began = time.monotonic()
        worker.send_signal(how)
        assert worker.wait(10) == 0
        assert time.monotonic() - began > 0.5  # it did not let go at once
    finally:
        worker.kill()
        worker.stdout.close()
    look_again()
    states = sorted(db.session.scalars(sa.select(Delivery.state)))
    assert states == [DeliveryState.PENDING, DeliveryState.SENT]
    assert db.session.scalar(sa.select(sa.func.max(Delivery.tries))) == 1
    assert beats.last(beats.WORKER) is not None
