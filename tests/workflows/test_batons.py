"""What is left for whoever goes on: where it stands, and a note."""

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.fulfillment.batons import Baton
from associate.db import atomic, db
from associate.workflows.board.rules.giving import hand_to
from tests.support.packing import Bench, books_agree, now_
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.shop import look_again

NOTE = "Rack R1 is full, take R2."


def facts(kind):
    look_again()
    return db.session.scalars(
        sa.select(Event.facts).where(Event.kind == kind).order_by(Event.id.desc())
    ).first()


def test_a_wave_is_taken_over_with_its_note(app, shop):
    bench = Bench(shop)
    bench.order((shop.jacket, 1), (shop.kettle, 1), number="1001")
    bench.order((shop.kettle, 1), number="1002", customer="c-joel", street="2 Pier Road")
    ana = Person(app, shop.ana).opens("/waves").taps("Start the walk", job=["HW-1001", "HW-1002"])
    ana.scans(JACKET, "7K4", KETTLE).taps("Pause and leave the note", words=NOTE).sees("Paused")
    ana.opens("/waves/W-1001").sees("You paused this", NOTE)
    told = facts("wave.paused")
    assert told["hand"] == shop.kettle.sku and told["totes"]["A"] == [1, "7K4"] and NOTE not in str(told)

    priya = Person(app, shop.priya).opens("/waves/W-1001").sees("Ana paused this", "Ana left a note at", NOTE)
    priya.sees("Where it stands", "In hand", "Tote A", "jacket", "7K4")
    priya.taps("Take over").sees("It’s yours", NOTE, "Scan tote A")
    assert facts("wave.taken_over")["was"] == shop.ana.id and facts("wave.taken_over")["next"]
    priya.scans("7K4").does_not_see(NOTE).scans(KETTLE, "9MB").sees("All picked")
    assert db.session.scalars(sa.select(Baton.taken_by)).all() == [shop.priya.ref]
    books_agree()


def test_the_wave_of_somebody_who_left_is_anybodys_with_what_lies_in_it(app, shop):
    bench = Bench(shop)
    bench.order((shop.jacket, 1), (shop.kettle, 1), number="1001")
    alone = shop.job(shop.has_order((shop.jacket, 1), number="1003"))
    ana = Person(app, shop.ana).opens(f"/pick/{alone.number}").taps("Start picking")
    ana.opens("/waves").taps("Start the walk", job=["HW-1001"]).scans(JACKET, "7K4", KETTLE)
    helen = Person(app, shop.helen).opens(f"/people/{shop.ana.id}").taps("Ana doesn’t work here any more")
    helen.sees("2 orders or tasks are free")
    assert now_(alone).owner_id is None and facts("wave.paused")["hand"] == shop.kettle.sku
    priya = Person(app, shop.priya).opens("/waves").sees("W-1001")
    priya.opens("/waves/W-1001").sees("Ana doesn’t work here any more. Take over?").taps("Take over")
    priya.scans("7K4").sees("All picked")
    books_agree()


def test_an_order_is_taken_over_with_its_note(app, shop):
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1), number="1001"))
    ana = Person(app, shop.ana).opens(f"/pick/{job.number}").taps("Start picking").scans(JACKET)
    ana.taps("Pause and leave the note", words=NOTE)
    assert ana.posts(f"/pick/{job.number}/pause", words="x" * 201).code == "too_long"
    priya = Person(app, shop.priya).opens(f"/pick/{job.number}").sees(NOTE, "Found already", "× 1")
    priya.taps("Take over").sees(NOTE).scans(KETTLE).does_not_see(NOTE)
    assert facts("pick.taken_over")["next"] and facts("pick.paused")["next"]


def test_a_note_goes_along_when_a_lead_gives_the_order_to_somebody(app, shop):
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1), number="1001"))
    ana = Person(app, shop.ana).opens(f"/pick/{job.number}").taps("Start picking").scans(JACKET)
    ana.taps("Pause and leave the note", words=NOTE)
    job = now_(job)
    with atomic(job):
        hand_to(job, shop.priya.id, shop.marcus.ref)
    Person(app, shop.priya).opens(f"/pick/{job.number}").sees(NOTE).scans(KETTLE).does_not_see(NOTE)
