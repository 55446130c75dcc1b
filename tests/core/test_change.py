"""What changes on the platform after a store has begun: the job follows, nothing is lost or done twice."""

import pytest
import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.collect import collect
from associate.core.acts.elsewhere import note_dispatches, still_here
from associate.core.acts.intake import take_in
from associate.core.acts.shorts import Reason, give_up, write_short
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.orders.incoming import IncomingDispatch, Method, Payment
from associate.core.orders.models import OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.core.tasks.tasks import close_task
from associate.db import atomic, db
from tests.core.test_intake import fewer, later, pick


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    db.session.rollback()
    assert list(mismatches()) == []


@pytest.fixture
def told(shop):
    return shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")


def more(shop, told, *items):
    """The same order with these items instead, each line under the id it had."""
    return {"lines": shop.tells(*items, number=told.number).lines}


def only_task():
    db.session.rollback()
    return db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))).one()


def wanted(job):
    return {line.variant.sku: line.wanted - line.canceled for line in job.lines}


# ── edits ────────────────────────────────────────────────────────────────────


def test_more_of_a_line_is_set_aside_and_picked_too(shop, told):
    order = take_in(shop.web, told)
    pick(shop, shop.job(order), 2, 0)
    take_in(shop.web, later(told, 1, **more(shop, told, (shop.jacket, 3), (shop.kettle, 1))))
    assert wanted(shop.job(order)) == {"HW-RJ-204-M": 3, "HW-EK-15": 1}
    assert shop.level(shop.jacket) == (20, 3, 0) and shop.tasks() == []
    assert "line.added" in shop.diary(shop.job(order))


def test_an_added_line_is_set_aside_and_picked_too(shop, told):
    order = take_in(shop.web, told)
    added = later(told, 1, **more(shop, told, (shop.jacket, 2), (shop.kettle, 1), (shop.milk, 2)))
    for _ in range(3):
        take_in(shop.web, added)
    assert wanted(shop.job(order)) == {"HW-RJ-204-M": 2, "HW-EK-15": 1, "HW-OM-1": 2}
    assert shop.level(shop.milk) == (20, 2, 0) and shop.tasks() == []


@pytest.mark.parametrize("state", [State.PICKED, State.WAITING])
def test_what_is_added_to_a_finished_walk_opens_it_again(shop, told, state):
    order = take_in(shop.web, told)
    job = shop.job(order)
    pick(shop, job, *((2, 1) if state == State.PICKED else (0, 0)))
    with atomic(job):
        if state == State.WAITING:
            for line in job.lines:
                write_short(line, Reason.NOT_PICKED, by=SYSTEM, looked=[])
        else:
            move(job, state, by=SYSTEM)
        job.owner_id = shop.ana.id
    assert shop.job(order).state == state
    take_in(shop.web, later(told, 1, **more(shop, told, (shop.jacket, 2), (shop.kettle, 1), (shop.milk, 1))))
    assert (shop.job(order).state, shop.job(order).owner_id) == (State.PICKING, None)


def test_what_is_added_after_the_bags_are_ready_is_told_to_a_person(shop, told):
    order = take_in(shop.web, told)
    job = shop.job(order)
    pick(shop, job, 2, 1)
    ready(shop, job)
    added = more(shop, told, (shop.jacket, 2), (shop.kettle, 1), (shop.milk, 1))
    take_in(shop.web, later(told, 1, **added))
    assert only_task().facts["added"] == {"1001-3": 1} and shop.level(shop.milk) == (20, 0, 0)
    with atomic():
        close_task(only_task(), "settled", by=SYSTEM)
    take_in(shop.web, later(told, 2, note="Ring twice", **added))
    assert shop.tasks() == []  # what was settled is not asked again


def test_what_the_store_has_too_few_of_is_told_and_set_aside_when_it_comes(shop, told):
    order = take_in(shop.web, told)
    added = more(shop, told, (shop.jacket, 2), (shop.kettle, 1), (shop.milk, 21))
    take_in(shop.web, later(told, 1, **added))
    assert shop.tasks() == ["changed_late"] and shop.level(shop.milk) == (20, 0, 0)
    assert wanted(shop.job(order)) == {"HW-RJ-204-M": 2, "HW-EK-15": 1}
    shop.stocks(shop.milk, 5)
    take_in(shop.web, later(told, 2, note="Ring twice", **added))
    assert shop.tasks() == [] and shop.level(shop.milk) == (25, 21, 0)


def test_what_is_added_and_not_paid_for_waits_for_its_money(shop, told):
    order = take_in(shop.web, told)
    added = more(shop, told, (shop.jacket, 2), (shop.kettle, 1), (shop.milk, 1))
    take_in(shop.web, later(told, 1, payment=Payment.PARTIALLY_PAID, **added))
    assert shop.job(order).hold == "payment" and shop.level(shop.milk) == (20, 0, 0)
    assert shop.tasks() == ["held", "changed_late"]
    take_in(shop.web, later(told, 2, payment=Payment.PAID, **added))
    assert shop.job(order).hold == "" and shop.level(shop.milk) == (20, 1, 0) and shop.tasks() == []


def test_a_removed_line_is_taken_off_and_what_was_picked_goes_back(shop, told):
    order = take_in(shop.web, told)
    pick(shop, shop.job(order), 0, 1)
    take_in(shop.web, later(told, 1, lines=told.lines[:1]))
    assert wanted(shop.job(order)) == {"HW-RJ-204-M": 2, "HW-EK-15": 0}
    assert shop.level(shop.kettle) == (20, 0, 1) and shop.job(order).state == State.PICKING


def test_swapped_for_another_both_happen_at_once(shop, told):
    order = take_in(shop.web, told)
    milk = shop.tells((shop.jacket, 2), (shop.kettle, 1), (shop.milk, 1), number="1001").lines[2]
    take_in(shop.web, later(told, 1, lines=(told.lines[0], milk)))
    assert wanted(shop.job(order)) == {"HW-RJ-204-M": 2, "HW-EK-15": 0, "HW-OM-1": 1}
    assert shop.level(shop.kettle) == (20, 0, 0) and shop.level(shop.milk) == (20, 1, 0)


def test_a_short_line_is_not_taken_for_an_added_one(shop, told):
    order = take_in(shop.web, told)
    job = shop.job(order)
    pick(shop, job, 1, 1)
    with atomic(job.order, job):
        write_short(job.lines[0], Reason.NOT_PICKED, by=SYSTEM, looked=[])
    give_up(only_task(), by=SYSTEM)
    take_in(shop.web, later(told, 1, note="Ring twice"))
    assert shop.tasks() == ["refund"] and wanted(shop.job(order))["HW-RJ-204-M"] == 2
    take_in(shop.web, later(told, 2, payment=Payment.PARTIALLY_REFUNDED, **fewer(told, 0, 1)))
    assert shop.job(order).state == State.PICKED and shop.level(shop.jacket) == (20, 1, 0)


def test_a_refunded_line_stops_its_picking_and_the_rest_goes_on(shop, told):
    order = take_in(shop.web, told)
    take_in(shop.web, later(told, 1, payment=Payment.PARTIALLY_REFUNDED, **fewer(told, 1, 0)))
    job = shop.job(order)
    assert wanted(job) == {"HW-RJ-204-M": 2, "HW-EK-15": 0} and (job.hold, job.state) == ("", State.RELEASED)


def test_what_is_added_after_everything_was_collected_is_told_to_a_person(shop, told):
    order = take_in(shop.web, told)
    job = shop.job(order)
    pick(shop, job, 2, 1)
    ready(shop, job)
    with atomic(job.order, job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="handover:1", by=SYSTEM)
    take_in(shop.web, later(told, 1, note="Thanks"))
    assert shop.tasks() == []
    take_in(shop.web, later(told, 2, **more(shop, told, (shop.jacket, 2), (shop.kettle, 1), (shop.milk, 1))))
    assert shop.tasks() == ["changed_late"] and only_task().facts["lines"] == ["Oat milk 1 L"]


def test_a_corrected_address_is_written_down_and_stops_nobody(shop, told):
    order = take_in(shop.web, told)
    contact = told.contact.model_copy(update={"email": "maya@new.example", "last_name": "Rosen-Park"})
    take_in(shop.web, later(told, 1, contact=contact, pickup_person="Leo Park"))
    assert (order.email, order.last_name, order.pickup_person) == (
        "maya@new.example",
        "Rosen-Park",
        "Leo Park",
    )
    assert (shop.job(order).hold, shop.tasks()) == ("", [])


# ── the way it leaves ────────────────────────────────────────────────────────


def test_an_order_that_shipped_and_is_picked_up_after_all_comes_to_the_floor(shop, told):
    order = take_in(shop.web, told.model_copy(update={"method": Method.SHIP, "location": None}))
    assert order.state == OrderState.EXTERNAL
    take_in(shop.web, later(told, 1, location="cr"))
    job = shop.job(order)
    assert (order.state, job.state, job.store_id) == (OrderState.OPEN, State.RELEASED, shop.castle_row.id)
    assert shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    assert shop.diary(order) == ["order.placed", "order.external", "order.changed", "order.came_back"]


def test_an_order_of_nothing_to_carry_that_gets_a_thing_comes_to_the_floor(shop, told):
    card = told.lines[0].model_copy(update={"external_id": "9", "is_physical": False})
    order = take_in(shop.web, told.model_copy(update={"lines": (card,)}))
    assert order.state == OrderState.EXTERNAL
    take_in(shop.web, later(told, 1, lines=(card, told.lines[1])))
    assert wanted(shop.job(order)) == {"HW-EK-15": 1} and shop.level(shop.kettle) == (20, 1, 0)


def test_without_stock_or_money_it_waits_like_any_other(shop, told):
    order = take_in(shop.web, told.model_copy(update={"method": Method.SHIP}))
    take_in(shop.web, later(told, 1, payment=Payment.PENDING))
    assert order.state == OrderState.WAITING and shop.level(shop.jacket) == (20, 0, 0)
    take_in(shop.web, later(told, 2))
    assert order.state == OrderState.OPEN


def test_an_order_that_ships_after_all_leaves_the_floor(shop, told):
    order = take_in(shop.web, told)
    pick(shop, shop.job(order), 2, 0)
    take_in(shop.web, later(told, 1, method=Method.SHIP))
    assert (shop.job(order).state, order.state) == (State.CANCELED, OrderState.EXTERNAL)
    assert shop.level(shop.jacket) == (20, 0, 2) and shop.level(shop.kettle) == (20, 0, 0)
    assert shop.tasks() == [] and shop.messages() == []
    take_in(shop.web, later(told, 2))
    assert jobs_of(order) == [("HW-1001", State.CANCELED), ("HW-1001-2", State.RELEASED)]
    assert order.state == OrderState.OPEN and shop.level(shop.kettle) == (20, 1, 0)


def test_a_ready_order_that_is_to_ship_is_a_persons_to_sort_out(shop, told):
    order = take_in(shop.web, told)
    job = shop.job(order)
    pick(shop, job, 2, 1)
    ready(shop, job)
    take_in(shop.web, later(told, 1, method=Method.SHIP))
    assert shop.job(order).state == State.READY and only_task().facts["ships"] is True
    with atomic():
        close_task(only_task(), "settled", by=SYSTEM)
    take_in(shop.web, later(told, 2, method=Method.SHIP))
    assert shop.tasks() == []


def test_another_store_chosen_after_release_is_told_and_nothing_moves(shop, told):
    order = take_in(shop.web, told)
    take_in(shop.web, later(told, 1, location="cr"))
    assert only_task().facts["store"] == "Castle Row" and shop.job(order).store_id == shop.mill_quay.id


def test_another_store_chosen_before_release_is_followed(shop, told):
    order = take_in(shop.web, told.model_copy(update={"payment": Payment.PENDING}))
    take_in(shop.web, later(told, 1, location="cr"))
    assert shop.job(order).store_id == shop.castle_row.id and shop.tasks() == []


def test_what_it_waited_for_is_settled_when_the_platform_sends_it(shop, told):
    order = take_in(shop.web, told.model_copy(update={"method": None}))
    assert shop.tasks() == ["method_unclear"]
    take_in(shop.web, later(told, 1, method=Method.SHIP))
    assert order.state == OrderState.EXTERNAL and shop.tasks() == []


# ── gone by another hand ─────────────────────────────────────────────────────


def dispatch(name, *, canceled=False):
    return IncomingDispatch(external_id=name, is_canceled=canceled, lines=(("1001-1", 1),))


def notice(shop, order, *dispatches):
    job = shop.job(order)
    with atomic(job.order, job):
        note_dispatches(job, dispatches, is_all=False, by=SYSTEM)
    return shop.job(order).hold


def test_taking_one_dispatch_back_lifts_nothing_while_another_stands(shop, told):
    order = take_in(shop.web, told)
    assert [notice(shop, order, dispatch(name)) for name in ("A", "B")] == ["elsewhere"] * 2
    assert notice(shop, order, dispatch("A", canceled=True)) == "elsewhere"
    assert shop.tasks() == ["collected_already"] and only_task().facts["left"] == ["B"]
    assert notice(shop, order, dispatch("B", canceled=True)) == "" and shop.tasks() == []


def test_what_was_looked_into_one_by_one_is_not_asked_again_together(shop, told):
    order = take_in(shop.web, told)
    for name in ("A", "B"):
        notice(shop, order, dispatch(name))
        still_here(only_task(), by=SYSTEM)
    take_in(shop.web, later(told, 1, dispatches=(dispatch("A"), dispatch("B"))))
    assert shop.job(order).hold == "" and shop.tasks() == []
    take_in(shop.web, later(told, 2, dispatches=(dispatch("A"), dispatch("C"))))
    assert shop.job(order).hold == "elsewhere" and shop.tasks() == ["collected_already"]


def test_an_order_that_does_not_know_a_dispatch_yet_takes_it_not_back(shop, told):
    order = take_in(shop.web, told)
    notice(shop, order, dispatch("B"))
    take_in(shop.web, later(told, 1, note="Ring twice"))
    assert shop.job(order).hold == "elsewhere"
    take_in(shop.web, later(told, 2, dispatches=(dispatch("B"),)))
    take_in(shop.web, later(told, 3, note="Taken back without a word"))
    assert shop.job(order).hold == "" and shop.tasks() == []


def test_a_dispatch_taken_back_that_comes_again_stops_again(shop, told):
    order = take_in(shop.web, told)
    for canceled, hold in ((False, "elsewhere"), (True, ""), (False, "elsewhere")):
        assert notice(shop, order, dispatch("A", canceled=canceled)) == hold


def test_a_lifted_hold_does_not_forget_the_payment(shop, told):
    order = take_in(shop.web, told)
    notice(shop, order, dispatch("A"))
    take_in(shop.web, later(told, 1, payment=Payment.VOIDED, dispatches=(dispatch("A"),)))
    assert notice(shop, order, dispatch("A", canceled=True)) == "payment"


def test_a_canceled_order_keeps_asking_about_a_lost_bag_that_is_held(shop, told):
    order = take_in(shop.web, told)
    job = shop.job(order)
    pick(shop, job, 2, 0)
    from associate.core.inventory import ledger
    from associate.core.tasks.tasks import open_task

    line = job.lines[0]
    with atomic(job.order, job):
        ledger.hold(line.reservation.level_id, 1, cause="handover:1", by=SYSTEM)
        lines = [{"line": line.id, "units": 1}]
        known = {"order_id": order.id, "store_id": job.store_id, "about": "bag:1"}
        open_task(TaskKind.BAG_MISSING, "1", by=SYSTEM, held=True, lines=lines, **known)
    cancel_order(order, by=SYSTEM, reason="customer")
    assert "bag_missing" in shop.tasks()


def ready(shop, job):
    from associate.core.fulfillment.models import Bag

    with atomic(job.order, job):
        db.session.add(Bag(store_id=job.store_id, fulfillment_id=job.id, tag="9MB", placed_at=now()))
        for state in (State.PICKED, State.READY):
            move(job, state, by=SYSTEM)
    db.session.rollback()


def jobs_of(order):
    db.session.rollback()
    find = sa.select(Fulfillment.number, Fulfillment.state).where(Fulfillment.order_id == order.id)
    return [tuple(row) for row in db.session.execute(find.order_by(Fulfillment.id))]
