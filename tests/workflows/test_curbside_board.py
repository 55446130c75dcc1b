"""The board of cars: who waits, who comes, what stands in the way; and that an idle one costs nothing."""

# ruff: noqa: F811  a fixture has the name of what it gives

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import arrivals, running
from associate.core.stores.versions import store_version
from associate.db import atomic, db
from tests.support.cars import CUSTOMER, arrives, has_bays, is_on_the_way
from tests.support.counter import ana, books_agree, job, stage  # noqa: F401  fixtures
from tests.support.people import Person


@pytest.fixture
def bays(shop):
    has_bays(shop.mill_quay, "1", "BAY-2", "4")


def was_ready(job):
    with atomic(job):
        job.ready_at = now() - timedelta(minutes=30)


def cards(person):
    return [card.get_text(" ", strip=True) for card in person.page.select(".carcard")]


def poll(person, version=""):
    """What the board's live part is answered: (status, version, seconds to the next question)."""
    person.htmx = True
    person.opens("/curbside/cars", v=version)
    part = person.tree.find(".//*[@id='cars']") if person.tree.get("id") != "cars" else person.tree
    return person.status, part.get("data-version"), part.get("data-every")


def test_an_empty_board_says_what_to_do(ana, bays):
    ana.opens("/curbside").sees("No cars", "pick what is promised next", "To the queue")


def test_a_board_without_bays_says_who_adds_them(ana):
    ana.opens("/curbside").sees("No cars", "This store has no bays yet")


def test_a_car_shows_all_that_a_runner_needs(ana, shop, bays, job):
    was_ready(job)
    arrives(job, "4", ago=1.5, notice=12, needs_help=True)
    ana.opens("/curbside").sees("Waiting now: 1", "Goal: at the car in 3 min")
    card = cards(ana)[0]
    for words in ("Bay 4", "Maya R.", "Blue Skoda Octavia 482", "2 bags: Rack R-1", "Trunk", "Needs help"):
        assert words in card, (words, card)
    assert "In time" in card and "1:3" in card
    assert "No notice" not in card
    assert ana.page.select_one("[data-car]").get("data-free") is not None


def test_no_notice_is_said_with_the_time_they_tapped(ana, shop, bays, job):
    visit = arrives(job, "4")
    at = visit.arrived_at.astimezone(shop.mill_quay.timezone)
    ana.opens("/curbside").sees("No notice", f"tapped “I’m here” {at:%H:%M}")


@pytest.mark.parametrize(("notice", "minutes", "late"), [(12, 3.2, True), (0, 3.2, False), (0, 5.2, True)])
def test_who_gave_no_notice_is_given_five_minutes_who_did_three(ana, bays, job, notice, minutes, late):
    arrives(job, "4", ago=0, notice=notice)
    with as_of(now() + timedelta(minutes=minutes)):
        card = cards(ana.opens("/curbside"))[0]
    assert ("Over" in card) == late
    if late:
        ana.sees("Over 3 min" if notice else "Over 5 min")


def test_the_longest_wait_comes_first_whatever_bay_it_is(ana, shop, bays):
    for number, name, code, ago in (("1", "Joel", "1", 1), ("2", "Ruth", "4", 4), ("3", "Theo", "BAY-2", 2)):
        order = shop.has_order((shop.jacket, 1), number=f"100{number}", first=name, customer=name)
        arrives(stage(shop, order, f"7K{number}"), code, ago=ago, plate=number)
        was_ready(shop.job(order))
    waits = cards(ana.opens("/curbside"))
    assert [card.split()[2] for card in waits] == ["Ruth", "Theo", "Joel"]
    assert ana.text.count("I’ll take it") == 3
    assert len(ana.page.select(".button.primary")) == 1  # one blue surface: the one to take first


def test_a_wait_begins_only_when_something_is_ready(ana, shop, bays):
    order = shop.has_order((shop.jacket, 2))
    arrives(shop.job(order), "4", ago=20)
    ana.opens("/curbside").sees("Not ready", "HW-1001", "2 to pick", "here since").does_not_see("Over")
    assert ana.page.select_one(".lines a[href='/pick/HW-1001']") is not None


def test_partly_ready_says_which_is_not(ana, shop, bays, job):
    shop.has_order((shop.jacket, 1), number="1002")
    arrives(job, "4")
    ana.opens("/curbside").sees("2 bags", "HW-1002", "1 to pick")


def test_two_cars_in_one_bay_and_two_cars_for_one_order_are_said(ana, shop, bays, job):
    other = stage(shop, shop.has_order((shop.jacket, 1), number="1002", first="Joel", customer="Joel"), "C31")
    arrives(job, "4")
    arrives(other, "4", plate="999", make="Van", color="white")
    ana.opens("/curbside").sees("Joel R. says bay 4 too", "Maya R. says bay 4 too")
    assert ana.page.select_one(".bay.taken").get_text(" ", strip=True) == "4 2 cars"


def test_what_has_an_age_asks_for_an_id_and_what_is_heavy_for_two(ana, shop, bays):
    with atomic():
        shop.kettle.product.is_heavy = True
    arrives(stage(shop, shop.has_order((shop.wine, 1), (shop.kettle, 1)), "7K4"), "4")
    ana.opens("/curbside").sees("Check ID, 18+", "Team lift")


def test_nobody_took_it_and_the_board_says_who_was_told(ana, bays, job):
    visit = arrives(job, "4")
    with atomic(visit):
        visit.alarm = 2
    ana.opens("/curbside").sees("Nobody took it: the manager was told")


def test_on_the_way_by_time_with_what_is_ready(ana, shop, bays, job):
    late = shop.has_order((shop.jacket, 3), number="1002", first="Joel", customer="Joel")
    is_on_the_way(job, eta=now() + timedelta(minutes=12, seconds=5))
    is_on_the_way(shop.job(late), eta=now() + timedelta(minutes=3, seconds=5))
    ana.opens("/curbside").sees("On the way: 2", "3 min", "12 min", "HW-1002, 3 to pick", "2 bags, Rack R-1")
    assert ana.text.index("Joel R.") < ana.text.index("Maya R.")


def test_whoever_takes_it_is_named_to_the_others_and_goes_on_themselves(app, shop, ana, bays, job):
    visit = arrives(job, "4")
    ana.opens("/curbside").taps("I’ll take it").sees("Take 2 bags", "Scan bag 7K4")
    assert ana.url == f"/curbside/{visit.id}"
    ana.opens("/curbside").sees("Go on").does_not_see("I’ll take it")
    Person(app, shop.priya).opens("/curbside").sees("Ana has it").does_not_see("I’ll take it", "Go on")


def test_two_take_it_at_once_and_the_second_reads_who_has_it(app, shop, ana, bays, job):
    arrives(job, "4")
    priya = Person(app, shop.priya).opens("/curbside")
    ana.opens("/curbside").taps("I’ll take it")
    assert priya.taps("I’ll take it").code == "claimed"
    priya.sees("Ana has this car since")


def test_a_double_tap_takes_it_once(shop, ana, bays, job):
    visit = arrives(job, "4")
    for _ in range(2):
        ana.posts(f"/curbside/{visit.id}/runner", command_id="same-tap-twice").sees("Take 2 bags")
    assert shop.diary(visit).count("visit.claimed") == 1


@pytest.mark.parametrize("path", ["", "/phrases", "/phrases/2"])
def test_a_car_of_another_store_is_not_there(app, shop, bays, job, path):
    visit = arrives(job, "4")
    charlie = Person(app, shop.charlie)
    assert charlie.opens(f"/curbside/{visit.id}{path}").status == 404
    for deed in ("runner", "release", "departure", "inside", "load"):
        assert charlie.posts(f"/curbside/{visit.id}/{deed}").status == 404
    for deed in ("bags", "arrival", "bags/7K4/missing"):
        assert charlie.posts(f"/handover/cars/{visit.id}/{deed}", code="7K4").status == 404
    charlie.opens("/curbside").sees("No cars")


def test_the_rail_and_today_count_who_waits(ana, bays, job):
    ana.opens("/").sees("Cars waiting")
    visit = arrives(job, "4")
    ana.opens("/")
    count = ana.page.select_one(".rail a[href='/curbside'] .count")
    assert count.get_text() == "1"
    assert ana.page.select_one(".tile[href='/curbside'] .big").get_text() == "1"
    running.claim(visit, ana_of(visit), by=ana_of(visit).actor)
    running.at_car(visit, by=ana_of(visit).actor)
    assert ana.opens("/").page.select_one(".rail a[href='/curbside'] .count") is None


def ana_of(visit):
    from associate.core.stores.staff import Staff

    return db.session.scalars(sa.select(Staff).filter_by(first_name="Ana")).one()


def test_a_board_asks_more_often_while_there_are_cars_and_is_current_meanwhile(ana, shop, bays, job):
    status, idle, every = poll(ana)
    assert (status, every) == (200, "1.5")
    with as_of(now() + timedelta(minutes=1)):
        assert poll(ana, idle)[0] == 204  # empty, it doesn't follow the clock
    arrives(job, "4")
    status, busy, every = poll(ana, idle)
    assert (status, every) == (200, "1")
    with as_of(now() + timedelta(seconds=11)):
        assert poll(ana, busy)[0] == 200  # late comes by itself


def test_an_idle_board_reads_nothing(ana, bays):
    version = poll(ana)[1]
    poll(ana, version)
    store_version(1)
    seen = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    poll(ana, version)
    assert seen == []


def test_one_drawing_serves_all_who_see_the_same(app, shop, bays, job, monkeypatch):
    import associate.workflows.curbside.routes as routes

    drawn = []
    real = routes.board
    monkeypatch.setattr(routes, "board", lambda store: drawn.append(store) or real(store))
    arrives(job, "4")
    people = [Person(app, staff) for staff in (shop.ana, shop.priya)]
    with as_of(now()):
        for person in people:
            person.opens("/curbside").sees("Maya R.")
    assert len(drawn) == 1


def test_at_the_counter_the_goal_is_two_minutes(ana, shop, bays, job):
    was_ready(job)
    with as_of(now() - timedelta(minutes=2, seconds=30)):
        is_on_the_way(job, eta=now() + timedelta(minutes=5), to_counter=True)
    with as_of(now() - timedelta(minutes=1, seconds=50)):
        visit = arrivals.arrive([job], bay=None, by=CUSTOMER)
    assert visit.to_counter
    assert "In time" in cards(ana.opens("/curbside"))[0]
    with as_of(now() + timedelta(seconds=15)):
        assert "Over 2 min" in cards(ana.opens("/curbside"))[0]
