"""Who is at work: one tap in, one tap out, and fourteen hours at the longest."""

from datetime import timedelta

import sqlalchemy as sa

from associate.core.stores.shifts import Shift, end_long_shifts, on_shift
from associate.db import atomic, db
from tests.support.managing import fresh
from tests.support.people import Person
from tests.support.shop import look_again


def names(store):
    look_again()
    return [staff.first_name for staff in on_shift(store.id)]


def hours_pass(hours):
    with atomic():
        for shift in db.session.scalars(sa.select(Shift).filter_by(ended_at=None)):
            shift.began_at -= timedelta(hours=hours)


def test_one_tap_in_and_one_tap_out(app, shop):
    ana = Person(app, shop.ana).opens("/").taps("Start my shift").sees("Your shift began", "On shift since")
    assert names(shop.mill_quay) == ["Ana"] and names(shop.castle_row) == []
    ana.opens("/me").taps("End my shift").sees("Your shift ended", "Start my shift")
    assert names(shop.mill_quay) == []
    assert shop.diary(shop.ana)[-2:] == ["staff.shift_began", "staff.shift_ended"]


def test_starting_twice_starts_once(app, shop):
    ana = Person(app, shop.ana).opens("/")
    for _tap in range(2):
        ana.posts("/shift")
    assert shop.diary(shop.ana).count("staff.shift_began") == 1
    for _tap in range(2):
        ana.posts("/shift/end")
    assert shop.diary(shop.ana).count("staff.shift_ended") == 1


def test_leads_see_who_is_on_others_don_t(app, shop):
    ana = Person(app, shop.ana).opens("/").taps("Start my shift").does_not_see("On shift: Ana")
    marcus = Person(app, shop.marcus).opens("/").sees("On shift: Ana")
    ana.taps("End my shift")
    marcus.opens("/").sees("Nobody is on shift")


def test_signing_out_ends_no_shift_since_tablets_are_shared(app, shop):
    Person(app, shop.ana).opens("/").taps("Start my shift").opens("/me").taps("Sign out")
    assert names(shop.mill_quay) == ["Ana"]


def test_after_fourteen_hours_it_is_over_and_the_worker_writes_it_down(app, shop):
    ana = Person(app, shop.ana).opens("/").taps("Start my shift")
    hours_pass(13)
    assert names(shop.mill_quay) == ["Ana"] and end_long_shifts() == 0
    hours_pass(1)
    assert names(shop.mill_quay) == []
    assert end_long_shifts() == 1 and end_long_shifts() == 0
    shift = db.session.scalars(sa.select(Shift)).one()
    assert shift.ended_at - shift.began_at == timedelta(hours=14)
    ana.opens("/").sees("Start my shift")


def test_a_forgotten_shift_is_no_hindrance_to_the_next(app, shop):
    ana = Person(app, shop.ana).opens("/").taps("Start my shift")
    hours_pass(20)
    ana.opens("/").taps("Start my shift")
    assert names(shop.mill_quay) == ["Ana"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Shift)) == 2


def test_who_works_in_several_stores_is_at_work_in_one(app, shop):
    rosa = Person(app, shop.rosa).opens("/me").posts("/me/store", code="MQ").taps("Start my shift")
    rosa.opens("/me").posts("/me/store", code="CR").sees("Start my shift").taps("Start my shift")
    assert names(shop.mill_quay) == [] and names(shop.castle_row) == ["Rosa"]
    assert fresh(shop.rosa).store_id is None
