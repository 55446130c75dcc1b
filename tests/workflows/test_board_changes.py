"""What a manager changes in the work: given, put first, promised anew; with a reason, and taken back."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.core.acts.personal.export import told
from associate.core.acts.personal.places import EVERYWHERE, blank
from associate.core.acts.personal.theirs import theirs
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.events.record import SYSTEM, record
from associate.core.fulfillment.interventions import Intervention
from associate.core.fulfillment.states import State
from associate.core.stores.reasons import Family, Offered, put_reasons
from associate.core.stores.shifts import begin_shift
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.picking import JACKET
from tests.support.shop import look_again

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday; Dublin is on UTC in winter
WHY = {"reason": "customer_waits"}


@pytest.fixture(autouse=True)
def tuesday(shop):
    """Mill Quay is open from 9 to 20; Ana and Priya are at work."""
    with time_machine.travel(TEN, tick=False) as clock:
        with atomic(shop.ana, shop.priya):
            for hours in shop.mill_quay.hours:
                hours.opens, hours.closes = time(9), time(20)
            for staff in (shop.ana, shop.priya):
                begin_shift(staff, shop.mill_quay, by=SYSTEM)
        yield clock


@pytest.fixture
def job(shop):
    return shop.job(shop.has_order((shop.jacket, 2), at=TEN))


@pytest.fixture
def helen(app, shop, job):
    return Person(app, shop.helen).opens(f"/board/jobs/{job.number}")


def as_it_is(shop, job):
    return shop.job(job.order)


def undoes(person):
    return person.opens("/board").taps("Undo")


def test_given_to_somebody_it_is_theirs_until_it_is_taken_back(app, shop, job, helen):
    helen.taps("Give it", to=str(shop.ana.id), **WHY, note="Maya rang").sees("Ana has it")
    helen.sees("HW-1001 given to Ana", "Helen, 10:00: The customer waits: Maya rang")
    ana, priya = Person(app, shop.ana), Person(app, shop.priya)
    ana.opens("/pick").sees("Helen gave this to Ana.")
    start = f"/pick/{job.number}/start"
    assert priya.opens("/pick").sees("Helen gave this to Ana.").posts(start).code == "owned"
    undoes(helen).sees("Taken back", "Taken back by Helen.")
    assert as_it_is(shop, job).owner_id is None
    assert shop.diary(job)[-2:] == ["fulfillment.given", "fulfillment.owner_undone"]
    facts = db.session.scalars(sa.select(Event).filter_by(kind="fulfillment.given")).one().facts
    assert facts["reason"] == "customer_waits" and "Maya rang" not in str(facts)
    priya.posts(start).sees("0 of 2 picked")


def test_taken_from_whoever_picks_it_every_scan_stays(app, shop, job, helen):
    priya = Person(app, shop.priya, htmx=True).opens("/pick").posts(f"/pick/{job.number}/start").scans(JACKET)
    helen.opens(helen.url).taps("Give it", to=str(shop.ana.id), reason="person_away")
    helen.opens("/board").sees("Undo")
    assert priya.scans(JACKET).code == "owned"
    change = db.session.scalars(sa.select(Intervention)).one()
    ana = Person(app, shop.ana, htmx=True).opens(f"/pick/{job.number}").sees("1 of 2 picked").scans(JACKET)
    assert as_it_is(shop, job).state == State.PICKED
    assert (
        helen.opens("/board").does_not_see("Undo").posts(f"/board/changes/{change.id}/undoing").status == 409
    )
    assert helen.code == "went_on" and ana.status == 200


def test_two_changes_of_one_job_are_taken_back_one_by_one(shop, job, helen):
    page = helen.url
    helen.taps("Give it", to=str(shop.ana.id), **WHY).opens(page).taps("Put it first", **WHY)
    with atomic():
        record("message.sent", about=job, by=SYSTEM, message="delayed")  # telling somebody overtakes nothing
    undoes(helen).sees("HW-1001 put first", "Taken back by Helen.")
    undoes(helen)
    again = as_it_is(shop, job)
    assert (again.owner_id, again.first_at) == (None, None)
    assert helen.opens("/board").does_not_see("Undo")
    helen.opens(page).taps("Give it", to=str(shop.ana.id), **WHY).opens(page)
    helen.taps("Give it", to=str(shop.priya.id), **WHY)
    assert helen.opens("/board").text.count("Undo") == 1  # the first of them is overtaken


def test_put_first_it_stands_before_what_was_promised_sooner(app, shop, job):
    second = shop.job(shop.has_order((shop.kettle, 1), number="1002", customer="c-joel"))
    helen, ana = Person(app, shop.helen), Person(app, shop.ana)
    left_open = Person(app, shop.helen).opens(f"/board/jobs/{second.number}")
    for number, first in ((job.number, "HW-1001"), (second.number, "HW-1002")):
        helen.opens(f"/board/jobs/{number}").taps("Put it first", **WHY).sees(f"{first} put first")
        assert order_of(ana) == [first, *({"HW-1001", "HW-1002"} - {first})]
    ana.sees("Put first by Helen: the customer waits.")
    assert left_open.taps("Put it first", **WHY).code == "stands_first"
    undoes(helen)
    assert order_of(ana) == ["HW-1001", "HW-1002"]
    helen.opens(f"/board/jobs/{job.number}").taps("Back in its turn", reason="mistake")
    assert as_it_is(shop, job).first_at is None
    undoes(helen)
    assert as_it_is(shop, job).first_why == "customer_waits"


def order_of(person):
    numbers = [word for word in person.opens("/pick").text.split() if word.startswith("HW-100")]
    return list(dict.fromkeys(numbers))


def promises(person, job, clock, **more):
    at = {"day": "2026-11-24", "time": clock}
    return person.opens(f"/board/jobs/{job.number}").taps("Promise it", **at, **WHY, **more)


def test_another_promise_is_told_when_it_is_later_and_meant_when_it_is_sooner(shop, job, helen):
    was = as_it_is(shop, job).promise_at
    promises(helen, job, "16:30").sees("Promised for 16:30", "The customer is told")
    assert as_it_is(shop, job).promise_at == TEN.replace(hour=16, minute=30)
    assert "delayed" in shop.messages()
    assert promises(helen, job, "16:30").code == "same_time"
    assert promises(helen, job, "22:00").code == "closed_then"
    assert promises(helen, job, "09:00").code == "not_then"
    assert promises(helen, job, "11:00").code == "earlier"
    promises(helen, job, "11:00", earlier="1").sees("Promised for 11:00")
    undoes(helen)
    assert as_it_is(shop, job).promise_at == TEN.replace(hour=16, minute=30)
    helen.sees("HW-1001 promised for 16:30").does_not_see("Undo")  # it isn’t the last that happened
    assert was < TEN.replace(hour=16, minute=30)


def test_a_later_promise_is_unsaid_until_it_was_told(shop, job, helen):
    was = as_it_is(shop, job).promise_at
    undoes(promises(helen, job, "16:30"))
    assert as_it_is(shop, job).promise_at == was and "delayed" not in shop.messages()
    promises(helen, job, "17:30")
    with atomic():
        db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT))
    assert undoes(helen).code == "told"
    assert as_it_is(shop, job).promise_at == TEN.replace(hour=17, minute=30)


def pauses(person, job, clock):
    at = {"day": "2026-11-24", "time": clock}
    return person.opens(f"/board/jobs/{job.number}").taps("Pause it", **at, **WHY)


def test_paused_it_stands_behind_all_others_and_goes_on_by_itself(app, shop, job, helen, tuesday):
    shop.has_order((shop.kettle, 1), number="1002", customer="c-joel")
    ana = Person(app, shop.ana, htmx=True).opens("/pick").posts(f"/pick/{job.number}/start").scans(JACKET)
    ana.htmx = False
    pauses(helen, job, "11:00").sees("Paused until 11:00", "HW-1001 paused until 11:00", "Paused 1")
    assert order_of(ana) == ["HW-1002", "HW-1001"]
    ana.sees("Paused by Helen until 11:00: the customer waits.")
    for deed in ("start", "owner"):
        assert ana.posts(f"/pick/{job.number}/{deed}").code == "paused"
    assert ana.opens("/").sees("HW-1002").opens(f"/pick/{job.number}").scans(JACKET).code == "paused"
    tuesday.move_to(TEN + timedelta(hours=1))
    ana = Person(app, shop.ana)  # whoever rested an hour signs in again
    assert order_of(ana) == ["HW-1001", "HW-1002"]
    ana.posts(f"/pick/{job.number}/start").sees("1 of 2 picked")


def test_a_pause_is_taken_back_or_ended_before(app, shop, job, helen):
    ana = Person(app, shop.ana).posts(f"/pick/{job.number}/start")
    undoes(pauses(helen, job, "11:00"))
    now_ = as_it_is(shop, job)
    assert (now_.owner_id, now_.paused_until, now_.paused_why) == (shop.ana.id, None, "")
    assert pauses(helen, job, "09:30").code == "not_then"
    pauses(helen, job, "11:00").opens(f"/board/jobs/{job.number}").taps("Go on now", **WHY).sees(
        "HW-1001 goes on"
    )
    ana.posts(f"/pick/{job.number}/start").sees("0 of 2 picked")
    assert helen.posts(f"/board/jobs/{job.number}/resumption", **WHY).code == "goes_on"
    kinds = ["fulfillment.paused", "fulfillment.owner_undone", "fulfillment.paused", "fulfillment.went_on"]
    assert [kind for kind in shop.diary(job) if kind in kinds] == kinds


def test_the_words_of_a_change_are_the_customers_too_and_go_with_them(shop, job, helen):
    page = f"/board/jobs/{job.number}"
    for deed, more in (("Give it", {"to": str(shop.ana.id)}), ("Put it first", {}), ("Pause it", {})):
        helen.opens(page).taps(deed, **WHY, note="Maya rang", **more)
    whose = theirs(as_it_is(shop, job).order.customer)
    said = told(whose)
    assert [each["note"] for each in said["interventions"]] == ["Maya rang"] * 3
    assert "staff:" not in str(said)
    with atomic():
        blank(EVERYWHERE, whose)
    assert "Maya rang" not in str(told(whose))


def test_nothing_is_changed_without_a_reason_of_the_store(shop, job, helen):
    page = helen.url
    assert helen.taps("Put it first").code == "say_why"
    assert helen.opens(page).taps("Put it first", reason="other").code == "say_why"
    with atomic():
        waits = Offered("customer_waits", "The customer waits", is_active=False)
        put_reasons(shop.mill_quay.id, Family.WORK, [waits, Offered("vip", "A regular")])
    assert helen.opens(page).sees("A regular").taps("Put it first", **WHY).code == "say_why"
    helen.opens(page).taps("Put it first", reason="vip").sees("Helen, 10:00: A regular")


def test_one_tap_is_one_change_however_often_it_comes(shop, job, helen):
    form = {"to": str(shop.ana.id), **WHY, "command_id": "0" * 32, "store": "MQ"}
    for _time in range(2):
        helen.posts(f"/board/jobs/{job.number}/owner", **form).sees("Ana has it")
    look_again()
    assert len(db.session.scalars(sa.select(Intervention)).all()) == 1
    again = {**form, "command_id": "1" * 32}
    assert helen.posts(f"/board/jobs/{job.number}/owner", **again).code == "has_it"
    away = {**form, "command_id": "2" * 32, "to": str(shop.marcus.id)}
    assert helen.posts(f"/board/jobs/{job.number}/owner", **away).code == "not_on_shift"


def test_managers_move_the_work_of_their_own_store_alone(app, shop, job, helen):
    theirs = shop.job(shop.has_order((shop.milk, 1), number="2001", location="cr"))
    helen.taps("Put it first", **WHY)
    change = db.session.scalars(sa.select(Intervention)).one()
    assert helen.opens(f"/board/jobs/{theirs.number}").status == 404
    for noun in ("owner", "turn", "promise", "pause", "resumption"):
        assert helen.posts(f"/board/jobs/{theirs.number}/{noun}", **WHY).status == 404
        assert Person(app, shop.marcus).posts(f"/board/jobs/{job.number}/{noun}", **WHY).status == 403
    assert Person(app, shop.marcus).posts(f"/board/changes/{change.id}/undoing").status == 403
    rosa = Person(app, shop.rosa).opens("/board/stores").taps("Open", code="CR")
    assert rosa.posts(f"/board/changes/{change.id}/undoing").status == 404
    rosa.opens(f"/board/jobs/{theirs.number}").taps("Put it first", **WHY).sees("HW-2001 put first")
