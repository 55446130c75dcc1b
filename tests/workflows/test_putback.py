"""Goods that go nowhere are sold again only after somebody shelved them."""

# ruff: noqa: F811  a fixture has the name of what it gives

import pytest

from associate.core.acts.cancel import cancel_order
from associate.core.acts.collect import refuse
from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.inventory.models import PutBack
from associate.db import atomic, db
from tests.support.counter import ana, books_agree, stage  # noqa: F401  fixtures
from tests.support.people import Person


@pytest.fixture
def damaged(shop):
    """A jacket that a customer left at the counter as damaged, and a kettle they didn’t like."""
    job = stage(shop, shop.has_order((shop.kettle, 1), (shop.jacket, 1)), "7K4")
    with atomic(job):
        for line in job.lines:
            refuse(line, 1, is_damaged=line.variant_id == shop.jacket.id, by=shop.ana.actor)
    return job


@pytest.fixture
def canceled(shop):
    job = stage(shop, shop.has_order((shop.kettle, 1), (shop.jacket, 2)), "7K4")
    cancel_order(shop.job(job.order).order, by=shop.helen.actor, reason="test")
    return job


def test_nothing_to_do_says_so(ana):
    ana.opens("/putback").sees("Everything is on its shelf")


def test_it_lists_by_place_and_says_why(shop, ana, canceled):
    ana.opens("/putback").sees("2 things wait", "HW-1001 was canceled at", "B-1", "B-2")
    assert ana.text.index("Harbor rain jacket") < ana.text.index("Enamel kettle")


def test_a_scan_shelves_one_row_and_only_then_it_is_for_sale(shop, ana, canceled):
    assert shop.level(shop.jacket) == (20, 0, 2)
    ana.opens("/putback").scans("96385074").sees(
        "2 back on the shelf", "Harbor rain jacket, Moss, M is for sale again."
    )
    assert shop.level(shop.jacket) == (20, 0, 0) and shop.level(shop.kettle) == (20, 0, 1)
    ana.does_not_see("2 things wait").scans("96385074")
    assert ana.code == "not_waiting"


def test_the_same_scan_twice_shelves_one_of_two_rows(shop, ana, canceled):
    other = stage(shop, shop.has_order((shop.jacket, 1), number="1002"), "9MB")
    cancel_order(shop.job(other.order).order, by=shop.helen.actor, reason="test")
    ana.opens("/putback")
    for _ in range(2):
        ana.posts("/putback/scans", code="HW-RJ-204-M", command_id="one-and-the-same").sees(
            "2 back on the shelf"
        )
    assert shop.level(shop.jacket) == (20, 0, 1)


def test_a_tap_shelves_its_row_and_frees_the_tags_with_the_last(shop, ana, canceled):
    ana.opens("/putback").taps("It’s on the shelf").taps("It’s on the shelf").sees(
        "Everything is on its shelf"
    )
    assert shop.job(canceled.order).open_bags == []


def test_another_stores_list_is_its_own(app, shop, canceled):
    charlie = Person(app, shop.charlie).opens("/putback").sees("Everything is on its shelf")
    row = db.session.query(PutBack).first()
    assert charlie.posts(f"/putback/{row.id}").status == 404
    charlie.opens("/putback").scans("96385074")
    assert charlie.code == "not_waiting" and shop.level(shop.jacket) == (20, 0, 2)


def test_a_live_list_answers_only_what_is_new(ana, canceled):
    version = ana.opens("/putback").page.select_one("#work")["data-version"]
    ana.htmx = True
    assert ana.opens("/putback", v=version).status == 204
    ana.opens("/putback").scans("96385074")
    assert ana.opens("/putback", v=version).status == 200


def test_what_was_refused_as_damaged_can_be_written_off_with_a_reason(shop, ana, damaged):
    on_hand, reserved, held = shop.level(shop.jacket)
    ana.opens("/putback").taps("Write it off", why="soiled").sees("1 written off", "Harbor rain jacket")
    assert shop.level(shop.jacket) == (on_hand - 1, reserved, held - 1)
    event = db.session.query(Event).filter_by(kind="stock.disposed").one()
    assert event.facts["why"] == "soiled"
    assert describe(event.kind, event.facts) == "Soiled, written off: 1 unit"
    assert not ana.page.find(string="Write it off")


def test_only_what_is_damaged_is_written_off_and_never_without_a_reason(shop, ana, damaged):
    jacket, kettle = (db.session.query(PutBack).filter_by(why=why).one().id for why in ("damaged", "refused"))
    assert ana.opens("/putback").posts(f"/putback/{jacket}/write-off", why="").code == "no_reason"
    assert ana.posts(f"/putback/{kettle}/write-off", why="soiled").code == "not_damaged"
    ana.posts(f"/putback/{jacket}")
    assert ana.posts(f"/putback/{jacket}/write-off", why="soiled").code == "settled"


def test_a_thing_thrown_away_before_the_words_were_one_still_reads_well():
    assert describe("stock.thrown_away", {"units": 2}) == "Waited too long, thrown away: 2 units"
    assert describe("stock.disposed", {"units": 2}) == "Damaged, written off: 2 units"
    assert describe("stock.disposed", {"units": 2, "why": "expired"}).startswith("Waited too long")
