"""Deeds commit out of order while several processes seal: one chain, no event missed, none sealed twice."""

import random
import threading
import time

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.record import SYSTEM, record
from associate.core.events.seals import Seal
from associate.db import atomic, db
from associate.upkeep.audit.seal import seal_journal
from associate.upkeep.audit.settled import last_certain_event
from associate.upkeep.audit.verify import Report, verify
from tests.races.buyers import again, in_processes

DEEDS, WRITERS, SEALERS = 15, 3, 2


def test_writers_and_sealers_over_processes(app, shop):
    def work(n: int) -> None:
        chance = random.Random(n)
        for _deed in range(DEEDS):
            if n < WRITERS:
                again(lambda: deed(shop.mill_quay, chance))
            else:
                again(seal_journal)

    in_processes(app, WRITERS + SEALERS, work)
    seal_journal()
    report = Report()
    assert list(verify(report)) == []
    assert report.unsealed == 0
    assert report.events == db.session.scalar(sa.select(sa.func.count()).select_from(Event))
    assert db.session.scalar(sa.select(sa.func.sum(Seal.events))) == report.events


def deed(store, chance: random.Random) -> None:
    """Its events have their ids for a while before they commit, or never do."""
    with atomic():
        for n in range(chance.randint(1, 3)):
            record("demo.told", about=store, by=SYSTEM, n=n)
        db.session.flush()
        time.sleep(chance.random() / 200)


@pytest.mark.engine("postgresql")
def test_an_id_that_is_given_out_and_not_committed_is_waited_for(app, shop):
    told, commits = threading.Event(), threading.Event()

    def slow() -> None:
        with app.app_context(), atomic():
            record("demo.slow", about=shop.mill_quay, by=SYSTEM)
            db.session.flush()
            told.set()
            commits.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    assert told.wait(10)
    with atomic():
        quick = record("demo.quick", about=shop.mill_quay, by=SYSTEM)
    assert last_certain_event(patience=0.1) is None
    commits.set()
    thread.join()
    assert last_certain_event() == quick.id
