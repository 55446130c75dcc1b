"""The worker: claims what is queued, one row at a time, and does what time brings about.

On SQLite it is a thread of the one web process; elsewhere `flask worker` runs as many as wanted.
Told to stop, it finishes the job in its hands and takes no other.
"""

import atexit
import math
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask

from associate.core.events.models import Delivery, Inbound
from associate.core.events.nudge import nudge, there_is_work
from associate.db import db
from associate.jobs.claims import Work, claim
from associate.jobs.due import run_due
from associate.jobs.send import send_delivery
from associate.jobs.take_in import take_in_inbound
from associate.upkeep import beats, counters
from associate.upkeep.statements import tally_statements

IDLE = 0.5  # seconds between looks when nobody nudges
DUE_EVERY = 30.0  # seconds
BEAT_EVERY = 10.0  # seconds
LAST_JOB = 10.0  # seconds that a process waits at its end for the job in its worker's hands

JOBS: tuple[tuple[type[Work], Callable[[int], None]], ...] = (
    (Inbound, take_in_inbound),
    (Delivery, send_delivery),
)
log = structlog.get_logger("associate.worker")


def init_app(app: Flask) -> None:
    """Start the thread where one is wanted; a process that is forked off later gets one of its own."""
    if app.config["ASSOCIATE_WORKER"] == "thread" and os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        start_thread(app)
        os.register_at_fork(after_in_child=lambda: start_thread(app))


def start_thread(app: Flask) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(app,), kwargs={"stop": stop}, name="worker", daemon=True)
    thread.start()
    atexit.register(_end, thread, stop)


def _end(thread: threading.Thread, stop: threading.Event) -> None:
    stop.set()
    nudge()
    thread.join(LAST_JOB)


def run_until_told(app: Flask) -> None:
    """`flask worker`: SIGTERM and Ctrl-C let it finish its job."""
    stop = threading.Event()

    def told(_signal: int, _frame: Any) -> None:
        stop.set()
        nudge()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    run(app, stop=stop)


def run(app: Flask, *, stop: threading.Event | None = None) -> None:
    """Work until told to stop. One job that breaks does not stop the others."""
    stop = stop or threading.Event()
    rhythm = {_beat: Every(BEAT_EVERY), run_due: Every(DUE_EVERY)}
    while not stop.is_set():
        there_is_work.clear()
        try:
            with app.app_context():
                for deed, every in rhythm.items():
                    if every.has_come() and not stop.is_set():
                        deed()
                work_off(stop, seconds=BEAT_EVERY)
        except Exception:
            log.exception("the worker stumbled and goes on")
            stop.wait(IDLE)
        there_is_work.wait(IDLE)


class Every:
    """Has so much time gone by since the last time it had? The first answer is yes."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.next = seconds, 0.0

    def has_come(self) -> bool:
        if time.monotonic() < self.next:
            return False
        self.next = time.monotonic() + self.seconds
        return True


def work_off(stop: threading.Event | None = None, *, seconds: float = math.inf) -> int:
    """Do everything that is due now, or as much as begins within so many seconds for each kind: a long queue
    holds up neither the other one nor the chores. Returns how many jobs that was."""
    done = 0
    for kind, work in JOBS:
        ends = time.monotonic() + seconds
        while not (stop and stop.is_set()) and time.monotonic() < ends and (claimed := claim(kind)):
            _do(kind, work, claimed)
            done += 1
            db.session.remove()
    return done


def _do(kind: type[Work], work: Callable[[int], None], number: int) -> None:
    """One job, with one line in the log: what it was, what came of it, what it cost."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(job=f"{kind.__tablename__}:{number}")
    began, tally, outcome = time.perf_counter(), tally_statements(), "broke"
    try:
        work(number)
        outcome = str(db.session.scalar(sa.select(kind.state).where(kind.id == number)))
    finally:
        spent = time.perf_counter() - began
        counters.jobs.labels(kind.__tablename__, outcome).inc()
        counters.job_seconds.labels(kind.__tablename__).observe(spent)
        costs = {
            "ms": round(spent * 1000, 1),
            "db_ms": round(tally.seconds * 1000, 1),
            "statements": tally.count,
        }
        log.info("job", outcome=outcome, **costs)
        structlog.contextvars.clear_contextvars()


def _beat() -> None:
    beats.beat(beats.WORKER)
