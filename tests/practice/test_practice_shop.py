"""The practice shop: six lessons through the real screens, and not a row of it in the real shop."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.check import mismatches
from associate.core.stores.lessons import LESSONS, LessonPassed, passed_by
from associate.db import Base, atomic, db
from associate.practice.lessons import BY_NAME
from associate.practice.worlds import inside, wipe_old
from tests.support import printed
from tests.support.devices import PIN, give_pins, tablet
from tests.support.people import Person

SHOP = "/practice/shop"
LIMIT = 180  # seconds; all six lessons in one test

pytestmark = [pytest.mark.timeout(LIMIT), pytest.mark.engine("sqlite", later="postgresql")]


@pytest.fixture
def twin(app, tmp_path):
    app.config["PRACTICE_FOLDER"] = str(tmp_path)
    twin = app.extensions["practice"]
    yield twin
    twin.app.extensions.pop("fragments", None)


@pytest.fixture
def ana(app, shop, twin):
    return Person(app, shop.ana)


def begins(person, lesson):
    title = str(BY_NAME[lesson].title)
    return person.opens("/practice").taps(f"Begin {title}")


def code_of(person):
    """What the customer reads out, as the lesson’s card says it."""
    found = re.search(r"They (?:look again|read the code to you): (\w{3}) (\w{3})", person.text)
    assert found, person.text
    return "".join(found.groups())


def next_scan(person, words):
    """The code on the practice key that reads so."""
    keys = person.page.select("[data-practice-scan]")
    return next(key["data-practice-scan"] for key in keys if words in key.get_text())


def taps_scan(person, words):
    return person.scans(next_scan(person, words))


def pick(person):
    begins(person, "pick").sees("Practice: nothing here is real.", "PR-101", "tap Start picking")
    person.taps("Start picking PR-101")
    assert person.page.select_one("[data-rest]")["data-page"] == ""  # no step of it waits for a network
    for _ in range(3):
        taps_scan(person, "Right item")


def short(person):
    begins(person, "short").taps("Start picking PR-102")
    taps_scan(person, "Wrong item")
    person.opens(f"{SHOP}/pick/PR-102").sees("Now scan the right one.")
    taps_scan(person, "Right item")
    person.taps("Can’t find it").taps(
        "Report", reason="not_found", looked=["floor", "back", "fitting", "returns"]
    )


def stage(person):
    begins(person, "stage").opens(f"{SHOP}/pick/PR-103")
    taps_scan(person, "Bag 7K2")
    taps_scan(person, "Rack R-1")
    person.sees("What the customer is told", "Ready, Charlie.")


def handover(person):
    begins(person, "handover")
    taps_scan(person, "PR-104")
    person.opens(f"{SHOP}/handover/1")
    taps_scan(person, "QQQQQQ")
    person.opens(f"{SHOP}/handover/1").scans(code_of(person))
    taps_scan(person, "Bag 7K2")
    person.taps("Hand over")


def curbside(person):
    begins(person, "curbside").sees("Toni").opens(f"{SHOP}/curbside/1").taps("I’ll take it")
    taps_scan(person, "Bag 7K2")
    person.taps("I’m at the car").scans(code_of(person))


def return_(person):
    begins(person, "return")
    taps_scan(person, "PR-106")
    person.taps("Next: their things", how="receipt")
    taps_scan(person, "What they bring")
    person.taps("Wrong size").taps("As new").taps("Refund")


DOES = {
    "pick": pick,
    "short": short,
    "stage": stage,
    "handover": handover,
    "curbside": curbside,
    "return": return_,
}


def rows():
    """Everything that the real shop’s database holds, but for when somebody last touched a screen."""
    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "staff_sessions"]
    return {table.name: sorted(map(repr, db.session.execute(sa.select(table)))) for table in tables}


def answers(lesson):
    """Those that are right, by reading the page as somebody would who knows them."""
    from associate.practice.rules import choices

    return {f"q{n}": choices(q, n).index(str(q.right)) for n, q in enumerate(BY_NAME[lesson].questions)}


def test_a_day_of_practice_teaches_all_and_leaves_nothing_in_the_real_shop(app, shop, ana, twin):
    shop.has_order((shop.jacket, 1))  # PR-101 and its like have the same ids there
    before = rows()
    for lesson in LESSONS:
        DOES[lesson](ana)
        assert twin.done(SimpleNamespace(staff=shop.ana)) == (lesson, len(BY_NAME[lesson].steps)), lesson
        with inside(twin.app, twin.file(shop.ana.id)):
            assert list(mismatches()) == []
    assert rows() == before
    ana.opens(f"/practice/{lesson}/check").taps("That’s my answer", q0=9).sees("3 answers aren’t right yet")
    assert passed_by(shop.ana) == {}
    ana.taps("That’s my answer", **answers(lesson)).sees("Passed: Take something back")
    assert list(passed_by(shop.ana)) == [lesson]
    changed = {name for name, was in rows().items() if was != before[name]}
    assert changed <= {"lessons_passed", "events", "commands", "store_versions"}


def test_each_has_a_shop_of_their_own_and_a_form_of_it_is_worth_nothing_outside(app, shop, ana, twin):
    order = shop.has_order((shop.jacket, 1))
    priya = Person(app, shop.priya).opens(f"{SHOP}/pick").sees("Six lessons")
    begins(priya, "pick")
    begins(ana, "pick").taps("Start picking PR-101")
    priya.opens(f"{SHOP}/pick").sees("Start picking PR-101")
    token = priya.token
    assert priya.opens("/pick").posts(f"/pick/{order.number}/start", csrf_token=token).status == 400
    assert shop.job(order).state.value == "released"
    ana.opens(f"{SHOP}/settings").sees("Six lessons")  # what isn’t practiced leads back out
    sheet = printed.words(ana.client.get(f"{SHOP}/documents/scan-sheet.pdf").data)
    assert "Practice: nothing here is real." in sheet and "<" not in sheet
    assert "nothing here is real" not in printed.words(ana.client.get("/documents/scan-sheet.pdf").data)
    with as_of(now() + timedelta(hours=25)):
        assert wipe_old(Path(app.config["PRACTICE_FOLDER"])) == 2
    ana.opens(f"{SHOP}/pick").sees("Six lessons").opens("/practice/pick/check").sees("Do its steps first")


def test_a_manager_sees_who_passed_what(app, shop, ana, twin):
    with atomic():
        db.session.add_all(LessonPassed(staff_id=shop.ana.id, lesson=name) for name in LESSONS)
        db.session.add(LessonPassed(staff_id=shop.priya.id, lesson="pick"))
    helen = Person(app, shop.helen).opens("/people").sees("lessons 6/6", "lessons 1/6")
    helen.opens(f"/people/{shop.priya.id}").sees("Passed on", "not yet")
    helen.opens("/settings/hygiene/ready").sees("People trained", "1 of 4 passed the lessons of practice.")


def test_an_idle_tablet_locks_in_practice_as_it_does_at_work(app, shop, twin):
    give_pins(shop.ana)
    held = tablet(app, shop.helen).switches_to(shop.ana, PIN)
    begins(held, "pick").posts(f"{SHOP}/lock", next=f"{SHOP}/pick").sees("Ana")
    held.opens(f"{SHOP}/pick").does_not_see("PR-101").opens(f"/login/{shop.ana.id}", next=f"{SHOP}/pick")
    held.taps("Open", pin=PIN).sees("Practice: nothing here is real.", "PR-101")
