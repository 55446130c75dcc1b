"""What can’t be found: the customer chooses, or what stands in for their answer; and every other way out."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.awaiting import IS_WAITED_FOR, look_again
from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect
from associate.core.acts.intake import take_in
from associate.core.acts.money_back import left_to_owe
from associate.core.acts.substitutes import suggested
from associate.core.acts.voting import run_out
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.db import atomic, db
from associate.jobs.chores.votes import go_on_after_votes
from tests.support.counter import qr
from tests.support.missing import ask, chosen_by_now, let_time_pass, report, slate
from tests.support.money import account, now_order, paper_order
from tests.support.paper_payments import PaperPayments, connect
from tests.support.people import Person
from tests.support.phones import Phone
from tests.support.picking import scan, scan_all
from tests.support.settings import press
from tests.support.shop import look_again as read_anew


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def jobs_of(order):
    read_anew()
    find = sa.select(Fulfillment).filter_by(order_id=order.id).order_by(Fulfillment.id)
    return list(db.session.scalars(find))


def missing_jacket(shop, *others):
    order = shop.has_order((shop.jacket, 1), *others)
    job = shop.job(order)
    return order, job, report(job, shop.jacket, shop.ana)


def test_the_customer_takes_something_else_and_it_is_picked(app, shop):
    other = slate(shop, price=7400)
    order, job, task = missing_jacket(shop, (shop.kettle, 1))
    ana = Person(app, shop.ana).opens(f"/pick/{job.number}").sees("Missing", "Harbor rain jacket")
    ana.taps("Offer something else").sees("What could they take instead?", "Slate", "€15.00 back")
    ana.taps("Ask Maya", offer=str(other.id)).sees("Customer asked", "Maya chooses")
    assert shop.messages() == ["missing"]

    maya = Phone(app, order).sees("We couldn’t find the Harbor rain jacket.").taps("Choose")
    maya.sees("Take one of these?", "Ana is at the shelf.", "€15.00 back", "We never swap silently.")
    maya.sees("Castle Row")  # the other store has it
    maya.taps("Do that", pick=f"substitute:{other.id}").sees(
        "Noted", "Instead of: Harbor rain jacket, Moss, M"
    )
    assert shop.level(other) == (5, 1, 0) and "short" not in shop.tasks()

    ana.opens(f"/pick/{job.number}").sees("They took something else: it’s on your list.")
    ana.scans("HW-EK-15", other.sku, "BAG-7K4", "LOC-R-1").sees("It’s ready")
    assert shop.job(order).state == State.READY and "ready" in shop.messages()
    hand_over(shop.job(order))
    assert shop.level(other) == (4, 0, 0)
    # what it cost less goes back as it leaves: a task, where nobody can be asked for the money
    assert open_task(TaskKind.REFUND).facts["amount"] == 1500
    Phone(app, order).sees("€15.00 goes back", "Instead of: Harbor rain jacket")


def hand_over(job):
    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="handover:1", by=SYSTEM)
        for bag in job.open_bags:
            bag.gone_at = now()


def open_task(kind):
    read_anew()
    return db.session.scalars(sa.select(Task).where(Task.kind == kind, Task.done_at.is_(None))).one()


@pytest.mark.parametrize(
    ("default", "way", "state"),
    [
        ("best", "substitute", State.PICKING),
        ("cancel", "cancel", State.CANCELED),
        ("ask", "ask", State.WAITING),
    ],
)
def test_nobody_answers_and_what_stands_in_for_it_is_done_once(app, shop, default, way, state):
    other = slate(shop)
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).vote_default = default
    order, job, task = missing_jacket(shop)
    vote = ask(task, other, by=shop.ana)
    with as_of(vote.ends_at - timedelta(seconds=1)):
        run_out(vote)  # too early: nothing
    assert chosen_by_now(vote) == ("open", "")
    late = Phone(app, order).taps("Choose")
    let_time_pass(vote)
    let_time_pass(vote)
    assert chosen_by_now(vote) == ("over" if way == "ask" else "done", way)
    assert shop.job(order).state == state
    assert ("replaced" in shop.messages()) == (way == "substitute")
    late.taps("Do that", pick="cancel")
    assert late.status == 409
    late.sees("The time to choose was over" if way == "ask" else "That was decided at")


def test_a_substitute_that_is_gone_is_not_taken(app, shop):
    """For the customer a sentence and the others; for the clock the next one that is here."""
    first, second = slate(shop, 1), slate(shop, 1, color="Sand", sku="HW-RJ-204-D")
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).vote_default = "best"
    order, job, task = missing_jacket(shop)
    vote = ask(task, first, second, by=shop.ana)
    shop.has_order((first, 1), number="1002")  # somebody was faster
    maya = Phone(app, order).opens(f"{Phone(app, order).link}/missing")
    maya.taps("Do that", pick=f"substitute:{first.id}").sees("Too few of the Harbor rain jacket, Slate, M")
    assert chosen_by_now(vote) == ("open", "")
    let_time_pass(vote)
    assert shop.level(second) == (1, 1, 0)


def test_another_store_is_chosen_on_the_link(app, shop):
    order, job, task = missing_jacket(shop)
    ask(task, by=shop.ana)
    maya = Phone(app, order).taps("Choose").sees("What shall we do?", "Castle Row")
    maya.taps("Do that", pick="store:CR").sees("set aside for you there", "Castle Row")
    here, there = jobs_of(order)
    assert (here.state, there.state, there.store_id) == (State.REROUTED, State.RELEASED, shop.castle_row.id)
    assert shop.level(shop.jacket, shop.castle_row) == (20, 1, 0)
    assert db.session.get_one(type(order), order.id).store_id == shop.castle_row.id
    scan_all(there, shop.charlie)
    Person(app, shop.charlie).opens(f"/pick/{there.number}").scans("BAG-9MB", "LOC-R-1").sees("It’s ready")


def test_it_is_sent_to_them(app, shop):
    with atomic():
        db.session.get_one(Store, shop.castle_row.id).country = "IE"
    order, job, task = missing_jacket(shop, (shop.kettle, 1))
    ask(task, by=shop.ana)
    maya = Phone(app, order).taps("Choose").taps("Do that", pick="ship").sees("A name, a street, a town")
    to = {
        "name": "Maya Rosen",
        "street": "1 Dock Road",
        "city": "Cork",
        "postcode": "T12 X70A",
        "country": "IE",
    }
    maya.taps("Do that", pick="ship", **to).sees("We send it to you")
    here, there = jobs_of(order)
    assert (here.state, there.method, there.store_id) == (State.PICKING, Method.SHIP, shop.castle_row.id)
    assert [line.left for line in here.lines] == [0, 1]
    retold = shop.tells((shop.jacket, 1), (shop.kettle, 1), number="1001", at=now() + timedelta(minutes=1))
    take_in(shop.web, retold)  # the web shop knows of a pickup still: nothing is taken back
    assert [job.state for job in jobs_of(order)] == [State.PICKING, State.RELEASED]


def test_a_lead_decides_where_it_comes_from(app, shop):
    order, job, task = missing_jacket(shop)
    marcus = Person(app, shop.marcus).opens(f"/tasks/{task.id}").taps("Another store, send it, or wait")
    marcus.sees("Castle Row brings it here", "The customer picks it up at Castle Row", "Wait for stock")
    marcus.taps("Do that", pick="wait").sees("Decided")
    marcus.opens(f"/tasks/{task.id}").sees("Waited for until")
    waiting = db.session.scalars(sa.select(Task).where(IS_WAITED_FOR)).one()
    look_again(waiting)
    assert shop.job(order).state == State.WAITING
    shop.stocks(shop.jacket, 1)
    look_again(waiting)
    assert shop.job(order).state == State.PICKING and shop.level(shop.jacket) == (1, 1, 0)
    assert "short" not in shop.tasks()


def test_what_is_waited_for_in_vain_is_given_up(app, shop):
    order, job, task = missing_jacket(shop)
    Person(app, shop.marcus).opens(f"/tasks/{task.id}/ways").taps("Do that", pick="bring:CR").sees(
        "is asked for it"
    )
    assert shop.level(shop.jacket, shop.castle_row)[1] == 1
    with as_of(now() + timedelta(days=30)):
        look_again(open_task(TaskKind.SHORT))
    assert shop.job(order).state == State.CANCELED and "refund" in shop.tasks()


def test_nothing_is_ready_while_they_choose(app, shop):
    order, job, task = missing_jacket(shop, (shop.kettle, 1))
    vote = ask(task, by=shop.ana)
    scan(job, shop.kettle.sku, shop.ana)
    ana = Person(app, shop.ana).opens(f"/pick/{job.number}").scans("BAG-7K4", "LOC-R-1")
    ana.sees("It’s ready once the customer has chosen.")
    assert shop.job(order).state == State.PICKED
    maya = Phone(app, order).taps("Choose")
    maya.taps("Do that", pick="cancel").sees("We leave it out.")
    go_on_after_votes()
    assert shop.job(order).state == State.READY and "partly_ready" in shop.messages()
    assert chosen_by_now(vote) == ("done", "cancel")


def test_found_after_all_calls_the_question_off(app, shop):
    order, job, task = missing_jacket(shop)
    vote = ask(task, by=shop.ana)
    Person(app, shop.marcus).opens(f"/tasks/{task.id}").sees("The customer is asked, until").taps(
        "Found it: pick on"
    )
    assert chosen_by_now(vote) == ("called_off", "")
    Phone(app, order).does_not_see("We couldn’t find")


def test_a_lead_notes_what_they_agreed_to(app, shop):
    other = slate(shop, price=9900)
    order, job, task = missing_jacket(shop)
    page = f"/pick/{job.number}/lines/{task.facts['line']}/substitutes"
    Person(app, shop.ana).opens(page).sees("we pay €10.00").does_not_see("They said yes")
    marcus = Person(app, shop.marcus).opens(page).taps("They said yes", offer=str(other.id)).sees("Pick the")
    assert shop.level(other) == (5, 1, 0) and marcus.status == 200
    with atomic():
        db.session.get_one(Store, shop.mill_quay.id).honors_price = False
    order, job, task = missing_jacket_again(shop)
    Person(app, shop.ana).opens(f"/pick/{job.number}/lines/{task.facts['line']}/substitutes").taps(
        "Ask Maya", offer=str(other.id)
    ).sees("costs more")


def missing_jacket_again(shop):
    shop.stocks(shop.jacket, 1)
    order = shop.has_order((shop.jacket, 1), number="1002")
    job = shop.job(order)
    return order, job, report(job, shop.jacket, shop.ana)


def test_like_things_are_suggested_the_likeliest_first(shop):
    sand, other = slate(shop, 2, color="Sand", sku="D"), slate(shop, 0, color="Navy", sku="N")
    assert [each.sku for each in suggested(shop.jacket, 1, shop.mill_quay)] == [sand.sku]
    assert suggested(shop.jacket, 3, shop.mill_quay) == [] and other.sku == "N"


def test_the_settings_of_it(app, shop):
    helen = Person(app, shop.helen).opens("/settings/shorts").sees("Minutes to choose")
    press(helen, vote_minutes="10", vote_default="cancel").sees("keeps what their page says")
    press(helen).sees("Saved")
    read_anew()
    store = db.session.get_one(Store, shop.mill_quay.id)
    assert (store.vote_minutes, store.vote_default, store.honors_price) == (10, "cancel", True)


@pytest.mark.parametrize("by_card", [False, True])
def test_an_undo_takes_the_difference_back(app, shop, tmp_path, by_card):
    """By a task where a person gives it, by the card where its holder can be asked: owed once in the end."""
    if by_card:
        connect(PaperPayments(tmp_path))
        account(shop.web, "paper")
    order, other = paper_order(shop), slate(shop, price=7400)
    job = shop.job(order)
    task = report(job, shop.jacket, shop.ana)
    page = f"/pick/{job.number}/lines/{task.facts['line']}/substitutes"
    Person(app, shop.marcus).opens(page).taps("They said yes", offer=str(other.id)).sees("Pick the")
    ana = Person(app, shop.ana).opens(f"/pick/{job.number}")
    ana.scans(other.sku, other.sku, "BAG-7K4", "LOC-R-1").sees("It’s ready")
    ana.opens("/handover").scans(qr(job)).scans("7K4").taps("Hand over 1 bag").sees("Handed over")
    assert left_to_owe(now_order(order)) == 17800 - 3000
    ana.taps("Undo, until").sees("Taken back")
    assert left_to_owe(now_order(order)) == 17800 and "refund" not in shop.tasks()
    ana.opens("/handover").scans(qr(job)).scans("7K4").taps("Hand over 1 bag").sees("Handed over")
    assert left_to_owe(now_order(order)) == 17800 - 3000
    assert ("refund" in shop.tasks()) != by_card
