"""The page of what waits for a person: each kind shows, to whom, in which order; and who takes it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.events.record import SYSTEM
from associate.core.orders.models import Order
from associate.core.stores.versions import forget_readings
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from tests.support.counter import books_agree  # noqa: F401  a fixture
from tests.support.people import Person
from tests.support.tasks import make_task, only_task, spanning, task, task_now

# ── the page ─────────────────────────────────────────────────────────────────


def test_each_kind_shows_with_a_headline_an_age_and_a_next_step(app, shop):
    order = shop.has_order((shop.jacket, 1))
    for kind in TaskKind:
        make_task(shop, kind, order)
    helen = Person(app, shop.helen).opens("/tasks")
    assert len(helen.page.select(".case")) == len(TaskKind)
    for case in helen.page.select(".case"):
        assert (
            case.select_one(".state")
            and case.select_one("h2").get_text(strip=True)
            and case.select_one("a.button")
        )
    for link in [a["href"] for a in helen.page.select(".case a.button")]:
        assert helen.opens(link).status == 200
    helen.opens("/tasks").sees("HW-1001: unknown SKU “GIFT-WRAP-2”", "give €89.00 back", "bag 9MB is missing")


def test_filters_are_addresses_with_counts_and_say_what_they_hide(app, shop):
    shop.has_order((shop.jacket, 21), number="1001")
    shop.has_order((shop.jacket, 1), number="1002", method=None)
    marcus = Person(app, shop.marcus).opens("/tasks").sees("All 2", "Mine 0", "No owner 2", "Nothing hidden.")
    marcus.opens("/tasks", show="no_stock").sees("HW-1001", "1 hidden.").does_not_see("HW-1002")
    marcus.taps("Take it").opens("/tasks", show="mine").sees(
        "Mine 1", "Owner: Marcus.", "1 hidden."
    ).does_not_see("HW-1002")
    marcus.taps("Let go").opens("/tasks", show="mine").sees("Nothing here")


def test_the_oldest_is_first_and_its_age_has_a_shape(app, shop):
    with time_machine.travel(now() - timedelta(minutes=70), tick=True):
        shop.has_order((shop.jacket, 21), number="1001")
    with time_machine.travel(now() - timedelta(minutes=20), tick=True):
        shop.has_order((shop.jacket, 21), number="1002")
    shop.has_order((shop.jacket, 21), number="1003")
    marcus = Person(app, shop.marcus).opens("/tasks")
    assert [case.select_one("h2").get_text().split()[0] for case in marcus.page.select(".case")] == [
        "HW-1001",
        "HW-1002",
        "HW-1003",
    ]
    assert [" ".join(s["class"]) for s in marcus.page.select(".case .state")] == [
        "state late",
        "state soon",
        "state",
    ]


def test_a_current_page_is_told_so_also_about_tasks_of_no_store(app, shop):
    with time_machine.travel(now(), tick=False):
        rosa = spanning(app, shop.rosa, htmx=True).opens("/tasks")
        version = rosa.page.select_one("#cases")["data-version"]
        assert rosa.opens("/tasks", v=version).status == 204
        shop.has_order((shop.jacket, 1), location="nowhere")
        rosa.opens("/tasks", v=version).sees("HW-1001: which store?")


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 403), ("marcus", 200), ("helen", 200), ("rosa", 422), ("sam", 422)]
)
def test_who_sees_tasks(app, shop, name, status):
    assert Person(app, getattr(shop, name)).opens("/tasks").status == status


def test_another_stores_task_is_not_there(app, shop):
    there = task(shop.has_order((shop.jacket, 21), location="cr"))
    marcus = Person(app, shop.marcus)
    marcus.opens("/tasks").sees("Nothing waits for a person")
    assert marcus.opens(f"/tasks/{there.id}").status == 404
    for deed in ("owner", "decision", "settlement"):
        assert (
            marcus.posts(f"/tasks/{there.id}/{deed}", owner="me", decision="here", note="done").status == 404
        )
    assert task_now(there).owner_id is None


def test_what_has_no_store_is_for_people_who_look_after_all_of_them(app, shop):
    lost = task(shop.has_order((shop.jacket, 1), location="nowhere"))
    for name in ("marcus", "helen"):
        person = Person(app, getattr(shop, name)).opens("/tasks").does_not_see("HW-1001")
        assert person.opens(f"/tasks/{lost.id}").status == 404
    assert Person(app, shop.helen).posts(f"/tasks/{lost.id}/method", method="pickup", at="MQ").status == 404
    for name in ("rosa", "sam", "ada"):
        spanning(app, getattr(shop, name)).opens("/tasks").sees("HW-1001: which store?")


def test_what_has_no_store_counts_for_nobody_else(app, shop):
    shop.has_order((shop.jacket, 1), location="nowhere")
    helen, rosa = Person(app, shop.helen).opens("/"), spanning(app, shop.rosa).opens("/")
    assert [tasks_on_the_rail(person) for person in (helen, rosa)] == [0, 1]
    assert "Tasks 0" in helen.text and "Tasks 1" in rosa.text


def test_the_page_costs_the_same_with_many_tasks(app, shop):
    def statements(person):
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        forget_readings()  # they last for half a second, and a test for more or less
        sa.event.listen(db.engine, "before_cursor_execute", listen)
        person.opens("/tasks")
        sa.event.remove(db.engine, "before_cursor_execute", listen)
        return len(seen)

    order = shop.has_order((shop.jacket, 1))
    helen = Person(app, shop.helen)
    few = make_many(shop, order, 3) or statements(helen)
    make_many(shop, order, 150)
    assert statements(helen) == few
    helen.sees("All 153", "No owner 153", "Changed late 153", "53 hidden.")
    assert len(helen.page.select(".case")) == 100


def test_a_title_is_text_never_markup(app, shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    line = told.lines[0].model_copy(update={"sku": "<b>X</b>", "title": "<script>alert(1)</script>"})
    take_in(shop.web, told.model_copy(update={"lines": (line,), "note": "<img src=x onerror=alert(1)>"}))
    helen = Person(app, shop.helen)
    for url in ("/tasks", f"/tasks/{only_task().id}", f"/tasks/{only_task().id}/map", "/orders/HW-1001"):
        assert helen.opens(url).status == 200
        assert helen.page.select("main script, main b:-soup-contains('X') > b, main img") == []
    helen.opens("/tasks").sees("<b>X</b>")


# ── owning ───────────────────────────────────────────────────────────────────


def test_taking_twice_is_taking_once(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    marcus = Person(app, shop.marcus)
    for _ in range(2):
        marcus.posts(f"/tasks/{waiting.id}/owner", owner="me", command_id="the-same-tap")
    assert task_now(waiting).owner_id == shop.marcus.id
    assert shop.diary(waiting) == ["task.opened", "task.taken"]


def test_service_sees_and_does_not_take(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    sam = Person(app, shop.sam).opens("/me").taps("Work here", code="MQ")
    sam.opens("/tasks").sees("HW-1001 waits for stock").does_not_see("Take it")
    assert sam.posts(f"/tasks/{waiting.id}/owner", owner="me").status == 403


# ── what they look at ────────────────────────────────────────────────────────


def tasks_on_the_rail(person: Person) -> int:
    room = next(a for a in person.page.select(".rail a") if a["href"] == "/tasks")
    count = room.select_one(".count")
    return int(count.get_text()) if count else 0


def make_many(shop, order: Order, n: int) -> None:
    with atomic():
        for i in range(n):
            facts = {"store_id": shop.mill_quay.id, "order_id": order.id, "lines": ["Oat milk"]}
            open_task(TaskKind.CHANGED_LATE, f"{n}-{i}", by=SYSTEM, **facts)
