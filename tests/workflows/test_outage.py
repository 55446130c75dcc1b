"""When nothing answers: the list in the hand; and what is entered from it, with both sides of a conflict."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.personal.export import told
from associate.core.acts.personal.places import EVERYWHERE, blank
from associate.core.acts.personal.theirs import theirs
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Handover
from associate.core.fulfillment.outages import Fate, OutageEntry, pack_of
from associate.core.fulfillment.states import State
from associate.core.shipping.documents import StoredDocument
from associate.core.stores.hours import wall_time
from associate.db import atomic, db
from associate.documents.evidenced import of_handover
from associate.jobs.outage_packs import make_pack, stores_that_wait
from associate.upkeep.retention import outage_lists
from tests.support.counter import books_agree, spoken, stage
from tests.support.people import Person
from tests.support.picking import scan_all
from tests.support.printed import scans, words
from tests.support.shop import look_again

__all__ = ["books_agree"]


@pytest.fixture
def marcus(app, shop):
    """A lead: enters what Ana and Priya wrote down."""
    return Person(app, shop.marcus)


def entries():
    look_again()
    return list(db.session.scalars(sa.select(OutageEntry).order_by(OutageEntry.id)))


def written(staff, **more):
    """At this very minute, by the clock on the wall."""
    return {"who": str(staff.id), "at": wall_time(staff.store, now()), **more}


def given(job, shop, code):
    return written(shop.ana, kind="handed_over", how="code", said=code, taker="Dana K.")


def test_the_list_holds_what_is_open_and_names_nobody_whole(app, shop):
    ready = stage(shop, shop.has_order((shop.jacket, 1), (shop.wine, 1)), "7K4")
    shop.has_order((shop.kettle, 2), number="1002", first="Joel", last="Park", customer="c-joel")
    ana = Person(app, shop.ana).opens("/outage").taps("Make it now").sees("The list is new")
    pdf = ana.opens("/documents/outage.pdf").answer.data
    assert ana.client.get("/documents/outage.pdf?keep=1").status_code == 204  # a browser, and no device
    text, code = words(pdf), spoken(ready)
    for part in (
        "Maya R.",
        "7K4",
        "R-1",
        f"…{code[-2:]}",
        "ID: 18 or older",
        "Joel P.",
        "HW-EK-15",
        "…3931",
        "Who took it",
    ):
        assert part in text, part
    for part in (code, "Rosen", "Park", "mail.example", "0118"):
        assert part not in text, part
    read = {scan.content for scan in scans(pdf)}
    assert {"HW-1001", "HW-1002", f"{app.config['BASE_URL'].rstrip('/')}/outage"} <= read


def test_one_list_a_store_is_kept_and_made_anew_once_something_changed(app, shop):
    with time_machine.travel(now().replace(hour=12, minute=0), tick=False) as clock:
        shop.has_order((shop.kettle, 1))
        assert [store.code for store in stores_that_wait()] == ["MQ"]
        for minutes, waits in ((0, []), (16, [])):
            make_pack(shop.mill_quay, app.config) if not minutes else clock.shift(timedelta(minutes=minutes))
            assert stores_that_wait() == waits
        shop.has_order((shop.kettle, 1), number="1002")
        assert [store.code for store in stores_that_wait()] == ["MQ"]
        first = db.session.scalars(sa.select(StoredDocument.sha256)).one()
        make_pack(shop.mill_quay, app.config)
        assert stores_that_wait() == []
        assert db.session.scalars(sa.select(StoredDocument.sha256)).one() != first
        clock.shift(timedelta(days=3))
        assert outage_lists() == 1 and pack_of(shop.mill_quay.id)


def test_a_pick_is_entered_as_the_person_who_did_it(app, shop, marcus):
    order = shop.has_order((shop.kettle, 2), (shop.jacket, 1))
    kettle, jacket = shop.job(order).lines
    marcus.opens("/outage").posts("/outage/find", code="hw-1001").sees("not started")
    both = {f"units-{kettle.id}": "2", f"units-{jacket.id}": "0", "tag": "7K4"}
    marcus.taps("Enter as picked", **written(shop.priya, **both)).sees("It’s in the books", "Priya picked it")
    job = shop.job(order)
    assert [line.picked for line in job.lines] == [2, 0] and job.owner_id == shop.priya.id
    assert [bag.tag for bag in job.open_bags] == ["7K4"]
    told = db.session.scalars(sa.select(Event).filter_by(kind="line.picked")).first()
    assert (told.by, told.facts["sent_by"]) == (shop.priya.ref, shop.marcus.ref)
    assert told.facts["made_at"].endswith(("+00:00", "+01:00"))
    marcus.opens("/outage/HW-1001").taps(
        "Enter as not found", **written(shop.priya, line=[str(jacket.id)], reason="not_found")
    )
    assert shop.job(order).state == State.PICKED and "short" in shop.tasks()


def test_a_handover_is_checked_by_the_whole_code_and_entered_once(app, shop, marcus):
    job = stage(shop, shop.has_order((shop.jacket, 1)), "7K4")
    code = spoken(job)
    form = given(job, shop, code) | {"command_id": "paper-0001"}
    for _twice in range(2):
        marcus.posts("/outage/HW-1001/handovers", **form)
    marcus.sees("Ana gave it to Dana K. at")
    [entry] = entries()
    assert entry.fate == Fate.APPLIED and code not in str(entry.told)
    assert shop.job(job.order).state == State.COLLECTED
    done = db.session.scalars(sa.select(Event).filter_by(kind="handover.done")).one()
    assert (done.by, done.facts["sent_by"], done.facts["method"]) == (shop.ana.ref, shop.marcus.ref, "code")
    marcus.opens("/orders/HW-1001").sees("Entered from paper: handed over to Dana K.")
    proof = of_handover(db.session.scalars(sa.select(Handover)).one(), shop.job(job.order)).told
    assert dict(proof.facts)["Handed over to"] == ("Dana K.",)
    whose = theirs(job.order.customer)
    assert told(whose)["outage_entries"][0]["taken_by"] == "Dana K."
    with atomic():
        blank(EVERYWHERE, whose)
    marcus.opens("/outage").sees("Ana gave it to somebody at")
    assert not db.session.scalar(sa.select(Event.id).where(sa.cast(Event.facts, sa.Text).contains("Dana")))


def test_two_that_fit_by_chance_come_out_and_nobody_guesses_the_other_four(app, shop, marcus):
    job = stage(shop, shop.has_order((shop.jacket, 1)), "7K4")
    code = spoken(job)
    wrong = ("2222" if code[:4] != "2222" else "3333") + code[-2:]
    for _try in range(5):
        marcus.posts("/outage/HW-1001/handovers", **given(job, shop, wrong))
    assert {(entry.fate, entry.code) for entry in entries()} == {(Fate.CONFLICT, "wrong_code")}
    marcus.posts("/outage/HW-1001/handovers", **given(job, shop, code)).sees("Nothing was changed")
    assert entries()[-1].code == "too_many_tries" and shop.job(job.order).state == State.READY
    assert shop.level(shop.jacket)[1] == 1


def test_what_doesnt_fit_any_more_shows_both_sides_and_waits_for_a_person(app, shop, marcus):
    order = shop.has_order((shop.kettle, 1))
    job = shop.job(order)
    Person(app, shop.priya).opens("/pick/HW-1001").posts("/pick/HW-1001/start")
    units = {f"units-{job.lines[0].id}": "1"}
    marcus.opens("/outage/HW-1001").taps("Enter as picked", **written(shop.ana, **units))
    marcus.sees("doesn’t fit any more", "Ana picked it at", "being picked since", "by Priya", "Take over?")
    marcus.taps("Enter it again").taps("Enter as picked", take_over="yes", **written(shop.ana, **units))
    first, second = entries()
    assert (first.outcome, second.fate, shop.job(order).lines[0].picked) == ("entered", Fate.APPLIED, 1)
    marcus.opens("/outage").does_not_see("Paper and shop differ")


def test_an_order_that_was_canceled_meanwhile_stays_so_until_somebody_says(app, shop, marcus):
    job = stage(shop, shop.has_order((shop.jacket, 1)), "7K4")
    code = spoken(job)
    cancel_order(job.order, by=SYSTEM, reason="customer")
    marcus.opens("/outage").posts("/outage/find", code="HW-1001")
    marcus.taps("Enter it", **given(job, shop, code)).sees(
        "doesn’t fit any more", "canceled", "Ana gave it to Dana K."
    )
    before = shop.level(shop.jacket)
    assert "outage_conflict" in shop.tasks()
    Person(app, shop.ana).opens("/outage").sees("A lead decides").does_not_see("The shop’s side stays")
    marcus.taps("The shop’s side stays").sees("Left as it was").does_not_see("Paper and shop differ")
    assert shop.level(shop.jacket) == before and "outage_conflict" not in shop.tasks()


def test_paper_speaks_of_one_order_and_takes_none_along_that_is_at_the_counter(app, shop, marcus):
    job = stage(shop, shop.has_order((shop.jacket, 1)), "7K4")
    other = stage(shop, shop.has_order((shop.kettle, 1), number="1002"), "9MB")
    Person(app, shop.ana).opens("/handover").posts("/handover/openings", order=job.number, also=other.number)
    form = given(job, shop, spoken(job))
    marcus.posts("/outage/HW-1001/handovers", **form).sees("HW-1001 is still open at the counter")
    assert [entry.code for entry in entries()] == ["being_served"]
    assert {shop.job(each.order).state for each in (job, other)} == {State.READY}


def test_another_stores_list_is_its_own(app, shop, marcus):
    shop.stocks(shop.kettle, 5, store=shop.castle_row)
    there = shop.job(shop.has_order((shop.kettle, 1), location="cr"))
    units = {f"units-{there.lines[0].id}": "1", "tag": "9MB"}
    charlie = Person(app, shop.charlie).opens(f"/outage/{there.number}")
    charlie.taps("Enter as picked", **written(shop.charlie, **units)).sees("It’s in the books")
    here = shop.job(shop.has_order((shop.kettle, 1), number="1002"))
    [entry] = entries()
    for code in (there.number, "BAG-9MB"):
        marcus.posts("/outage/find", code=code).sees("Nothing here has that number or tag")
    assert marcus.posts(f"/outage/entries/{entry.id}").code == "no_entry"
    assert marcus.opens(f"/outage/{here.number}", again=str(entry.id)).code == "no_entry"
    assert marcus.opens(f"/outage/{there.number}").status == 404
    assert marcus.posts(f"/outage/{there.number}/picks", **written(shop.ana, kind="picked")).status == 404
    marcus.posts(f"/outage/{here.number}/picks", **written(shop.charlie, kind="picked")).sees(
        "Nobody here has"
    )
    assert [each.outcome for each in entries()] == [entry.outcome]


def test_a_bad_entry_says_a_sentence_and_changes_nothing(app, shop, marcus):
    job = stage(shop, shop.has_order((shop.jacket, 1), (shop.wine, 1)), "7K4")
    marcus.opens("/outage").posts("/outage/find", code="HW-9").sees("Nothing here has that number or tag")
    form = given(job, shop, spoken(job))
    still_to_come = wall_time(job.store, now() + timedelta(minutes=1))
    for change, sentence in (
        ({"who": ""}, "Choose whose initials"),
        ({"who": str(shop.charlie.id)}, "Nobody here has that name"),
        ({"at": "25:00"}, "Type when it was"),
        ({"at": still_to_come}, "HW-1001 was ordered at"),  # it would have been yesterday
        ({"kind": "picked"}, "Choose what happened first"),
        ({"how": ""}, "Choose how you know who it is"),
        ({"taker": " "}, "Type who took it"),
        ({}, "Choose which ID you saw"),  # wine, and nobody wrote down whose age was looked at
    ):
        marcus.posts("/outage/HW-1001/handovers", **{**form, **change}).sees(sentence)
    assert shop.job(job.order).state == State.READY
    assert {entry.fate for entry in entries()} == {Fate.REFUSED}
    marcus.posts("/outage/HW-1001/handovers", **{**form, "age_seen": "passport"}).sees("It’s in the books")
    scan_all(shop.job(shop.has_order((shop.kettle, 1), number="1003")), shop.ana)
    marcus.posts("/outage/HW-1003/picks", **written(shop.ana, kind="picked")).sees("HW-1003 is picked now")
