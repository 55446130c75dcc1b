"""Bring a job to a state without walking there: for tests of what the state looks like."""

from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.ready import become_ready
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.db import atomic, db

KEY = "tests"  # the secret key of the tests' app


def begin(job: Fulfillment, *found: int) -> None:
    """Someone picks it; `found` are the units of each line so far."""
    with atomic(job):
        move(job, State.PICKING, by=SYSTEM)
        for line, units in zip(job.lines, found, strict=False):
            line.picked = units


def find_all(job: Fulfillment, *, short: int = 0) -> None:
    """Every line is settled, `short` units of the first one as not found."""
    begin(job)
    with atomic(job):
        for number, line in enumerate(job.lines):
            line.short = short if number == 0 else 0
            line.picked = line.wanted - line.short
            if line.short:
                ledger.release(line.reservation, line.short, by=SYSTEM)
        move(job, State.PICKED, by=SYSTEM)


def make_ready(job: Fulfillment, *, short: int = 0, tag: str = "7K2") -> None:
    find_all(job, short=short)
    with atomic(job):
        db.session.add(Bag(store_id=job.store_id, fulfillment_id=job.id, tag=tag))
        become_ready(job, by=SYSTEM, key=KEY)
