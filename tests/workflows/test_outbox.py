"""What was done without a network comes later: in the name of whoever did it, once, and with its fate."""

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.models import Event
from associate.core.fulfillment.offline import Fate, OfflineStep
from associate.core.tasks.models import TaskKind
from associate.db import db
from associate.workflows.picking.rules import owning
from tests.support.devices import PIN, give_pins, tablet
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, scan, tap
from tests.support.shop import look_again
from tests.support.tasks import of_kind


class Kept:
    """A scan that a device kept, with the word of the page it was made on."""

    def __init__(self, person: Person, job, code: str) -> None:
        word = person.opens(f"/pick/{job.number}").page.select_one("[data-page]")["data-page"]
        self.headers = {"X-Made-On": word, "X-Made-At": "1", "HX-Request": "true"}
        self.url = f"/pick/{job.number}/scans"
        self.form = {"code": code, "source": "wedge", "command_id": uuid.uuid4().hex}

    def comes_by(self, person: Person):
        form = {**self.form, "csrf_token": person.client.get("/outbox/key").json["csrf"]}
        return person.client.post(self.url, data=form, headers=self.headers)


@pytest.fixture
def job(shop):
    job = shop.job(shop.has_order((shop.jacket, 3)))
    tap(owning.start, job, shop.ana)
    return job


@pytest.fixture
def shared(app, shop):
    """A tablet in Ana's hands; Priya knows its PIN as well."""
    give_pins(shop.ana, shop.priya)
    return tablet(app, shop.helen).switches_to(shop.ana, PIN)


def steps():
    look_again()
    return list(db.session.scalars(sa.select(OfflineStep).order_by(OfflineStep.id)))


def test_it_counts_once_for_whoever_did_it_whoever_sends_it(app, shop, shared, job):
    kept = [Kept(shared, job, JACKET) for _ in range(2)]
    shared.switches_to(shop.priya, PIN)
    fates = [each.comes_by(shared).headers["X-Fate"] for each in (kept[0], kept[0], kept[1])]
    assert fates == ["applied"] * 3 and shop.job(job.order).lines[0].picked == 2
    told = [(step.staff_id, step.sent_by, step.fate) for step in steps()]
    assert told == [(shop.ana.id, shop.priya.ref, Fate.APPLIED)] * 2
    picked = db.session.scalars(sa.select(Event).filter_by(kind="line.picked")).all()
    assert {event.by for event in picked} == {shop.ana.ref}
    assert {event.facts["sent_by"] for event in picked} == {shop.priya.ref} and picked[0].facts["made_at"]
    shared.switches_to(shop.ana, PIN).opens("/outbox").sees(
        "2 sent.", "Picked: Harbor rain jacket", "by Priya’s hand"
    )
    Person(app, shop.helen).opens(f"/orders/{job.order.number}").sees("without the network, sent by Priya")


def test_nobody_signed_in_keeps_it_where_it_is(shop, shared, job):
    kept = Kept(shared, job, JACKET)
    shared.posts("/logout")
    answer = kept.comes_by(shared.opens("/login"))
    assert answer.status_code == 401 and "X-Fate" not in answer.headers and steps() == []


def test_what_a_colleague_did_otherwise_is_a_conflict_for_a_person(app, shop, shared, job):
    kept = Kept(shared, job, JACKET)
    tap(owning.take_over, job, shop.priya)
    scan(job, JACKET, shop.priya)
    for _twice in range(2):  # what was said stays said
        answer = kept.comes_by(shared)
        assert (answer.status_code, answer.headers["X-Fate"]) == (422, "conflict")
    [step] = steps()
    assert (step.code, step.changed_by) == ("owned", shop.priya.ref)
    assert of_kind(TaskKind.OFFLINE_CONFLICT).facts["number"] == job.number
    Person(app, shop.helen).opens("/tasks").sees("done offline, and otherwise meanwhile")
    shared.opens("/outbox").sees("0 sent. 1 needs you.", "Conflict", "Priya, saved", "Priya is picking this")
    shared.does_not_see("Do mine now")  # it would only be refused
    tap(owning.take_over, job, shop.ana)
    shared.opens("/outbox")
    again = shared.page
    assert shared.taps("Do mine now").sees("Picked 2 of 3").status == 200
    shared.opens("/outbox").taps("Do mine now").sees("Picked 2 of 3")  # a second tap is the same one
    shared.page = again
    shared.taps("Keep Priya’s").sees("Settled")
    assert TaskKind.OFFLINE_CONFLICT.value not in shop.tasks() and not steps()[0].is_open


def test_a_refusal_waits_until_its_person_put_it_right(app, shop, shared, job):
    kept = Kept(shared, job, KETTLE)
    assert kept.comes_by(shared).headers["X-Fate"] == "refused"
    shared.opens("/outbox").sees("1 was refused", "Put it back")
    number = steps()[0].id
    assert Person(app, shop.priya).posts(f"/outbox/{number}").status == 404
    shared.taps("I put it right").sees("Settled", "All of it is settled")
    assert TaskKind.OFFLINE_CONFLICT.value not in shop.tasks()


def test_one_that_comes_a_week_late_waits_for_a_person(app, shop, shared, job):
    """And one that counted, whose answer got lost for so long, has counted."""
    kept, sent = Kept(shared, job, JACKET), Kept(shared, job, JACKET)
    assert sent.comes_by(shared).headers["X-Fate"] == "applied"
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=False):
        shared.switches_to(shop.ana, PIN)
        assert [each.comes_by(shared).headers["X-Fate"] for each in (kept, sent)] == ["refused", "applied"]
        shared.opens("/outbox").sees("1 was refused", "It came more than 7 days late", "I put it right")
    assert [step.code for step in steps()] == ["", "too_late"] and shop.job(job.order).lines[0].picked == 1


def test_it_comes_from_the_device_it_was_made_on_by_people_of_the_store_and_for_what_may_wait(
    app, shop, shared, job
):
    kept, elsewhere = Kept(shared, job, JACKET), Person(app, shop.priya)
    answer = kept.comes_by(elsewhere.opens("/pick"))
    assert re.search("made_elsewhere", answer.text) and answer.headers["X-Fate"] == "unkept"
    kept.headers["X-Made-On"] += "x"
    assert re.search("made_elsewhere", kept.comes_by(shared).text)
    other = Kept(shared, job, JACKET)
    other.url = f"/pick/{job.number}/pause"
    assert re.search("made_elsewhere", other.comes_by(shared).text)
    assert steps() == [] and shop.job(job.order).lines[0].picked == 0


@pytest.mark.parametrize(("place", "code"), [("9999", JACKET), (None, f"{KETTLE}\0")])
def test_one_that_cannot_be_answered_holds_up_none_behind_it(shop, shared, job, place, code):
    """The device keeps what no row here tells of, and what a row tells of is what both engines can write."""
    kept, after = Kept(shared, job, code), Kept(shared, job, JACKET)
    kept.url = f"/pick/{place or job.number}/scans"
    fates = [each.comes_by(shared).headers["X-Fate"] for each in (kept, after)]
    assert fates == ["unkept" if place else "refused", "applied"]
    assert [step.fields["code"] for step in steps()] == ([JACKET] if place else [KETTLE, JACKET])


def test_a_manager_sees_what_a_device_still_has_to_send(app, shop, shared):
    shared.posts("/outbox/count", n="3")
    helen = Person(app, shop.helen).opens("/devices").sees("3 steps not sent")
    helen.taps("Retire").taps("Retire it")
    shared.opens("/").taps("Empty it now")
    helen.opens("/devices").sees("3 steps not sent")
    assert shared.client.get("/outbox/key").json["csrf"]
