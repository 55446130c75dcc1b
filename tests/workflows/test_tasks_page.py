"""The page of what waits for a person: each kind shows, to whom, in which order; and who takes it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.intake import take_in
from associate.core.events.record import SYSTEM
from associate.core.events.task_words import TASKS
from associate.core.orders.models import Order
from associate.core.stores.versions import forget_readings
from associate.core.tasks.kinds import KINDS, Row
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from associate.jobs.chores.overdue import hand_overdue_up
from tests.support.counter import books_agree  # noqa: F401  a fixture
from tests.support.people import Person
from tests.support.tasks import make_task, only_task, spanning, task, task_now

# ── the page ─────────────────────────────────────────────────────────────────


def test_each_kind_shows_with_its_words_a_time_and_a_next_step(app, shop):
    order = shop.has_order((shop.jacket, 1))
    for kind in TaskKind:
        make_task(shop, kind, order)
    helen = Person(app, shop.helen).opens("/tasks")
    assert len(helen.page.select(".case")) == len(TaskKind) == len(KINDS)
    for case in helen.page.select(".case"):
        assert case.select_one(".state") and case.select_one("h2").get_text(strip=True)
        assert case.select_one("a.button") and case.select_one("p b").get_text(strip=True).endswith(".")
    assert set(TASKS) >= {kind.value for kind in TaskKind}, "what the journal calls it"
    links = {
        value: link["href"]
        for link in helen.page.select(".filters a")
        if (value := link.get_text(strip=True))
    }
    assert len(links) >= len(TaskKind)
    for link in [a["href"] for a in helen.page.select(".case a.button")]:
        assert helen.opens(link).status == 200
    helen.opens("/tasks").sees("HW-1001: unknown SKU “GIFT-WRAP-2”", "give €89.00 back", "bag 9MB is missing")


def test_a_kind_of_which_nothing_is_known_but_its_row_can_be_drawn_and_settled(app, shop, monkeypatch):
    """One row is all that a new kind needs."""
    monkeypatch.setitem(KINDS, TaskKind.UNPAID, Row("Odd things", "Look into it.", "Look", 5, by_note=True))
    waiting = make_task(shop, TaskKind.UNPAID, shop.has_order((shop.jacket, 1)))
    marcus = Person(app, shop.marcus).opens("/tasks").sees("Odd things 1", "Look into it.", "4 min left")
    marcus.taps("Look").taps("Asked, it may wait", note="Rang them.").sees("Settled")
    assert task_now(waiting).outcome == "Rang them."


def test_filters_are_addresses_with_counts_and_say_what_they_hide(app, shop):
    with time_machine.travel(now() - timedelta(hours=3), tick=True):
        shop.has_order((shop.jacket, 21), number="1001")
    shop.has_order((shop.jacket, 1), number="1002", method=None)
    marcus = Person(app, shop.marcus).opens("/tasks")
    marcus.sees("All kinds 2", "All 2", "Mine 0", "No owner 2", "Nothing hidden.", "Maya R., No stock.")
    marcus.taps("No stock 1").sees("HW-1001", "1 hidden.", "All 1").does_not_see("HW-1002")
    marcus.taps("Take it").sees("Mine 1").opens("/tasks", owner="mine").sees("Owner: Marcus.", "1 hidden.")
    marcus.does_not_see("HW-1002").opens("/tasks", owner=str(shop.marcus.id)).sees("HW-1001", "1 hidden.")
    marcus.opens("/tasks", owner="nobody").sees("HW-1002").does_not_see("HW-1001")
    marcus.opens("/tasks", older="60").sees("HW-1001").does_not_see("HW-1002")
    marcus.opens("/tasks", owner="somebody", kind="no_stock").taps("Let go").sees("Nothing here")
    marcus.opens("/tasks", kind="nonsense", owner="x", older="-1", after="x~y").sees(
        "All 2", "Nothing hidden."
    )


def test_the_most_urgent_is_first_and_late_has_a_shape_and_a_word(app, shop):
    at = now().replace(hour=12, minute=0)
    for minutes, number in ((70, "1001"), (50, "1002"), (0, "1003")):
        with time_machine.travel(at - timedelta(minutes=minutes), tick=False):
            shop.has_order((shop.jacket, 21), number=number)  # no stock: an hour
    with time_machine.travel(at - timedelta(minutes=45), tick=False):
        shop.has_order((shop.jacket, 1), number="1004", method=None)  # pickup or shipping: half an hour
    with time_machine.travel(at, tick=False):
        marcus = Person(app, shop.marcus).opens("/tasks")
    assert [case.select_one("h2").get_text().split()[0] for case in marcus.page.select(".case")] == [
        "HW-1004:",
        "HW-1001",
        "HW-1002",
        "HW-1003",
    ]
    assert [s.get_text() for s in marcus.page.select(".case .state")] == [
        "15 min late",
        "10 min late",
        "10 min left",
        "1 h 00 left",
    ]
    assert [" ".join(s["class"]) for s in marcus.page.select(".case .state")] == [
        "state late",
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
    ("name", "status"), [("ana", 403), ("marcus", 200), ("helen", 200), ("rosa", 200), ("sam", 200)]
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
    helen.sees("All 153", "No owner 153", "Changed late 153", "Nothing hidden.")
    first = helen.page.select(".case")
    helen.taps("Less urgent ones").does_not_see("Less urgent ones")
    assert (len(first), len(helen.page.select(".case"))) == (100, 53)
    assert not {case["id"] for case in first} & {case["id"] for case in helen.page.select(".case")}
    helen.taps("The most urgent").sees("Less urgent ones")


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
    assert sam.posts(f"/tasks/{waiting.id}/owner", owner="me").code == "not_yours"
    assert sam.posts(f"/tasks/{waiting.id}/gifts", to=str(shop.marcus.id), words="yours").status == 403


def test_who_spans_stores_sees_all_of_them_and_settles_each_where_it_is(app, shop):
    here, there = (
        task(shop.has_order((shop.jacket, 21), number=n, location=at)) for n, at in (("1", "mq"), ("2", "cr"))
    )
    rosa = Person(app, shop.rosa).opens("/tasks").sees("All 2", "Mill Quay", "Castle Row")
    rosa.opens("/me").taps("Work here", code="MQ").opens("/tasks").does_not_see("HW-2 ")
    rosa.opens("/tasks", store="all").sees("HW-1 waits", "HW-2 waits").opens("/tasks", store="CR").sees(
        "HW-2 waits"
    )
    rosa.taps("Take it").sees("Mine 1")
    assert task_now(there).owner_id == shop.rosa.id
    rosa.opens(f"/tasks/{there.id}").sees("It waits in Castle Row").taps("Work in Castle Row").sees(
        "Try again now"
    )
    assert rosa.url == f"/tasks/{there.id}"
    assert (
        Person(app, shop.marcus).opens("/tasks", store="CR").sees("HW-1 waits").does_not_see("HW-2").status
        == 200
    )
    assert Person(app, shop.rosa).opens("/tasks", store="XX").status == 404


# ── giving and putting off ───────────────────────────────────────────────────


def test_a_task_is_given_with_a_reason_and_given_back(app, shop):
    waiting = task(shop.has_order((shop.jacket, 1), method=None))  # a manager’s to settle
    marcus, page = Person(app, shop.marcus), f"/tasks/{waiting.id}"
    assert marcus.opens(page).posts(f"{page}/gifts", to=str(shop.ana.id), words="please").code == "not_theirs"
    assert marcus.posts(f"{page}/gifts", to=str(shop.charlie.id), words="please").code == "not_theirs"
    assert marcus.posts(f"{page}/gifts", to=str(shop.helen.id), words=" ").code == "note_missing"
    marcus.opens(page).taps("Give it", to=str(shop.helen.id), words="Is 4111 1111 1111 1111 yours?")
    marcus.sees("Owner: Helen.", "Marcus gave it to Helen.", "Is •••• 1111 yours?", "Take it back from Helen")
    helen = Person(app, shop.helen).opens("/").sees("Yours", "HW-1001: Pickup or shipping")
    helen.opens(page).taps("Give it back to Marcus").sees("Owner: Marcus.", "Helen gave it back to Marcus.")
    assert helen.posts(f"{page}/return").code == "not_given"
    assert shop.diary(waiting) == ["task.opened", "task.given", "task.given_back"]


def test_what_is_put_off_calls_for_nobody_until_then(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    marcus, page = Person(app, shop.marcus), f"/tasks/{waiting.id}"
    assert marcus.opens(page).posts(f"{page}/snooze", until="", words="later").code == "no_time"
    far = (now() + timedelta(days=20)).isoformat(timespec="minutes")[:16]
    assert marcus.posts(f"{page}/snooze", at=far, words="later").code == "too_long"
    marcus.opens(page).taps("Put it off", until="240", words="The truck comes at four.").sees("Put off until")
    marcus.opens("/tasks").sees("Put off 1", "1 hidden.").does_not_see("HW-1001")
    assert tasks_on_the_rail(marcus) == 0
    marcus.opens("/tasks", show="put_off").sees("HW-1001", "for 3 h 59")
    with time_machine.travel(now() + timedelta(hours=4, minutes=1), tick=True):
        Person(app, shop.marcus).opens("/tasks").sees("HW-1001 waits", "late")
    marcus.opens(page).taps("Take it up again now").opens("/tasks").sees("HW-1001 waits", "Nothing hidden.")


def test_what_is_overdue_twice_goes_to_the_manager_once(app, shop):
    noon = now().replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=False):
        waiting = task(shop.has_order((shop.jacket, 1), method=None))  # half an hour
        Person(app, shop.marcus).posts(f"/tasks/{waiting.id}/owner", owner="me")
    for minutes in (59, 61, 90):
        with time_machine.travel(noon + timedelta(minutes=minutes), tick=False):
            hand_overdue_up()
            assert task_now(waiting).owner_id == (shop.helen.id if minutes > 60 else shop.marcus.id)
    assert shop.diary(waiting).count("task.escalated") == 1
    Person(app, shop.helen).opens(f"/tasks/{waiting.id}").sees("Overdue twice, so it went to Helen.")


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
