"""The worker: claims what is queued, one row at a time, and does what time brings about.

On SQLite it is a thread of the one web process; elsewhere `flask worker` runs as many as wanted. Other
people’s servers have threads beside it (beside.py): a slow one holds up nothing in the house.
Told to stop, it finishes the job in its hands and takes no other.
"""

import atexit
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask

from associate.core.events.models import Delivery, Inbound
from associate.core.events.nudge import nudge, there_is_work
from associate.core.shipping.news import CarrierNews
from associate.db import db
from associate.jobs.beside import beside
from associate.jobs.carrier_news import take_in_news
from associate.jobs.claims import Work, claim_some, give_back, renew
from associate.jobs.due import run_due, run_quick
from associate.jobs.send import send_delivery
from associate.jobs.take_in import take_in_inbound
from associate.jobs.take_in_many import take_in_many
from associate.jobs.wake import wake_orders
from associate.upkeep import beats, counters
from associate.upkeep.statements import tally_statements

IDLE = 0.5  # seconds between looks when nobody nudges
GATHER = 0.05  # seconds that a nudge is left alone at least: what comes together is taken in together
MOST_GATHER = 0.5  # seconds, in a burst
SWITCH = 0.0005  # seconds that this thread may go on while another one waits: a tap's, in the web process
QUICK_EVERY = 5.0  # seconds
DUE_EVERY = 30.0  # seconds
BEAT_EVERY = 10.0  # seconds
LAST_JOB = 10.0  # seconds that a process waits at its end for the job in its worker's hands


@dataclass(frozen=True)
class Job:
    """One kind of work. `together` does what it can of many rows at once and answers with the others."""

    kind: type[Work]
    work: Callable[[int], None]
    together: Callable[[list[int]], list[int]] = list
    most: int = 1  # rows to a claim


JOBS = (
    Job(Inbound, take_in_inbound, take_in_many, most=100),
    Job(Delivery, send_delivery),
    Job(CarrierNews, take_in_news),
)
log = structlog.get_logger("associate.worker")


def init_app(app: Flask) -> None:
    """Start the thread where one is wanted; a process that is forked off later gets one of its own."""
    if app.config["ASSOCIATE_WORKER"] == "thread" and os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        start_thread(app)
        os.register_at_fork(after_in_child=lambda: start_thread(app))


def start_thread(app: Flask) -> None:
    stop = threading.Event()
    sys.setswitchinterval(SWITCH)
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
    with beside(app, stop):
        _run(app, stop)


def _run(app: Flask, stop: threading.Event) -> None:
    rhythm = {_beat: Every(BEAT_EVERY), run_quick: Every(QUICK_EVERY), run_due: Every(DUE_EVERY)}
    while not stop.is_set():
        there_is_work.clear()
        began = time.monotonic()
        try:
            with app.app_context():
                for deed, every in rhythm.items():
                    if every.has_come() and not stop.is_set():
                        deed()
                work_off(stop, seconds=BEAT_EVERY)
        except Exception:
            log.exception("the worker stumbled and goes on")
            stop.wait(IDLE)
        rest = min(max(time.monotonic() - began, GATHER), MOST_GATHER)
        if there_is_work.wait(IDLE):
            stop.wait(rest)  # as long as it worked: in a burst the bites grow, and the web has its half


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
    for job in JOBS:
        ends = time.monotonic() + seconds
        while not _is_told(stop) and time.monotonic() < ends and (claimed := claim_some(job.kind, job.most)):
            done += do_all(job, claimed, stop)
            db.session.remove()
            if len(claimed) < job.most:
                break  # no more was due: a last look would find the next one alone
    return done + wake_orders(stop, seconds=seconds)


def do_all(job: Job, claimed: list[int], stop: threading.Event | None) -> int:
    """What can be done together, then the others one by one; told to stop, the rest is given back."""
    left = _do_together(job, claimed) if len(claimed) > 1 else claimed
    done = len(claimed) - len(left)
    while left and not (done and _is_told(stop)):
        first, *left = left
        if left:
            renew(job.kind, left)
        _do(job, first)
        done += 1
    if left:
        give_back(job.kind, left)
    return done


def _is_told(stop: threading.Event | None) -> bool:
    return stop is not None and stop.is_set()


def _do(job: Job, number: int) -> None:
    with _told(job.kind, f"{number}") as line:
        line["outcome"] = "broke"
        job.work(number)
        line["outcome"] = str(db.session.scalar(sa.select(job.kind.state).where(job.kind.id == number)))


def _do_together(job: Job, numbers: list[int]) -> list[int]:
    """Those that are left. Where nothing could be done together there is nothing to tell."""
    with _told(job.kind, f"{numbers[0]}–{numbers[-1]}") as line:
        left = job.together(numbers)
        if len(left) < len(numbers):
            line["outcome"], line["rows"] = "done", len(numbers) - len(left)
    return left


@contextmanager
def _told(kind: type[Work], numbers: str) -> Iterator[dict[str, Any]]:
    """One line in the log: what it was, what came of it, for how many rows, what it cost."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(job=f"{kind.__tablename__}:{numbers}")
    began, tally, line = time.perf_counter(), tally_statements(), dict[str, Any]()
    try:
        yield line
    finally:
        spent, rows = time.perf_counter() - began, line.get("rows", 1)
        if "outcome" in line:
            counters.jobs.labels(kind.__tablename__, line["outcome"]).inc(rows)
            counters.job_seconds.labels(kind.__tablename__).observe(spent / rows)
            costs = {"ms": round(spent * 1000, 1), "db_ms": round(tally.seconds * 1000, 1)}
            log.info("job", **line, **costs, statements=tally.count)
        structlog.contextvars.clear_contextvars()


def _beat() -> None:
    beats.beat(beats.WORKER)
