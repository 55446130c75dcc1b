"""A live part that is current is told so from memory; whoever may not look any more is told that at once."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.record import SYSTEM, record
from associate.core.stores.models import AccessVersion, StoreVersion
from associate.core.stores.staff import Staff, StaffSession
from associate.core.stores.versions import FRESH
from associate.db import atomic, db
from tests.support.people import Person
from tests.web.test_sessions import ENDS, browser, copy_of, order  # noqa: F401  two of them fixtures

LIVE = {"HX-Request": "true"}


class Board:
    """A browser that keeps asking whether its list is current."""

    def __init__(self, client, path="/putback"):
        self.client, self.path = client, path
        self.asks("")
        self.version = self.answer.get_data(as_text=True).split('data-version="')[1].split('"')[0]
        self.asks(self.version)

    def asks(self, version):
        self.answer = self.client.get(self.path, query_string={"v": version}, headers=LIVE)
        return self.answer.status_code

    @property
    def status(self):
        return self.asks(self.version)


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana)


@pytest.fixture
def board(ana):
    return Board(ana.client)


def test_what_is_current_is_answered_without_the_database(board):
    statements = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    assert board.status == 204  # it may read the counters anew
    statements.clear()
    assert [board.status for _poll in range(5)] == [204] * 5
    assert statements == []
    assert "Set-Cookie" not in board.answer.headers and board.answer.headers["Cache-Control"] == "no-store"


def test_a_change_in_the_store_is_drawn(shop, board):
    with atomic():
        record("test.changed", about=shop.mill_quay, by=SYSTEM)
    assert board.status == 200


def test_another_browser_has_to_show_who_it_is(app, board):
    stranger = app.test_client()
    assert stranger.get("/putback", query_string={"v": board.version}, headers=LIVE).status_code == 401


@pytest.mark.parametrize("how", ENDS)
def test_who_may_not_look_any_more_is_told_at_the_next_poll(app, shop, browser, how):  # noqa: F811
    thief = Board(copy_of(browser, app).client)
    assert thief.status == 204
    ENDS[how](app, shop, browser)
    assert thief.status == 401


def test_what_another_process_ended_is_told_within_a_second(shop, board):
    db.session.rollback()
    with db.engine.begin() as another:
        another.execute(sa.update(StaffSession).values(ended_at=now()))
        another.execute(sa.insert(AccessVersion).values(id=1, n=1))
    time.sleep(FRESH)
    assert board.status == 401


@pytest.mark.parametrize("change", [{"role": "service"}, {"is_active": False}])
def test_many_changed_at_once_are_asked_anew(shop, board, change):
    with atomic():
        db.session.execute(sa.update(Staff).values(change))
    assert board.status != 204


def test_a_command_of_somebody_else_ends_nothing(shop, board):
    before = db.session.scalar(sa.select(AccessVersion.n))
    with atomic():
        db.session.execute(sa.select(StaffSession)).scalars().first().used_at = now() + timedelta(minutes=1)
    assert db.session.scalar(sa.select(AccessVersion.n)) == before


def test_the_idle_lock_comes_though_nothing_changes(board):
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert board.status == 401


def test_what_follows_the_clock_is_drawn_when_it_moves(ana):
    today = Board(ana.client, "/")
    assert today.status == 204
    with time_machine.travel(now() + timedelta(minutes=1)):
        assert today.status == 200


def test_a_counter_that_fell_behind_is_not_taken_for_the_same(board):
    db.session.rollback()
    with db.engine.begin() as another:
        another.execute(sa.update(StoreVersion).values(n=StoreVersion.n + 5))
    time.sleep(FRESH)
    assert board.status == 200
