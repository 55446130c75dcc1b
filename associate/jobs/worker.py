"""The worker: claims what is queued, one row at a time, and does what time brings about.

On SQLite it is a thread of the one web process; elsewhere `flask worker` runs as many as wanted.
"""

import os
import threading
import time
from collections.abc import Callable

from flask import Flask

from associate.core.events.models import Delivery, Inbound
from associate.core.events.nudge import there_is_work
from associate.db import db
from associate.jobs.claims import Work, claim
from associate.jobs.due import run_due
from associate.jobs.send import send_delivery
from associate.jobs.take_in import take_in_inbound

IDLE = 0.5  # seconds between looks when nobody nudges
DUE_EVERY = 30.0  # seconds

JOBS: tuple[tuple[type[Work], Callable[[int], None]], ...] = (
    (Inbound, take_in_inbound),
    (Delivery, send_delivery),
)


def init_app(app: Flask) -> None:
    if app.config["ASSOCIATE_WORKER"] == "thread" and os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        threading.Thread(target=run, args=(app,), name="worker", daemon=True).start()


def run(app: Flask, *, stop: threading.Event | None = None) -> None:
    """Work until told to stop. One job that breaks does not stop the others."""
    next_due = 0.0
    while not (stop and stop.is_set()):
        there_is_work.clear()
        try:
            with app.app_context():
                work_off()
                if time.monotonic() >= next_due:
                    next_due = time.monotonic() + DUE_EVERY
                    run_due()
        except Exception:
            app.logger.exception("the worker stumbled and goes on")
            time.sleep(IDLE)
        there_is_work.wait(IDLE)


def work_off() -> int:
    """Do everything that is due now; returns how many jobs that was."""
    done = 0
    for kind, work in JOBS:
        while (claimed := claim(kind)) is not None:
            work(claimed)
            done += 1
            db.session.remove()
    return done
