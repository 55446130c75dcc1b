"""Exceptions upon exceptions: what was settled once moves no stock and no money a second time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.awaiting import IS_WAITED_FOR, wait_for_it
from associate.core.acts.awaiting import look_again as look
from associate.core.acts.bags import instead, note_missing
from associate.core.acts.cancel import cancel_order
from associate.core.acts.collect import collect
from associate.core.acts.elsewhere import note_dispatches, still_here
from associate.core.acts.instead import take_instead
from associate.core.acts.moving import may_collect, stores_with
from associate.core.acts.replacing import Instead, replace
from associate.core.acts.shorts import give_up
from associate.core.events.deliveries import other_way, queue_message
from associate.core.events.models import Delivery
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.queries import level_here
from associate.core.orders.incoming import IncomingDispatch
from associate.core.stores.models import Store
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import open_task
from associate.db import atomic, db
from associate.jobs.chores import shorts as chore
from associate.jobs.write import is_still_true
from tests.support.counter import ana, books_agree, handover, qr, stage  # noqa: F401
from tests.support.missing import ask, report, slate
from tests.support.people import Person
from tests.support.shop import look_again
from tests.support.tasks import of_kind

KETTLE = "HW-EK-15"


@pytest.fixture
def marcus(app, shop):
    return Person(app, shop.marcus)


def gives(person, job, tag):
    return person.posts("/handover/scans", code=qr(job)).scans(tag).taps("Hand over").sees("Handed over")


def the_case():
    look_again()
    cases = sa.select(Task.id).where(Task.kind == TaskKind.WRONG_BAG).order_by(Task.id.desc())
    return f"/handover/wrong-bags/{db.session.scalars(cases).first()}"


def settles(person, where, job, how):
    return person.posts(f"{where}/orders/{job.number}/outcome", how=how)


def owed():
    look_again()
    open_ones = sa.select(Task).where(Task.kind == TaskKind.REFUND, Task.done_at.is_(None))
    return [task.facts["amount"] for task in db.session.scalars(open_ones)]


def now_of(job):
    look_again()
    return db.session.get_one(Fulfillment, job.id)


@pytest.fixture
def swapped(shop, ana):  # noqa: F811
    """Maya left with Tom’s bag."""
    maya = stage(shop, shop.has_order((shop.jacket, 2)), "7K4")
    tom = stage(shop, shop.has_order((shop.kettle, 1), number="1002", first="Tom", customer="c-tom"), "9MB")
    gives(ana, maya, "7K4").taps("They left with the wrong bag").taps("Stop it", code="9MB")
    return maya, tom, the_case()


def test_what_was_shelved_is_neither_undone_nor_reported_again(shop, ana, marcus, swapped):  # noqa: F811
    maya, _tom, where = swapped
    settles(marcus, where, maya, "shelved")
    assert ana.posts(f"/handover/{handover().id}/undo").code == "bag_settled"
    assert ana.posts(f"/handover/{handover().id}/wrong-bag", order=maya.number).code == "bag_settled"
    assert shop.level(shop.jacket)[0] == 20


def test_what_a_stranger_had_is_not_undone_either(shop, ana, marcus):  # noqa: F811
    job = stage(shop, shop.has_order((shop.jacket, 2)), "7K4", "9MB", contents={"7K4": {0: 1}, "9MB": {0: 1}})
    with atomic(job.order, job):
        collect(job, {job.lines[0].id: 1}, cause="handover:0", by=SYSTEM)
        job.bags[0].gone_at = now()
    [bag] = now_of(job).open_bags
    gives(ana, job, bag.tag).taps("They left with the wrong bag").taps("Stop it", what="person")
    marcus.opens(the_case()).taps("The bag is back").sees("Settled")
    assert ana.posts(f"/handover/{handover().id}/undo").code == "bag_settled"
    assert shop.level(shop.jacket)[0] == 19


@pytest.mark.parametrize("first", ["shelved", "called off"])
def test_a_bag_whose_order_was_called_off_may_stay_away(shop, marcus, swapped, first):
    maya, tom, where = swapped
    if first == "shelved":
        settles(marcus, where, maya, "shelved")
    cancel_order(now_of(tom).order, by=SYSTEM, reason="test")
    settles(marcus, where, tom, "gone")
    if first == "called off":
        settles(marcus, where, maya, "shelved")
    assert "wrong_bag" not in shop.tasks()
    on_hand, reserved, held = shop.level(shop.kettle)
    assert (on_hand, reserved, held) == (19, 0, 0)


def test_no_other_telling_lifts_a_freeze(swapped):
    _maya, tom, _where = swapped
    tom = now_of(tom)
    with atomic(tom.order, tom):
        note_dispatches(tom, [IncomingDispatch(external_id="d1")], by=SYSTEM)
    still_here(of_kind(TaskKind.COLLECTED_ALREADY), by=SYSTEM)
    assert now_of(tom).hold == "wrong_bag"


@pytest.fixture
def cheaper(shop):
    """A jacket for 89 was replaced by something for 74; a kettle goes along."""
    other = slate(shop, price=7400)
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 1))
    task = report(shop.job(order), shop.jacket, shop.ana)
    job = shop.job(order)
    with atomic(job.order, job):
        take_instead(task, other, 7400, by=shop.ana.actor)
    return other, now_of(job)


def places(person, job, *codes):
    person.opens(f"/pick/{job.number}").scans(*codes, "BAG-7K4", "LOC-R-1").sees("It’s ready")
    return now_of(job)


def test_a_difference_goes_back_once_though_a_stranger_had_it(app, shop, ana, marcus, cheaper):  # noqa: F811
    other, job = cheaper
    job = places(Person(app, shop.ana), job, KETTLE, other.sku)
    gives(ana, job, "7K4").taps("They left with the wrong bag").taps("Stop it", what="person").sees(
        "A stranger"
    )
    marcus.opens(the_case()).taps("The bag is back").sees("Settled")
    gives(ana, now_of(job), "7K4")
    assert owed() == [1500]


def test_calling_off_the_rest_gives_all_of_the_rest_back(app, shop, cheaper):
    other, job = cheaper
    job = places(Person(app, shop.ana), job, KETTLE, other.sku)
    with atomic(job.order, job):
        line = next(line for line in job.lines if line.variant_id == other.id)
        collect(job, {line.id: 1}, cause="handover:77", by=SYSTEM)
    cancel_order(job.order, by=SYSTEM, reason="test")
    assert sorted(owed()) == [1500, 4250]


def test_a_short_is_decided_though_the_rest_was_called_off(app, shop):
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 1))
    wait_for_it(report(shop.job(order), shop.jacket, shop.ana), now() + timedelta(days=5), by=SYSTEM)
    job = places(Person(app, shop.ana), shop.job(order), KETTLE)
    with atomic(job.order, job):
        contents = {line.id: line.to_hand_over for line in job.lines if line.to_hand_over}
        lost = note_missing(job.bags[0], contents, is_held=False, by=SYSTEM)
    instead(lost, Instead.REFUND, by=SYSTEM)
    with as_of(now() + timedelta(days=9)):
        look(db.session.scalars(sa.select(Task).where(IS_WAITED_FOR)).one())
    assert "short" not in shop.tasks() and sum(owed()) == order.total


def test_a_job_ends_when_the_rest_of_it_is_given_up(app, shop):
    order = shop.has_order((shop.jacket, 2))
    job = stage(shop, order, "7K4", "9MB", contents={"7K4": {0: 1}, "9MB": {0: 1}})
    with atomic(job.order, job):
        collect(job, {job.lines[0].id: 1}, cause="handover:77", by=SYSTEM)
    with atomic(job.order, job):
        replace(job, {job.lines[0].id: 1}, Instead.AGAIN, cause="task:1", by=SYSTEM)
    Person(app, shop.ana).posts(f"/pick/{job.number}/start")
    give_up(report(shop.job(order), shop.jacket, shop.ana), by=SYSTEM)
    assert (now_of(job).state, now_of(job).order.state) == (State.COLLECTED, "done")


def test_safety_stock_keeps_nobody_from_what_came_for_them(shop, marcus):
    order = shop.has_order((shop.jacket, 1))
    task = report(shop.job(order), shop.jacket, shop.ana)
    with atomic():
        level = level_here(shop.mill_quay.id, shop.jacket.id)
        level.safety = 2
    marcus.opens(f"/tasks/{task.id}/ways").taps("Do that", pick="wait").sees("Decided")
    with atomic():
        ledger.receive(level.id, 1, cause="test", by=SYSTEM)
    look(db.session.scalars(sa.select(Task).where(IS_WAITED_FOR)).one())
    assert now_of(shop.job(order)).state == State.PICKING


def test_the_question_is_asked_another_way_and_again(shop):
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 1))
    ask(report(shop.job(order), shop.jacket, shop.ana), slate(shop, price=7400), by=shop.ana)
    look_again()
    first = db.session.scalars(sa.select(Delivery).where(Delivery.kind == "missing")).one()
    to = {"order_id": order.id, "fulfillment_id": first.fulfillment_id, "store_id": first.store_id}
    causes = [other_way(first.cause.partition(":")[2], "sms"), "task:3:again"]
    with atomic():
        told = [queue_message("missing", c, recipient="+353861", medium="sms", **to) for c in causes]
    assert all(is_still_true(each) for each in told)


def test_no_pickup_is_chosen_where_none_is_handed_out(shop):
    job = shop.job(shop.has_order((shop.jacket, 1), (shop.kettle, 1)))
    report(job, shop.jacket, shop.ana)
    with atomic():
        db.session.get_one(Store, shop.castle_row.id).pickups = False
    line = next(line for line in now_of(job).lines if line.short)
    assert not any(may_collect(place) for place in stores_with(line, 1) if place.store.code == "CR")


def test_what_cant_be_done_yet_keeps_nothing_from_its_turn(shop, monkeypatch):
    line = shop.job(shop.has_order((shop.jacket, 1))).lines[0].id
    far, over = ((now() + timedelta(days=n)).isoformat() for n in (50, -1))
    waits = {"by": SYSTEM, "store_id": shop.mill_quay.id, "line": line, "units": 1}
    with atomic():
        for n in range(3):
            open_task(TaskKind.SHORT, f"x{n}", waits_until=far, **waits)
        last = open_task(TaskKind.SHORT, "due", waits_until=over, **waits)
    seen = []
    monkeypatch.setattr(chore, "AT_ONCE", 2)
    monkeypatch.setattr(chore, "look_again", lambda task: seen.append(task.id))
    for _run in range(3):
        chore.look_for_shorts()
    assert last.id in seen and len(set(seen)) == 4
