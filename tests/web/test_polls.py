"""A live part that is current is told so from memory; whoever may not look any more is told that at once."""

import re
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts import running
from associate.core.events.record import SYSTEM, record
from associate.core.stores.models import AccessVersion, StoreVersion
from associate.core.stores.staff import Staff, StaffSession
from associate.core.stores.versions import FRESH
from associate.db import atomic, db
from tests.support.cars import arrives, has_bays
from tests.support.counter import books_agree, stage  # noqa: F401  a fixture
from tests.support.people import Person
from tests.web.test_sessions import ENDS, browser, copy_of, order  # noqa: F401  two of them fixtures

LIVE = {"HX-Request": "true"}


def version_of(html):
    return html.split('data-version="')[1].split('"')[0]


class Board:
    """A browser that keeps asking whether its list is current."""

    def __init__(self, client, path="/putback"):
        self.client, self.path = client, path
        self.asks("")
        self.version = version_of(self.answer.get_data(as_text=True))
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


def statements():
    """What the database is asked from now on, but for the counters: their reading may have aged."""
    sent = []

    def note(*told):
        if "FROM store_version" not in told[2]:
            sent.append(told[2])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    return sent


def test_what_is_current_is_answered_without_the_database(board):
    sent = statements()
    assert [board.status for _poll in range(5)] == [204] * 5
    assert sent == []
    assert "Set-Cookie" not in board.answer.headers and "no-store" in board.answer.headers["Cache-Control"]


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


@pytest.fixture
def cars(app, shop):
    """Two boards of people who see the same, and a car that nobody has."""
    has_bays(shop.mill_quay, "4", "5")
    job = stage(shop, shop.has_order((shop.jacket, 1), number="1001"), "7K4", contents={"7K4": {0: 1}})
    visit = arrives(job)
    people = [Person(app, who) for who in (shop.ana, shop.priya)]
    boards = [Board(person.client, "/curbside/cars") for person in people]
    assert [each.status for each in boards] == [204, 204]
    return visit, boards


def claims(visit, staff):
    with atomic(visit):
        running.claim(visit, staff, by=staff.actor)


def test_a_change_is_drawn_once_and_given_to_all_who_see_the_same(shop, cars):
    visit, (ana, priya) = cars
    claims(visit, shop.marcus)
    other = shop.has_order((shop.kettle, 1), number="1002", customer="Joel", first="Joel")
    job = stage(shop, other, "9MB", contents={"9MB": {0: 1}})
    arrives(job, "5", make="Kia Ceed", plate="77X1")
    assert ana.status == 200
    sent = statements()
    assert priya.status == 200 and sent == []
    drawn, given = ana.answer.get_data(as_text=True), priya.answer.get_data(as_text=True)
    assert "Marcus has it" in given and ana.answer.headers["Content-Security-Policy"]
    assert priya.answer.headers["Content-Security-Policy"] == ana.answer.headers["Content-Security-Policy"]
    own = re.compile(r'name="(csrf_token|command_id)" value="([^"]+)"')
    assert own.sub("", drawn) == own.sub("", given)
    assert {name for name, _value in own.findall(given)} == {"csrf_token", "command_id"}
    assert not set(own.findall(drawn)) & set(own.findall(given))
    assert priya.asks(version_of(given)) == 204 and sent == []


def test_who_has_a_car_is_drawn_their_own(shop, cars):
    visit, (ana, priya) = cars
    claims(visit, shop.priya)
    assert ana.status == 200 and "Priya has it" in ana.answer.get_data(as_text=True)
    assert priya.status == 200 and "Priya has it" not in priya.answer.get_data(as_text=True)


def test_what_was_drawn_for_others_is_not_given_to_who_may_not_look(shop, cars):
    visit, (ana, priya) = cars
    claims(visit, shop.marcus)
    assert ana.status == 200
    with atomic(shop.priya):
        shop.priya.is_active = False
    assert priya.status == 401


def test_a_drawing_of_before_is_given_to_nobody(shop, cars):
    visit, (ana, priya) = cars
    claims(visit, shop.marcus)
    assert ana.status == 200
    with atomic(visit):
        running.release(visit, by=shop.marcus.actor)
    assert priya.status == 200 and "Marcus has it" not in priya.answer.get_data(as_text=True)
