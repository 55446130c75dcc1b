"""Orders go out to cars: one runner has a car, the clocks run, and somebody is told when nobody goes."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.core.acts import running
from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect
from associate.core.events.models import Delivery
from associate.core.events.words import describe
from associate.core.fulfillment.delegates import delegate
from associate.core.fulfillment.visits import Visit
from associate.core.stores.shifts import PushSubscription, Shift
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.jobs.due import run_quick
from associate.jobs.write import is_still_true
from associate.upkeep.retention import forget_what_is_old
from tests.support.cars import has_bays
from tests.support.comers import customer_of, gets_there, is_here, sets_off, takes, told
from tests.support.pickups import KEY, make_ready
from tests.support.shop import look_again

NOON = datetime(2026, 7, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    look_again()
    assert list(mismatches()) == []


@pytest.fixture
def job(shop, clock):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    make_ready(job)
    return job


def listens(*people):
    with atomic():
        for staff in people:
            db.session.add(Shift(store_id=staff.store_id, staff_id=staff.id))
            keys = {"p256dh": "x", "auth": "y", "endpoint_hash": f"{staff.id}"}
            db.session.add(PushSubscription(staff_id=staff.id, endpoint="https://push.example", **keys))


def pushes():
    """(kind, to whom), in their order."""
    of = sa.select(Delivery).where(Delivery.medium == "push").order_by(Delivery.id)
    names = {
        f"push:{row.id}": row.staff_id for row in db.session.scalars(sa.select(PushSubscription)).unique()
    }
    return [(push.kind, names[push.recipient]) for push in db.session.scalars(of)]


def after(clock, **time):
    clock.shift(timedelta(**time))
    run_quick()
    run_quick()
    look_again()


def handed_over(job, by):
    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="test", by=by.actor)
        running.ended([job], by=by.actor)


def test_a_car_is_taken_reached_and_served(shop, job, clock):
    visit = is_here(job)
    clock.shift(timedelta(seconds=70))
    assert takes(visit, shop.ana).runner.first_name == "Ana"
    takes(visit, shop.ana)
    clock.shift(timedelta(seconds=80))
    gets_there(visit, shop.ana)
    gets_there(visit, shop.ana)
    clock.shift(timedelta(minutes=2))
    handed_over(job, shop.ana)
    assert told(visit) == ["arrived", "claimed", "at_car", "done"]
    assert visit.wait() == timedelta(seconds=150) and visit.ended_at == NOON + timedelta(seconds=270)


def test_who_comes_second_reads_who_has_it_and_may_take_over(shop, job):
    visit = is_here(job)
    takes(visit, shop.ana)
    for deed in (takes, gets_there):
        with pytest.raises(OutOfDate) as late:
            deed(visit, shop.priya)
        assert late.value.code == "claimed" and "Ana" in late.value.message
    running.take_over(visit, shop.priya, by=shop.priya.actor)
    running.take_over(visit, shop.priya, by=shop.priya.actor)
    assert visit.runner == shop.priya and told(visit) == ["arrived", "claimed", "taken_over"]
    running.release(visit, by=shop.priya.actor)
    running.release(visit, by=shop.priya.actor)
    assert (visit.state, visit.runner, visit.claimed_at) == ("arrived", None, None)
    with pytest.raises(OutOfDate) as nobodys:
        gets_there(visit, shop.priya)
    assert nobodys.value.code == "not_claimed"


def test_who_is_on_the_way_or_gone_is_not_taken(shop, job):
    visit = sets_off(job)
    for deed in (takes, gets_there):
        with pytest.raises(OutOfDate) as early:
            deed(visit, shop.ana)
        assert early.value.code == "not_here"
    is_here(job)
    running.left(visit, by=shop.ana.actor)
    running.left(visit, by=shop.ana.actor)
    with pytest.raises(OutOfDate) as late:
        takes(visit, shop.ana)
    assert late.value.code == "visit_over" and told(visit) == ["en_route", "arrived", "left"]


def test_a_part_leaves_the_visit_open_until_all_is_theirs(shop, job):
    later = shop.job(shop.has_order((shop.kettle, 1), number="1002"))
    visit = is_here(job)
    takes(visit, shop.ana)
    gets_there(visit, shop.ana)
    handed_over(job, shop.ana)
    assert visit.state == "at_car"
    make_ready(later, tag="9MB")
    handed_over(later, shop.ana)
    assert visit.state == "done"


def test_two_cars_for_one_order_are_done_with_it(shop, job):
    jonas = delegate(job, "Jonas", key=KEY, by=customer_of(job))
    theirs, mine = is_here(job, sent=jonas), sets_off(job)
    takes(theirs, shop.ana)
    handed_over(job, shop.ana)
    assert (theirs.state, mine.state) == ("done", "done")


def test_everybody_on_shift_hears_of_a_car_at_once_and_once(shop, job):
    listens(shop.ana, shop.marcus, shop.charlie)
    sets_off(job)
    sets_off(job)
    is_here(job)
    is_here(job)
    told_to = [("on_the_way", shop.ana.id), ("on_the_way", shop.marcus.id)]
    assert pushes() == told_to + [("car_here", shop.ana.id), ("car_here", shop.marcus.id)]


def test_a_car_nobody_takes_goes_up_to_the_lead_then_the_manager(shop, job, clock):
    visit = is_here(job)
    listens(shop.ana, shop.marcus)
    with atomic():  # not on shift, and listens
        keys = {"p256dh": "x", "auth": "y", "endpoint_hash": "h"}
        db.session.add(PushSubscription(staff_id=shop.helen.id, endpoint="https://push.example", **keys))
    after(clock, seconds=119)
    assert (visit.alarm, pushes()) == (0, [])
    after(clock, seconds=1)
    assert (visit.alarm, pushes()) == (1, [("car_waits", shop.marcus.id)])
    after(clock, minutes=2)
    assert (visit.alarm, pushes()[1:]) == (2, [("car_waits_long", shop.helen.id)])
    after(clock, minutes=9)
    assert len(pushes()) == 2 and told(visit) == ["arrived", "unclaimed", "unclaimed"]
    assert all(
        is_still_true(push) for push in db.session.scalars(sa.select(Delivery).filter_by(medium="push"))
    )
    takes(visit, shop.ana)
    pushed = db.session.scalars(sa.select(Delivery).filter_by(medium="push"))
    assert not any(is_still_true(push) for push in pushed)


def test_nobody_is_alarmed_while_nothing_is_ready(shop, clock):
    listens(shop.marcus)
    visit = is_here(shop.job(shop.has_order((shop.jacket, 1))))
    after(clock, minutes=10)
    assert visit.alarm == 0
    make_ready(visit.jobs[0])
    after(clock, minutes=2)
    assert visit.alarm == 1


def test_each_store_sets_its_own_minutes(shop, job, clock):
    with atomic(shop.mill_quay):
        shop.mill_quay.lead_alarm_minutes, shop.mill_quay.claim_minutes = 6, 10
    visit = is_here(job)
    after(clock, minutes=5)
    assert visit.alarm == 0
    takes(visit, shop.ana)
    after(clock, minutes=9)
    assert visit.state == "claimed"
    after(clock, minutes=1)
    assert visit.state == "arrived"


def test_a_runner_who_never_gets_there_lets_it_go_and_the_alarm_comes_at_once(shop, job, clock):
    visit = is_here(job)
    takes(visit, shop.ana)
    after(clock, seconds=179)
    assert visit.state == "claimed"
    after(clock, seconds=1)
    assert (visit.state, visit.runner_id) == ("arrived", None)
    assert told(visit) == ["arrived", "claimed", "arrived", "unclaimed"]
    words = [describe(f"visit.{kind}", {"by_itself": True, "was": "claimed"}) for kind in ("arrived",)]
    assert words == ["Nobody got to the car in time: free for anybody again"]


def test_at_the_car_it_stays_theirs(shop, job, clock):
    visit = is_here(job)
    takes(visit, shop.ana)
    gets_there(visit, shop.ana)
    after(clock, minutes=30)
    assert (visit.state, visit.alarm) == ("at_car", 0)


def test_who_never_comes_is_called_off_an_hour_after_they_meant_to(shop, job, clock):
    visit = sets_off(job, eta_at=NOON + timedelta(minutes=20))
    after(clock, minutes=79)
    assert visit.state == "en_route"
    after(clock, minutes=1)
    assert (visit.state, told(visit)) == ("canceled", ["en_route", "canceled"])


def test_a_car_forgotten_on_the_board_goes_when_the_store_has_closed(shop, job, clock):
    visit = is_here(job)
    after(clock, hours=3)
    assert visit.state == "arrived"
    with atomic(shop.mill_quay):
        shop.mill_quay.closed_until, shop.mill_quay.closed_why = NOON + timedelta(days=1), "weather"
    after(clock, minutes=1)
    assert visit.state == "left"


def test_who_came_in_which_car_is_forgotten_within_a_day(shop, job, clock):
    bay = has_bays(shop.mill_quay, "4")[0]
    sets_off(job, eta_at=NOON + timedelta(minutes=5))
    visit = is_here(job, bay=bay, make="Škoda", color="blue", plate="8317", needs_help=True, load="trunk")
    takes(visit, shop.ana)
    gets_there(visit, shop.ana)
    handed_over(job, shop.ana)
    clock.shift(timedelta(hours=20))
    forget_what_is_old(at_once=True)
    look_again()
    assert visit.plate == "8317"
    clock.shift(timedelta(hours=3))
    forget_what_is_old(at_once=True)
    look_again()
    row = db.session.execute(sa.select(Visit.__table__).where(Visit.id == visit.id)).mappings().one()
    assert [row[name] for name in ("name", "make", "color", "plate")] == [""] * 4
    assert [row[name] for name in ("bay_id", "eta_at", "load")] == [None] * 3 and not row["needs_help"]
    assert visit.wait() == timedelta(0) and visit.notice is not None


def test_check_finds_a_visit_that_contradicts_itself(shop, job):
    visit = is_here(job)
    with atomic():
        db.session.execute(sa.update(Visit).values(state="claimed"))
    assert list(mismatches()) == [f"visit {visit.id}: a runner’s, but nobody has it"]
    with atomic():
        db.session.execute(sa.update(Visit).values(state="done"))
    assert list(mismatches()) == [f"visit {visit.id}: over, but it didn’t end"]
    with atomic():
        db.session.execute(sa.update(Visit).values(state="arrived"))
