"""A chore that breaks each time tells a person once, and takes it back when it works again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.inventory.models import StockLevel
from associate.core.tasks.models import TaskKind
from associate.db import db
from associate.errors import Busy
from associate.jobs import due
from associate.jobs.chores.one_by_one import one_by_one
from associate.upkeep.checks import run_check
from tests.support.people import Person


class Trouble:
    """Stands in for a chore: breaks as long as it is told to."""

    def __init__(self, name: str) -> None:
        self.__name__, self.breaks, self.runs = name, True, 0

    def __call__(self, *_row: object) -> None:
        self.runs += 1
        if self.breaks:
            raise ValueError("no")


def times_go_by(times: int, run) -> None:
    start = now()
    for each in range(times):
        with time_machine.travel(start + timedelta(seconds=31 * each), tick=False):
            run()


def test_a_chore_that_breaks_for_minutes_is_a_task_and_stops_no_other(app, shop, monkeypatch):
    broken, fine = Trouble("remind_of_it"), Trouble("fine")
    fine.breaks = False
    monkeypatch.setattr(due, "CHORES", (broken, fine))
    times_go_by(4, due.run_due)
    assert shop.tasks() == [] and fine.runs == 4, "a stumble is nobody’s business"
    times_go_by(5, due.run_due)
    assert shop.tasks() == [TaskKind.WORKER_STUCK]
    admin = Person(app, shop.rosa).opens("/tasks", store="all")
    admin.sees("A chore doesn’t get done: remind_of_it", "“ValueError”")
    broken.breaks = False
    due.run_due()
    assert shop.tasks() == []


def test_one_row_that_breaks_is_named_and_keeps_no_other_from_its_turn(app, shop):
    orders = [shop.has_order((shop.jacket, 1), number=number) for number in ("1", "2")]
    done = []

    def deed(order) -> None:
        if order is orders[0]:
            raise ValueError
        done.append(order)

    times_go_by(6, lambda: one_by_one(orders, deed))
    assert len(done) == 6 and shop.tasks() == [TaskKind.WORKER_STUCK]


def test_a_database_that_is_busy_is_nobodys_failure(app, shop):
    def busy(_order) -> None:
        raise Busy("busy", "Not now.")

    with pytest.raises(Busy):
        one_by_one([shop.has_order((shop.jacket, 1))], busy)
    assert shop.tasks() == []


def test_books_that_differ_are_a_task_until_they_agree(app, shop):
    level = StockLevel.variant_id == shop.kettle.id
    for change, kinds in ((1, [TaskKind.BOOKS_DIFFER]), (0, [TaskKind.BOOKS_DIFFER]), (-1, [])):
        db.session.execute(sa.update(StockLevel).where(level).values(on_hand=StockLevel.on_hand + change))
        db.session.commit()
        run_check()
        assert shop.tasks() == kinds
