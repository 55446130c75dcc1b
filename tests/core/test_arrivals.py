"""What a customer tells from the link: on my way, here, another bay, inside, not at all. Each once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from associate.core.acts import arrivals
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.at_car import codes_to_ask
from associate.core.fulfillment.delegates import delegate, revoke
from associate.core.fulfillment.links import current_pass, spoken_code
from associate.core.fulfillment.visits import VisitState
from associate.core.stores.models import Closing
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from tests.support.cars import has_bays
from tests.support.comers import customer_of, gets_there, is_here, sets_off, takes, told, visits
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


def test_on_my_way_then_here_is_one_visit_with_its_notice(shop, job, clock):
    bay = has_bays(shop.mill_quay, "4")[0]
    sets_off(job, eta_at=NOON + timedelta(minutes=15))
    clock.shift(timedelta(minutes=12))
    visit = is_here(job, bay=bay, make="Škoda", color="blue", plate="12-D-48 317", needs_help=True)
    assert [visit.id] == [each.id for each in visits()]
    assert (visit.state, visit.bay.code, visit.plate, visit.needs_help) == ("arrived", "4", "8317", True)
    assert visit.notice == timedelta(minutes=12) and not visit.is_zero_notice
    assert (visit.name, visit.language) == ("Maya", "en")
    assert told(visit) == ["en_route", "arrived"]


def test_who_comes_without_a_word_is_flagged(shop, job):
    visit = is_here(job)
    assert visit.is_zero_notice and visit.notice == timedelta(0)
    assert told(visit) == ["arrived"]


def test_a_second_tap_answers_the_same(shop, job, clock):
    first = sets_off(job, eta_at=NOON + timedelta(minutes=10))
    clock.shift(timedelta(seconds=20))
    assert sets_off(job, eta_at=NOON + timedelta(minutes=10, seconds=20)) is first
    is_here(job, plate="8317")
    clock.shift(timedelta(seconds=20))
    again = is_here(job, plate="8317")
    assert sets_off(job, eta_at=None) is again is first
    assert told(first) == ["en_route", "arrived"]
    assert first.arrived_at == NOON + timedelta(seconds=20)


def test_another_time_or_way_is_told_anew(shop, job):
    visit = sets_off(job, eta_at=NOON + timedelta(minutes=10))
    sets_off(job, eta_at=NOON + timedelta(minutes=30), to_counter=True)
    assert (visit.eta_at, visit.to_counter) == (NOON + timedelta(minutes=30), True)
    assert told(visit) == ["en_route", "announced_anew"]


def test_the_same_customer_comes_once_for_all_they_ordered(shop, job):
    other = shop.job(shop.has_order((shop.kettle, 1), number="1002"))
    visit = is_here(job)
    assert {each.id for each in visit.jobs} == {job.id, other.id}
    assert is_here(other) is visit and len(visits()) == 1
    assert arrivals.visit_of([other]) is visit


def test_an_order_placed_while_they_wait_comes_along_when_they_say_so(shop, job):
    visit = is_here(job)
    late = shop.job(shop.has_order((shop.kettle, 1), number="1002"))
    assert arrivals.visit_of([late]) is None
    assert is_here(late) is visit
    assert {each.id for each in visit.jobs} == {job.id, late.id}
    assert told(visit) == ["arrived", "changed", "changed"]  # a line in each order’s story


def test_one_car_for_two_people_is_one_visit(shop, job):
    four, five = has_bays(shop.mill_quay, "4", "5")
    theirs = shop.job(shop.has_order((shop.kettle, 1), number="1002", first="Noor", customer="c-noor"))
    others = shop.job(shop.has_order((shop.milk, 1), number="1003", first="Iris", customer="c-iris"))
    visit = is_here(job, bay=four, plate="8317")
    said = sets_off(theirs)
    assert is_here(theirs, bay=four, plate="8317") is visit
    assert said.state == VisitState.CANCELED and arrivals.visit_of([theirs]) is visit
    assert {each.id for each in visit.jobs} == {job.id, theirs.id}
    assert is_here(others, bay=five, plate="8317") is not visit  # another bay: another car with that ending
    assert len([each for each in visits() if each.is_open]) == 2


def sends(job, name="Jonas"):
    return delegate(job, name, key=KEY, by=customer_of(job))


@pytest.fixture
def noors(shop, clock):
    job = shop.job(shop.has_order((shop.kettle, 1), number="1002", first="Noor", customer="c-noor"))
    make_ready(job, tag="9MB")
    return job


def test_whom_two_customers_send_comes_once_in_one_car(shop, job, noors):
    four = has_bays(shop.mill_quay, "4")[0]
    hers, his = sends(job), sends(noors, "jonas")
    visit = is_here(job, bay=four, make="Skoda", plate="8317", needs_help=True, sent=hers)
    assert is_here(noors, bay=four, plate="8317", sent=his) is visit
    assert {(entry.fulfillment_id, entry.pass_id) for entry in visit.orders} == {
        (job.id, hers.id),
        (noors.id, his.id),
    }
    assert arrivals.visit_of([noors], his) is visit and arrivals.visit_of([noors]) is None
    assert (visit.make, visit.needs_help) == ("Skoda", True)  # what only one of them told holds for both
    assert set(codes_to_ask(visit, key=KEY)) == {spoken(hers), spoken(his)}
    assert len(visits()) == 1


def test_a_customer_and_whom_they_sent_in_one_car_are_one_visit(shop, job):
    four = has_bays(shop.mill_quay, "4")[0]
    sent = sends(job)
    visit = is_here(job, bay=four, plate="8317", sent=sent)
    assert is_here(job, bay=four, plate="8317") is visit
    assert arrivals.visit_of([job]) is visit and len(visits()) == 1
    assert codes_to_ask(visit, key=KEY) == [spoken(current_pass(job))]  # the customer is there
    revoke(sent, by=customer_of(job))
    assert visit.is_open


def test_a_code_taken_back_calls_off_only_what_it_was_for(shop, job, noors):
    four = has_bays(shop.mill_quay, "4")[0]
    hers, his = sends(job), sends(noors)
    visit = is_here(job, bay=four, plate="8317", sent=hers)
    is_here(noors, bay=four, plate="8317", sent=his)
    revoke(hers, by=customer_of(job))
    assert visit.is_open and [each.id for each in visit.jobs] == [noors.id]
    revoke(his, by=customer_of(noors))
    assert visit.state == VisitState.CANCELED


def test_what_somebody_sent_announced_goes_on_in_the_car_they_came_in(shop, job, noors):
    four = has_bays(shop.mill_quay, "4")[0]
    visit, his = is_here(job, bay=four, plate="8317"), sends(noors)
    said = sets_off(noors, sent=his)
    assert is_here(noors, bay=four, plate="8317", sent=his) is visit
    assert said.state == VisitState.CANCELED and arrivals.visit_of([noors], his) is visit


def spoken(code):
    letters = spoken_code(code.nonce, key=KEY)
    return f"{letters[:3]} {letters[3:]}"


def test_the_car_can_be_told_anew_and_only_news_is_written(shop, job):
    four, five = has_bays(shop.mill_quay, "4", "5")
    visit = is_here(job, bay=four)
    as_told = {"make": "", "color": "", "plate": "", "load": None, "needs_help": False}
    for bay in (five, five):
        arrivals.change(visit, bay=bay, **as_told, by=customer_of(job))
    assert visit.bay.code == "5" and told(visit) == ["arrived", "changed"]


def test_a_bay_of_another_store_is_none(shop, job):
    theirs = has_bays(shop.castle_row, "4")[0]
    with pytest.raises(Refused) as refused:
        is_here(job, bay=theirs)
    assert refused.value.code == "no_bay" and visits() == []


def test_they_come_inside_or_not_at_all(shop, job):
    visit = is_here(job)
    assert arrivals.move_inside(visit, by=customer_of(job)).state == "moved_inside"
    arrivals.move_inside(visit, by=customer_of(job))
    with pytest.raises(OutOfDate) as late:
        arrivals.call_off(visit, by=customer_of(job))
    assert late.value.code == "visit_over" and "13:00" in late.value.message
    assert told(visit) == ["arrived", "moved_inside"]
    second = sets_off(job)
    arrivals.call_off(second, by=customer_of(job))
    arrivals.call_off(second, by=customer_of(job))
    assert told(second) == ["en_route", "canceled"]


def test_who_drives_off_while_a_runner_comes_has_left(shop, job):
    visit = is_here(job)
    takes(visit, shop.ana)
    assert arrivals.call_off(visit, by=customer_of(job)).state == "left"
    assert arrivals.call_off(visit, by=customer_of(job)).state == "left"
    there = is_here(job)
    takes(there, shop.ana)
    gets_there(there, shop.ana)
    with pytest.raises(Refused) as refused:
        arrivals.call_off(there, by=customer_of(job))
    assert refused.value.code == "at_car"


@pytest.mark.parametrize("why", [Closing.WEATHER, Closing.EVACUATION])
def test_nobody_is_called_to_a_closed_door(shop, job, why):
    with atomic(shop.mill_quay):
        shop.mill_quay.closed_until, shop.mill_quay.closed_why = NOON + timedelta(hours=1), why
    for deed in (sets_off, is_here):
        with pytest.raises(Refused) as refused:
            deed(job)
        assert refused.value.code == "store_closed"
    assert sets_off(job, eta_at=NOON + timedelta(hours=2)).state == "en_route"


def test_what_is_ready_can_be_fetched_in_a_stocktake(shop, job):
    with atomic(shop.mill_quay):
        shop.mill_quay.closed_until, shop.mill_quay.closed_why = NOON + timedelta(hours=1), Closing.STOCKTAKE
    assert is_here(job).state == "arrived"


def test_a_store_without_curbside_has_a_counter(shop, job):
    bay = has_bays(shop.mill_quay, "4")[0]
    with atomic(shop.mill_quay):
        shop.mill_quay.curbside = False
    with pytest.raises(Refused) as refused:
        is_here(job, bay=bay)
    assert refused.value.code == "curbside_off"
    assert sets_off(job, to_counter=True).to_counter


def test_not_ready_yet_may_come_and_the_wait_begins_when_it_is(shop, clock):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    visit = is_here(job)
    clock.shift(timedelta(minutes=8))
    assert visit.wait() is None
    make_ready(job)
    clock.shift(timedelta(minutes=3))
    look_again()
    assert visit.wait() == timedelta(minutes=3)


def test_nothing_to_fetch_is_said_as_it_is(shop, job):
    visit = sets_off(job)
    cancel_order(job.order, by=SYSTEM, reason="customer_asked")
    look_again()
    assert visit.state == "canceled"
    with pytest.raises(Refused) as refused:
        is_here(job)
    assert refused.value.code == "gone" and "canceled" in refused.value.message


def test_whom_they_send_has_a_visit_of_their_own(shop, job):
    other = shop.job(shop.has_order((shop.kettle, 1), number="1002"))
    jonas = delegate(job, "Jonas", key=KEY, by=customer_of(job))
    theirs, mine = is_here(job, sent=jonas), sets_off(job)
    assert theirs is not mine and theirs.name == "Jonas" and theirs.jobs == [job]
    assert {each.id for each in mine.jobs} == {job.id, other.id}
    assert arrivals.visit_of([job], jonas) is theirs and arrivals.visit_of([job]) is mine


def test_a_code_taken_back_is_not_waited_for(shop, job):
    jonas = delegate(job, "Jonas", key=KEY, by=customer_of(job))
    visit = is_here(job, sent=jonas)
    revoke(jonas, by=customer_of(job))
    assert visit.state == "canceled"
    with pytest.raises(Refused) as refused:
        is_here(job, sent=jonas)
    assert refused.value.code == "code_taken_back"
