"""The page everyone starts from."""

from datetime import timedelta

import time_machine

from associate.clock import now
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack
from associate.db import atomic, db
from tests.support.people import Person


def test_the_first_promise_is_the_one_next_thing(app, shop):
    shop.has_order((shop.jacket, 2), (shop.kettle, 1), number="1001")
    shop.has_order((shop.milk, 1), number="1002")
    ana = Person(app, shop.ana).opens("/")
    ana.sees("Pick HW-1001 first.", "3 items: B-1, then B-2.", "Mill Quay", "open until 23:59")
    ana.taps("Start picking")
    assert shop.job(shop_order(1001)).owner_id == shop.ana.id


def test_what_i_have_begun_comes_before_what_nobody_has(app, shop):
    shop.has_order((shop.jacket, 1), number="1001")
    mine = shop.job(shop.has_order((shop.milk, 2), number="1002"))
    _pick(mine, shop.ana)
    Person(app, shop.ana).opens("/").sees("Go on with HW-1002.", "Yours")
    Person(app, shop.priya).opens("/").sees("Pick HW-1001 first.").does_not_see("Yours", "HW-1002")


def test_a_number_is_a_link_to_exactly_that_list(app, shop):
    for number in ("1001", "1002", "1003"):
        shop.has_order((shop.milk, 1), number=number)
    picked = shop.job(shop_order("1002"))
    with atomic(picked):
        picked.state = State.PICKED
    ana = Person(app, shop.ana).opens("/")
    assert _tiles(ana) == {"To pick": 2, "To stage": 1, "Ready": 0, "Cars waiting": 0, "Put back": 0}
    ana.taps("To stage").sees("HW-1002").does_not_see("HW-1001", "HW-1003")
    ana.opens("/").taps("Ready").sees("Nothing is ready")


def test_what_is_to_pick_is_the_same_on_the_rail_and_on_the_page(app, shop):
    for number in ("1001", "1002", "1003"):
        shop.has_order((shop.milk, 1), number=number)
    _pick(shop.job(shop_order("1003")), shop.priya)
    ana = Person(app, shop.ana).opens("/")
    room = next(a for a in ana.page.select(".rail a:has(.label)") if a.select_one(".label").string == "Pick")
    assert int(room.select_one(".count").get_text()) == _tiles(ana)["To pick"] == 2
    ana.taps("To pick").sees("HW-1001", "HW-1002").does_not_see("HW-1003")


def test_late_is_counted_and_shown_by_shape_and_word(app, shop):
    shop.has_order((shop.milk, 1), number="1001")
    with time_machine.travel(now() + timedelta(hours=5), tick=True):
        ana = Person(app, shop.ana).opens("/")
    ana.sees("1 late")
    assert ana.page.select_one(".card .state.late") is not None


def test_a_held_order_is_nobodys_next_thing(app, shop):
    job = shop.job(shop.has_order((shop.milk, 1)))
    with atomic(job):
        job.hold = "payment"
    Person(app, shop.ana).opens("/").sees("Nothing waits")


def test_a_screen_that_is_current_is_told_so_and_a_change_brings_the_new_one(app, shop):
    with time_machine.travel(now(), tick=False):
        ana = Person(app, shop.ana, htmx=True).opens("/")
        version = ana.page.select_one("#today")["data-version"]
        assert ana.opens("/", v=version).status == 204
        shop.has_order((shop.milk, 1))
        ana.opens("/", v=version).sees("Pick HW-1001 first.")


def test_leads_see_tasks_and_associates_do_not(app, shop):
    shop.has_order((shop.jacket, 21))
    assert _tiles(Person(app, shop.marcus).opens("/"))["Tasks"] == 1
    assert "Tasks" not in _tiles(Person(app, shop.ana).opens("/"))


def test_what_waits_to_be_shelved_is_next_when_nothing_is_to_pick(app, shop):
    order = shop.has_order((shop.milk, 1))
    job = shop.job(order)
    with atomic(job):
        job.state = State.COLLECTED
        line = job.lines[0]
        db.session.add(
            PutBack(
                store_id=job.store_id,
                level_id=line.reservation.level_id,
                fulfillment_line_id=line.id,
                quantity=1,
                why="refused",
                order_id=order.id,
            )
        )
    ana = Person(app, shop.ana).opens("/").sees("Nothing to pick.")
    assert _tiles(ana)["Put back"] == 1


def test_people_of_several_stores_choose_one_first(app, shop):
    rosa = Person(app, shop.rosa).opens("/")
    rosa.sees("Choose a store first")
    rosa.taps("Work here", code="CR").sees("Castle Row")
    rosa.opens("/").sees("Castle Row")


def test_another_stores_orders_are_not_on_the_page(app, shop):
    shop.has_order((shop.milk, 1), location="cr")
    Person(app, shop.ana).opens("/").sees("Nothing waits").does_not_see("HW-1001")
    Person(app, shop.charlie).opens("/").sees("Pick HW-1001 first.")


def test_an_unknown_list_is_not_there(app, shop):
    assert Person(app, shop.ana).opens("/today/nonsense").status == 404


def shop_order(number):
    from associate.core.orders.models import Order

    return db.session.scalars(db.select(Order).filter_by(number=f"HW-{number}")).one()


def _pick(job, staff):
    with atomic(job):
        job.state, job.owner_id = State.PICKING, staff.id


def _tiles(person):
    return {
        tile.select_one(".label").get_text(strip=True): int(tile.select_one(".big").get_text())
        for tile in person.page.select("a.tile")
    }
