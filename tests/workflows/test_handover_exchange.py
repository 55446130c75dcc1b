"""The bag is opened at the counter: a size swapped, something added, one settlement, and all of it undone."""

# ruff: noqa: F811  a fixture has the name of what it gives

from datetime import timedelta

import pytest

from associate.clock import as_of, now
from associate.core.acts.recalls import stop_selling
from associate.core.catalog.models import Variant
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import PutBack
from associate.core.orders.models import Order, OrderState
from associate.core.payments.calls import PaymentCall, PaymentState
from associate.core.returns.models import Return, ReturnKind, ReturnState
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.jobs.chores.handovers import close_left_handovers
from tests.support.brought import newest
from tests.support.cars import arrives, has_bays
from tests.support.counter import ana, books_agree, handover, job, qr, stage  # noqa: F401  fixtures
from tests.support.people import Person
from tests.support.phones import a_link
from tests.support.shop import look_again

KETTLE = "4006381333931"


@pytest.fixture
def large(shop):
    """The jacket in L: two here, and dearer."""
    with atomic():
        made = Variant(product=shop.jacket.product, sku="HW-RJ-204-L", size="L", price=9500, currency="EUR")
        db.session.add(made)
        db.session.flush()
        row = {"store_id": shop.mill_quay.id, "variant_id": made.id, "on_hand": 2}
        ledger.stock_up([row], cause="test", by=SYSTEM)
    return made


@pytest.fixture
def maya(ana, job):
    """She stands at the counter, known by her code; both bags are open: two jackets and a kettle."""
    return ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB").sees("Everything is here")


def url(tail=""):
    return f"/handover/{handover().id}{tail}"


def swaps(person, large):
    person.taps("Maya doesn’t want everything").taps("Swap one")
    return person.sees("What instead of the Harbor rain jacket?", "2 here").scans(large.sku)


def exchanged():
    look_again()
    return db.session.scalars(db.select(Order).where(Order.number.startswith("EX-"))).one()


def calls(state):
    look_again()
    found = db.session.scalars(db.select(PaymentCall).filter_by(state=state).order_by(PaymentCall.id))
    return [(call.verb.value, call.amount) for call in found]


def test_a_size_is_swapped_by_one_scan_and_undone_with_the_handover(app, shop, maya, job, large):
    swaps(maya, large).sees("Maya takes instead", "Harbor rain jacket", "From the shelf here")
    maya.sees("Maya keeps 2 of 3, and takes 1 from the floor.").taps("Hand over and exchange")
    maya.sees("Handed over, 2 bags", exchanged().number, "1 unit waits to be put back", "Print the receipt")
    assert (exchanged().total, exchanged().state) == (8900, OrderState.DONE)  # the price of what it is for
    assert (shop.level(shop.jacket), shop.level(large)) == ((19, 0, 1), (1, 0, 0))
    assert shop.job(job.order).state == State.COLLECTED
    assert not db.session.scalar(db.select(Task).filter_by(kind=TaskKind.REFUND))
    kept = newest()
    assert (kept.kind, kept.state, kept.actual, len(kept.lines)) == (ReturnKind.DESK, ReturnState.DONE, 0, 1)
    assert maya.opens(f"/documents/returns/{kept.id}/receipt.pdf").status == 200
    maya.opens(f"/returns/{kept.id}").sees("Exchanged").does_not_see("Undo")
    assert maya.posts(f"/returns/{kept.id}/undo").code == "with_handover"
    maya.opens(url()).taps("Undo, until").sees("Taken back")
    assert (shop.level(shop.jacket), shop.level(large)) == ((20, 2, 0), (2, 0, 1))
    assert (newest().state, exchanged().state) == (ReturnState.UNDONE, OrderState.CANCELED)
    assert shop.job(job.order).state == State.READY
    maya.opens("/handover").scans(qr(shop.job(job.order))).scans("7K4", "9MB")
    jacket = job.lines[0].id
    maya.posts(url("/refusals"), **{f"keep-{jacket}": 0, f"reason-{jacket}": "changed_mind"})
    maya.posts(url("/takes"), code=large.sku, unit=jacket).sees("€89.00 goes back.")
    maya.taps("Hand over and exchange").sees("Handed over, 2 bags")
    assert sorted(unit.amount for unit in newest().lines) == [0, 8900] and shop.level(large) == (1, 0, 1)
    Person(app).opens(a_link(job.order)).sees("2 left at the store: settled with what you took instead.")


def test_what_is_dearer_is_paid_before_anything_moves(shop, maya, job, large):
    maya.taps("Something from the floor too").sees("What do they take?").scans(large.sku)
    maya.sees("Maya takes too", "Maya pays", "€95.00 at the till")
    assert maya.posts(url("/completion")).code == "pay_first"
    assert shop.level(shop.jacket) == (20, 2, 0)
    maya.opens(url()).taps("€95.00 at the till").sees(
        "It scans the slip C-", "Nothing moves before it’s paid."
    )
    maya.taps("The till took it").sees("Paid already").taps("Hand over with what they add")
    assert [tender.amount for tender in exchanged().tenders] == [9500]
    assert [tender.amount for tender in db.session.get_one(Order, job.order_id).tenders] == [job.order.total]
    maya.taps("Undo, until").sees("Taken back", "The till gives €95.00 back").taps("The till gave it")
    assert calls(PaymentState.DONE) == [("charge", 9500), ("refund", 9500)]
    assert shop.level(large) == (2, 0, 1)


def test_one_settlement_takes_the_new_out_of_what_goes_back(shop, maya, job, large):
    with atomic():
        shop.kettle.price = 4000
    jacket = job.lines[0].id
    maya.posts(url("/refusals"), **{f"keep-{jacket}": 1, f"reason-{jacket}": "changed_mind"})
    maya.taps("Something from the floor too").scans(KETTLE)
    maya.opens(url("/refusals")).sees("−€89.00", "€40.00", "Goes back €49.00", "€49.00 goes back.")
    maya.opens(url())
    seen = maya.tree.find(".//input[@name='seen']").get("value")
    with atomic():
        shop.kettle.price = 4500
    assert maya.posts(url("/completion"), seen=seen).code == "other_sum"
    maya.opens(url()).taps("Hand over and exchange").sees("€44.00 goes back", "The till gives €44.00 back")
    assert (newest().actual, exchanged().total, newest().refund.amount) == (4400, 4500, 4400)
    assert [row.why for row in db.session.scalars(db.select(PutBack))] == ["refused"]
    assert shop.level(shop.kettle) == (18, 0, 0)
    maya.taps("The till gave it")
    assert maya.posts(url("/undo")).code == "money_left"
    assert shop.level(shop.kettle) == (18, 0, 0)


def test_what_is_kept_after_all_takes_its_swap_along(shop, maya, job, large):
    swaps(maya, large)
    maya.taps("Maya doesn’t want everything").taps("Swap one").taps("Take it")  # the second one, too
    assert len(newest().takes) == len(newest().lines) == 2
    keeps = {f"keep-{job.lines[0].id}": 2, f"keep-{job.lines[1].id}": 1}
    maya.posts(url("/refusals"), **keeps).does_not_see("Maya takes instead").taps("Hand over 2 bags")
    assert (newest().state, handover().refusals) == (ReturnState.LEFT, {})
    assert (shop.level(shop.jacket), shop.level(large)) == ((18, 0, 0), (2, 0, 0))


def test_not_this_one_leaves_it_here_for_its_money(shop, maya, job, large):
    swaps(maya, large)
    maya.posts(url(f"/takes/{newest().takes[0].id}/removal")).does_not_see("Maya takes instead")
    maya.sees("Maya keeps 2 of 3 and gets €89.00 back.").taps("Hand over and refund")
    assert newest().state == ReturnState.LEFT
    assert db.session.scalars(db.select(Task).filter_by(kind=TaskKind.REFUND)).one().facts["amount"] == 8900


def test_something_with_an_age_needs_the_id_and_under_age_it_stays(shop, maya):
    maya.taps("Something from the floor too").scans(shop.wine.sku).sees(
        "is for 18 and over", "Check the ID first"
    )
    assert maya.posts(url("/completion")).code == "check_age"
    maya.opens(url()).taps("Under age", seen="under_age").sees("stays here: under age")
    maya.does_not_see("Maya takes too")
    assert maya.posts(url("/takes"), code=shop.wine.sku).code == "under_age"
    maya.opens(url()).taps("Hand over 2 bags").sees("Handed over")
    assert shop.level(shop.wine) == (20, 0, 0)


def test_a_recalled_thing_is_not_taken_nor_what_is_gone(shop, maya, large):
    assert maya.posts(url("/takes"), code="HW-NONE").code == "unknown_code"
    with atomic():
        ledger.sell(ledger.level_of(shop.mill_quay.id, large.id), 2, cause="till", by=SYSTEM)
    assert maya.posts(url("/takes"), code=large.sku).code == "no_stock"
    with atomic(shop.wine.product):
        stop_selling(shop.wine.product, "The cork.", by=SYSTEM)
    assert maya.posts(url("/takes"), code=shop.wine.sku).code == "stop_sale"


def test_a_handover_that_is_left_gives_back_what_was_paid(app, shop, maya, large):
    maya.taps("Something from the floor too").scans(large.sku).taps("€95.00 at the till").taps(
        "The till took it"
    )
    with as_of(now() + timedelta(minutes=31)):
        close_left_handovers()
    assert (newest().state, calls(PaymentState.WAITING)) == (ReturnState.LEFT, [("refund", 9500)])
    maya.opens(url()).sees("This handover was closed", "The till gives €95.00 back").taps("The till gave it")
    assert calls(PaymentState.DONE) == [("charge", 9500), ("refund", 9500)]


def test_who_takes_over_begins_anew(app, shop, maya, job, large):
    maya.taps("Something from the floor too").scans(large.sku).taps("€95.00 at the till").taps(
        "The till took it"
    )
    marcus = Person(app, shop.marcus).opens(f"/handover/orders/{job.number}").taps("Take it over")
    marcus.does_not_see("Maya takes too")
    assert (newest().state, calls(PaymentState.WAITING)) == (ReturnState.LEFT, [("refund", 9500)])


def test_with_several_orders_it_is_about_one(shop, ana, large):
    for at, thing in enumerate((shop.jacket, shop.kettle)):
        last = stage(shop, shop.has_order((thing, 1), number=f"10{at}"), f"7K{at}")
    ana.opens("/handover").scans(qr(last)).scans("7K0", "7K1")
    assert ana.posts(url("/takes"), code=large.sku).code == "several_orders"
    jacket, kettle = (row.fulfillment.lines[0].id for row in handover().orders)
    ana.opens(url("/refusals")).taps("Swap it").scans(large.sku).sees("Maya takes instead")
    refuses = {f"keep-{kettle}": 0, f"reason-{kettle}": "damaged"}
    assert ana.posts(url("/refusals"), **refuses).code == "several_orders"
    number = handover().orders[0].fulfillment.number
    ana.opens(url()).posts(url(f"/orders/{number}/removal")).does_not_see("Maya takes instead")
    assert db.session.scalars(db.select(Return.state)).all() == [ReturnState.LEFT]


def test_at_a_car_they_are_asked_to_come_inside(shop, ana, job, large):
    has_bays(shop.mill_quay, "4")
    visit = arrives(job, "4", ago=1)
    ana.opens(f"/curbside/{visit.id}").taps("I’ll take it").scans("BAG-7K4").scans("BAG-9MB")
    ana.taps("I’m at the car")
    assert ana.posts(url("/takes"), code=large.sku).code == "at_car"
    ana.opens(url("/refusals")).does_not_see("Swap one")
