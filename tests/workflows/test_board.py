"""The managers' board: how the work stands, and behind every number exactly the rows that it counts."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack, StockLevel
from associate.core.orders.incoming import Method
from associate.core.stores.shifts import begin_shift
from associate.core.stores.versions import forget_readings
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from associate.workflows.board.screens.numbers import NUMBERS
from tests.support.cars import arrives, has_bays
from tests.support.people import Person

STATES = (
    State.RELEASED, State.RELEASED, State.PICKING, State.WAITING, State.PICKED, State.READY,
    State.PART_COLLECTED, State.COLLECTED, State.CANCELED,
)  # fmt: skip
SENT = (State.PICKED, State.PACKING, State.PACKED, State.MANIFESTED, State.SHIPPED)


@pytest.fixture
def full(shop):
    """A store with something in every stage, and another one with a little of it."""
    with atomic():
        for at, state in enumerate(STATES):
            _job(shop, f"1{at:03}", state)
        for at, state in enumerate(SENT):
            _job(shop, f"2{at:03}", state, method=Method.SHIP)
        late = _job(
            shop, "3000", State.PICKING, promise_at=now() - timedelta(minutes=9), owner_id=shop.ana.id
        )
        late.hold = "payment"
        _job(shop, "3001", State.RELEASED, promise_at=now() + timedelta(minutes=20))
        _job(shop, "3002", State.READY, hold_until=now() - timedelta(hours=1))
        _job(shop, "3003", State.RELEASED, paused_until=now() + timedelta(hours=1))
        _job(shop, "4000", State.RELEASED, location="cr", promise_at=now() - timedelta(hours=1))
        ready = _job(shop, "5000", State.READY)
        level_id = db.session.scalar(sa.select(StockLevel.id).filter_by(store_id=shop.mill_quay.id).limit(1))
        thing = {"level_id": level_id, "quantity": 1, "why": "canceled"}
        db.session.add(PutBack(store_id=shop.mill_quay.id, **thing))
        db.session.add(PutBack(store_id=shop.castle_row.id, **thing))
        for store_id, key in (
            (shop.mill_quay.id, "1"),
            (shop.mill_quay.id, "2"),
            (shop.castle_row.id, "3"),
            (None, "4"),
        ):
            open_task(TaskKind.SHORT, key, by=SYSTEM, store_id=store_id)
    has_bays(shop.mill_quay)
    arrives(ready, ago=2)
    return shop


def _job(shop, number, state, *, method=Method.PICKUP, location="mq", **fields):
    shop.has_order((shop.milk, 1), number=number, location=location)
    job = db.session.scalars(sa.select(Fulfillment).filter_by(number=f"HW-{number}")).one()
    job.state, job.method, job.state_since = state, method, now() - timedelta(minutes=5)
    for name, value in fields.items():
        setattr(job, name, value)
    return job


def rows(person):
    return person.page.select("ul.rows > li")


def numbers(person):
    """Each link to a list with the figure that stands on it, or at the end of its row."""
    counted = {}
    for link in person.page.select("a[href*='/board/list']"):
        row = link.find_parent("li")
        figures = (link.select_one(".big") or link, row and row.find("b"))
        digits = [found[0] for each in figures if each and (found := re.search(r"\d+", each.get_text()))]
        if digits:
            counted[link["href"]] = int(digits[0])
    return counted


def test_every_number_is_a_link_to_exactly_what_it_counts(app, full):
    helen = Person(app, full.helen).opens("/board")
    counted = numbers(helen)
    named = {re.search(r"show=([\w:]+)", href)[1] for href in counted}
    assert named >= NUMBERS.keys() | {"task:short", f"owner:{full.ana.id}"}
    assert {href: n for href, n in counted.items() if n == 0} == {}
    for href, n in counted.items():
        helen.opens(href)
        assert (len(rows(helen)), href) == (n, href)
        helen.sees(f" {n}").does_not_see("HW-4000")


def test_over_stores_each_number_is_its_list_too(app, full):
    rosa = Person(app, full.rosa).opens("/board/stores").sees("2 stores are late.", "Castle Row")
    counted = {
        link["href"]: int((link.select_one(".big") or link).get_text().split()[-1])
        for link in rosa.page.select("main a[href*='at=']")
    }
    assert len(counted) > 2 * 14 and sum(n > 0 for n in counted.values()) > 20
    for href, n in counted.items():
        rosa.opens(href)
        assert (len(rows(rosa)), href) == (n, href)


def test_over_stores_it_is_live_as_well(app, shop):
    with time_machine.travel(now(), tick=False):
        rosa = Person(app, shop.rosa, htmx=True).opens("/board/stores/now")
        version = rosa.page.select_one("#stores")["data-version"]
        assert rosa.opens("/board/stores/now", v=version).status == 204
        shop.has_order((shop.milk, 1), location="cr")
        rosa.opens("/board/stores/now", v=version).sees("To pick 1")
    rosa = Person(app, shop.rosa).opens("/board/stores").taps("Open", code="CR").sees("Castle Row, now")
    assert Person(app, shop.helen).opens("/board/stores").status == 403


def test_late_is_first_and_comes_by_itself(app, shop):
    with atomic():
        _job(shop, "1001", State.RELEASED, promise_at=now() + timedelta(seconds=90))
    helen = Person(app, shop.helen, htmx=True).opens("/board/now").does_not_see("is late")
    with time_machine.travel(now() + timedelta(minutes=3), tick=True):
        helen.opens("/board/now", v=helen.page.select_one("#board")["data-version"])
        helen.sees("1 order is late.", "HW-1001", "Nobody has it yet.")


def test_a_board_that_is_current_is_told_so(app, shop):
    with time_machine.travel(now(), tick=False):
        helen = Person(app, shop.helen, htmx=True).opens("/board/now")
        version = helen.page.select_one("#board")["data-version"]
        assert helen.opens("/board/now", v=version).status == 204
        shop.has_order((shop.milk, 1))
        helen.opens("/board/now", v=version).sees("To pick 1")


def test_who_is_at_work_and_what_they_have(app, shop):
    with atomic(shop.ana):
        begin_shift(shop.ana, shop.mill_quay, by=SYSTEM)
    job = shop.job(shop.has_order((shop.milk, 2)))
    with atomic(job):
        job.state, job.owner_id, job.owned_at = State.PICKING, shop.priya.id, now()
    helen = Person(app, shop.helen).opens("/board")
    helen.sees("2 people at work", "Ana Nothing in hand Free", "Picking HW-1001, nothing scanned yet")
    helen.taps("1 order").sees("Priya 1", "HW-1001")


def test_past_a_hundred_the_list_goes_on(app, shop):
    with atomic():
        for at in range(103):
            open_task(TaskKind.COUNT, str(at), by=SYSTEM, store_id=shop.mill_quay.id)
    helen = Person(app, shop.helen).opens("/board/list?show=task:count")
    helen.sees("Counts 103", "100 shown, 3 hidden.").taps("The next ones").sees("3 shown, 100 hidden.")
    assert len(rows(helen)) == 3
    helen.taps("From the first").sees("100 shown, 3 hidden.")


def test_another_stores_list_is_not_there(app, full):
    helen = Person(app, full.helen)
    for at in ("CR", "MQ", "all", "none", "nonsense"):
        assert helen.opens("/board/list", show="late", at=at).status == 404
    assert helen.opens("/board/list", show="nonsense").status == 404
    rosa = Person(app, full.rosa)
    rosa.opens("/board/list", show="late", at="CR").sees("Late 1", "HW-4000").does_not_see("HW-3000")
    rosa.opens("/board/list", show="late", at="all").sees("Late 2", "HW-4000", "HW-3000")
    rosa.opens("/board/list", show="tasks", at="none").sees("Exceptions 1", "No store")


@pytest.mark.parametrize("who, path, most", [("helen", "/board", 26), ("rosa", "/board/stores", 16)])
def test_the_board_costs_the_same_however_much_there_is(app, shop, who, path, most):
    person = Person(app, getattr(shop, who))
    with atomic():
        _job(shop, "999", State.RELEASED, promise_at=now())
    few = statements(person, path)
    with atomic():
        for at in range(12):
            _job(shop, f"1{at:03}", STATES[at % len(STATES)])
            _job(shop, f"2{at:03}", State.RELEASED, location="cr")
    assert statements(person, path) == few <= most


def statements(person, path):
    seen = []
    listen = lambda *args: seen.append(args[2])  # noqa: E731
    forget_readings()
    sa.event.listen(db.engine, "before_cursor_execute", listen)
    person.opens(path)
    sa.event.remove(db.engine, "before_cursor_execute", listen)
    return len(seen)
