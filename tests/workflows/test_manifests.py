"""The day’s parcels, closed and handed to a driver."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import labels
from associate.core.acts.cancel import cancel_order
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.events.words import describe
from associate.core.shipping.manifests import Manifest
from associate.db import atomic, db
from associate.jobs.chores.manifests import see_to_manifests
from tests.support.packing import books_agree, now_, states, the_parcel
from tests.support.people import Person
from tests.support.printed import words
from tests.support.shipping import Sending, tracking
from tests.support.shop import look_again

SIGNED = "M10 10" + "".join(f"L{n} {n}" for n in range(20, 60, 4))


@pytest.fixture
def sending(shop):
    yield Sending(shop)
    books_agree()


@pytest.fixture
def ana(app, shop):
    return Person(app, shop.ana)


def manifests():
    look_again()
    return list(db.session.scalars(sa.select(Manifest).order_by(Manifest.id)))


def test_closed_scanned_signed_and_gone(sending, ana, shop):
    one, two = sending.labeled(number="1001"), sending.labeled(number="1002")
    ana.opens("/manifests").sees("Parcel", "2 parcels", "HW-1001/1", "Maya R.").taps("Close with 2 parcels")
    ana.sees("M-1001 is closed", "0 of 2 scanned", "To scan")
    ana.scans(tracking(one)).sees("HW-1001/1", "1 more to scan", "With the driver", "Hand off 1, 1 stay")
    ana.scans(tracking(one)).sees("Scanned before", "1 of 2 scanned")
    ana.scans(tracking(two)).sees("That’s all.", "2 of 2 scanned")
    ana.taps("Hand off 2 parcels", driver="", signature=SIGNED).sees("Handed off", "2 parcels left")
    assert SIGNED in ana.answer.text
    ana.taps("Print it")
    assert all(part in words(ana.answer.data) for part in ("M-1001", "HW-1001", tracking(two)))
    ana.opens("/manifests/M-1001")
    assert [states(job)[0] for job in (one, two)] == ["shipped", "shipped"]
    assert shop.level(shop.jacket) == (18, 0, 0)
    ana.opens("/manifests").sees("Handed off in the last 7 days", "M-1001").does_not_see("Close with")


def test_what_is_missing_stays_on_it_and_follows(sending, ana):
    one, two = sending.labeled(number="1001"), sending.labeled(number="1002")
    ana.opens("/manifests").taps("Close with 2 parcels").scans(tracking(one))
    ana.taps("Hand off 1, 1 stay", driver="Joe").sees("Handed off", "1 parcel is still here", "1 of 2")
    assert (states(one)[0], states(two)[0]) == ("shipped", "manifested")
    ana.opens("/manifests").sees("Waits for the driver", "1 still here", "Joe")
    ana.opens("/manifests/M-1001").scans(tracking(two)).taps("Hand off 1 parcel", driver="Sue")
    ana.sees("2 parcels left")
    assert states(two)[0] == "shipped"


def test_another_parcel_is_kept_here_and_nobody_leaves_without_a_name(sending, ana):
    one = sending.labeled(number="1001")
    ana.opens("/manifests").taps("Close with 1 parcel")
    late = sending.labeled(number="1002")
    assert ana.scans(tracking(late)).code == "not_on_manifest"
    ana.opens("/manifests/M-1001").scans(tracking(one))
    assert ana.taps("Hand off 1 parcel", driver="  ", signature="M1 1").code == "no_driver"
    ana.opens("/manifests/M-1001")
    assert ana.taps("Hand off 1 parcel", driver=f"Joe{tracking(late)}").code == "not_a_name"
    assert states(one)[0] == "manifested"
    ana.opens("/manifests").sees("1 parcel", "HW-1002/1").taps("Close with 1 parcel").sees("M-1002 is closed")


def test_what_went_by_hand_and_what_is_held_have_their_lines(sending, ana):
    sending.by_hand("1001", "BIKE-7")
    held = sending.labeled(number="1002")
    with atomic(held):
        held.hold = "payment"
    ana.opens("/manifests").sees("By hand", "BIKE-7", "On hold, stays here", "1 is on hold and stays here")
    ana.taps("Close with 1 parcel").sees("By hand").scans("bike-7").taps("Hand off 1 parcel", driver="Ana")
    assert states(held)[0] == "packed" and len(manifests()) == 1


def test_a_label_that_is_given_back_waits_for_no_carrier(sending, ana):
    labels.want_void(the_parcel(sending.labeled(number="1001")), by=sending.by)
    ana.opens("/manifests").sees("Nothing to close").does_not_see("HW-1001/1")


def test_a_stray_dot_beside_a_name_is_no_signature(sending, ana):
    one = sending.labeled(number="1001")
    ana.opens("/manifests").taps("Close with 1 parcel").scans(tracking(one))
    ana.taps("Hand off 1 parcel", driver="Joe", signature="M1 1").sees("1 parcel left", "Joe")
    assert manifests()[0].signature == ""


def test_sent_twice_closes_once(sending, ana):
    sending.labeled(number="1001")
    for _again in range(2):
        ana.posts("/manifests", account="parcel", store="MQ", command_id="close-the-day").sees("M-1001")
    assert len(manifests()) == 1
    assert ana.posts("/manifests", account="parcel", store="MQ").code == "nothing_to_hand_over"
    assert ana.posts("/manifests", account="nobody", store="MQ").status == 404


def test_a_canceled_parcel_isnt_expected_and_says_so(sending, ana):
    one, two = sending.labeled(number="1001"), sending.labeled(number="1002")
    ana.opens("/manifests").taps("Close with 2 parcels")
    cancel_order(now_(one).order, reason="customer", by=SYSTEM)
    ana.opens("/manifests/M-1001").sees("0 of 1 scanned", "Canceled, keep it here")
    assert ana.scans(tracking(two)).code is None
    assert ana.scans("HW-1001/1").code == "canceled"


def test_another_stores_manifest_is_not_there(app, sending, shop, ana):
    sending.labeled(number="1001")
    ana.opens("/manifests").taps("Close with 1 parcel")
    charlie = Person(app, shop.charlie)
    assert charlie.opens("/manifests/M-1001").status == 404
    assert charlie.posts("/manifests/M-1001/scans", code="x", store="CR").status == 404
    charlie.opens("/manifests").sees("Nothing to close")


def test_of_two_numbers_of_which_one_lies_in_the_other_the_longer_is_meant(sending, ana):
    short, long = sending.by_hand("1001", "12 34"), sending.by_hand("1002", "91234-5")
    ana.opens("/manifests").taps("Close with 2 parcels").scans("RTE 91234-5 X").sees("HW-1002/1")
    ana.scans("1234").sees("HW-1001/1", "2 of 2 scanned").taps("Hand off 2 parcels", driver="Bo")
    assert [states(job)[0] for job in (short, long)] == ["shipped", "shipped"]


def test_nobody_came_and_a_new_day_is_said(sending, ana, app, shop):
    job = sending.labeled(number="1001")
    ana.opens("/manifests").taps("Close with 1 parcel").does_not_see("Nobody fetched it")
    with as_of(now() + timedelta(days=2)):
        see_to_manifests()
        Person(app, shop.ana).opens("/manifests").sees("Not fetched")
        marcus = Person(app, shop.marcus).opens("/tasks?show=manifest_overdue").sees("didn’t fetch M-1001")
        marcus.taps("Settle it").taps("Say when it comes, or hand it off").sees("Nobody fetched it")
        day = marcus.page.select_one("#day option")["value"]
        marcus.taps("Tell the customers", day=day).sees(
            "Noted", "1 customer is told.", "The carrier comes on"
        )
        assert "manifest_overdue" not in shop.tasks() and shop.messages()[-1] == "not_fetched"
        marcus.posts("/manifests/M-1001/day", command_id="d" * 16, day="2001-01-01")
        assert marcus.code == "not_that_day"
        see_to_manifests()
        assert "manifest_overdue" not in shop.tasks()
    with as_of(now() + timedelta(days=4)):
        see_to_manifests()
        assert "manifest_overdue" in shop.tasks()
    sentences = [describe(event.kind, event.facts) for event in told_of(manifests()[0])]
    assert any(f"M-1001 on {day}" in sentence for sentence in sentences)
    assert states(job) == ("manifested", ["manifested"])


def told_of(about):
    return db.session.scalars(sa.select(Event).where(Event.about == about.ref)).all()
