"""An order that ships goes to a store of ours, with its stock set aside and the reasons kept."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.cancel import cancel_fulfillment, cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.collect import finish_order
from associate.core.acts.intake import take_in
from associate.core.acts.route import keep_waiting, send_elsewhere, send_to
from associate.core.acts.transferring import pack, receive_unit, request_transfer, send
from associate.core.catalog.models import Product
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.buffers import BufferKind, BufferRule
from associate.core.inventory.models import Kind
from associate.core.orders.incoming import Method, Payment
from associate.core.orders.models import OrderState
from associate.core.routing import assign
from associate.core.routing.decisions import told
from associate.core.routing.groups import one_parcel
from associate.core.routing.rules import Action, RoutingDecision, RoutingRule
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.jobs.chores.parked import cancel_parked, retry_parked
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules import owning, shorts, unscans
from tests.support.picking import scan, scan_all, tap
from tests.support.routing import BEND, Parcels, went
from tests.support.shop import look_again

pytestmark = pytest.mark.usefixtures("books_agree")


@pytest.fixture
def parcels(shop):
    return Parcels(shop)


@pytest.fixture
def books_agree(shop):
    yield
    look_again()
    assert list(mismatches()) == []


def meant(name="test", key="k1"):
    return intent(key, name, SYSTEM, {})


def test_the_nearest_store_gets_it_and_says_why(shop, parcels):
    order = parcels.order((shop.jacket, 2), (shop.kettle, 1), postcode=BEND)
    assert order.state == OrderState.OPEN and order.store_id == shop.castle_row.id
    assert went(order) == [("HW-1001", "CR", "released")]
    assert shop.job(order).method == Method.SHIP
    assert shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    assert shop.level(shop.jacket) == (20, 0, 0)
    assert shop.diary(order) == ["order.placed", "order.routed"]
    decision = told(order.id)
    assert (decision.rule, decision.outcome, decision.stores) == (
        "One store has it all",
        "assigned",
        ["Castle Row"],
    )
    assert [(r.store, r.words, r.chosen) for r in decision.reasons] == [
        ("Castle Row", "4 km, all items, 0 orders today", True),
        ("Mill Quay", "195 km, all items, 0 orders today", False),
    ]


def test_what_a_channel_sends_itself_stays_its_own(shop, parcels):
    parcels.sets(shop.web, ships_from_stores=False)
    order = parcels.order((shop.jacket, 1))
    assert order.state == OrderState.EXTERNAL and went(order) == [] and told(order.id) is None


def test_a_pickup_stays_where_the_customer_chose_it(shop, parcels):
    parcels.empties(shop.mill_quay, shop.jacket)
    order = shop.has_order((shop.jacket, 1), number="1002")
    assert order.state == OrderState.WAITING and shop.tasks() == ["no_stock"] and told(order.id) is None


def test_one_order_over_two_stores(shop, parcels):
    parcels.empties(shop.mill_quay, shop.kettle)
    parcels.empties(shop.castle_row, shop.jacket, 1)
    order = parcels.order((shop.jacket, 2), (shop.kettle, 1))
    assert sorted(went(order)) == [("HW-1001", "MQ", "released"), ("HW-1001-2", "CR", "released")] or sorted(
        went(order)
    ) == [("HW-1001", "CR", "released"), ("HW-1001-2", "MQ", "released")]
    assert shop.level(shop.jacket)[1] + shop.level(shop.jacket, shop.castle_row)[1] == 2
    assert shop.level(shop.kettle, shop.castle_row) == (20, 1, 0)
    assert told(order.id).outcome == "split"


def test_the_safety_stock_and_the_minimum_keep_an_order_away(shop, parcels):
    with atomic():
        db.session.add(BufferRule(kind=BufferKind.MINIMUM, position=1, units=50))
        db.session.add(BufferRule(kind=BufferKind.MINIMUM, position=2, units=21, tag="sturdy"))
        db.session.add(BufferRule(kind=BufferKind.MINIMUM, position=3, units=3, store_id=shop.castle_row.id))
        db.session.get_one(Product, shop.kettle.product_id).tags = ["sturdy"]
    order = parcels.order((shop.kettle, 1))
    assert [(number, store) for number, store, _state in went(order)] == [("HW-1001", "CR")]
    assert {r.store: r.words for r in told(order.id).reasons}["Mill Quay"] == "too few to be given an order"


def test_a_full_store_gets_no_more_today_and_another_day_again(shop, parcels):
    parcels.sets(shop.castle_row, ships=False)
    parcels.sets(shop.mill_quay, orders_a_day=2)
    for number in ("1", "2"):
        assert parcels.order((shop.jacket, 1), number=number).state == OrderState.OPEN
    third = parcels.order((shop.jacket, 1), number="3")
    words = {reason.store: reason.words for reason in told(third.id).reasons}
    assert words == {"Mill Quay": "full: 2 of 2 orders today", "Castle Row": "doesn’t ship"}
    with as_of(now() + timedelta(days=1)):
        retry_parked()
    assert [state for _number, _store, state in went(third)] == ["released"]


def test_nobody_has_it_so_it_waits_and_is_tried_again(shop, parcels):
    order = parcels.order((shop.jacket, 41))
    assert order.state == OrderState.WAITING and shop.tasks() == ["parked"]
    assert order.auto_cancel_at - now() > timedelta(days=4, hours=23)
    assert shop.level(shop.jacket) == (20, 0, 0)
    retry_parked()
    look_again()
    assert db.session.scalar(sa.select(sa.func.count(RoutingDecision.id))) == 1
    shop.stocks(shop.jacket, 30)
    retry_parked()
    assert went(order) == [("HW-1001", "MQ", "released")]
    assert shop.tasks() == [] and order.auto_cancel_at is None and told(order.id).outcome == "assigned"


def test_unpaid_it_waits_for_its_money_first(shop, parcels):
    order = parcels.order((shop.jacket, 1), payment=Payment.PENDING)
    assert order.state == OrderState.WAITING and shop.tasks() == [] and told(order.id) is None
    later = parcels.tells((shop.jacket, 1), number="1001", at=now() + timedelta(minutes=1))
    assert take_in(shop.web, later).state == OrderState.OPEN


def test_parked_past_its_date_it_is_canceled_and_its_money_owed(shop, parcels):
    order = parcels.order((shop.jacket, 41))
    cancel_parked()
    assert order.state == OrderState.WAITING
    with as_of(now() + timedelta(days=5, minutes=1)):
        cancel_parked()
    look_again()
    assert order.state == OrderState.CANCELED and order.auto_cancel_at is None
    assert shop.tasks() == ["refund"] and "canceled" in shop.messages()


def test_a_date_taken_off_stays_off(shop, parcels):
    order = parcels.order((shop.jacket, 41))
    keep_waiting(order, intent=meant(), by=shop.helen.actor)
    retry_parked()
    with as_of(now() + timedelta(days=90)):
        cancel_parked()
    look_again()
    assert order.state == OrderState.WAITING and order.auto_cancel_at is None


def test_a_manager_names_the_store(shop, parcels):
    rule(1, "nobody", Action.PARK)
    order = parcels.order((shop.jacket, 3))
    assert shop.tasks() == ["parked"]
    parcels.empties(shop.castle_row, shop.jacket, 2)
    with pytest.raises(Refused, match="no_stock"):
        send_to(order, "CR", intent=meant(key="a"), by=shop.helen.actor)
    for _twice in range(2):
        assert send_to(order, "MQ", intent=meant(key="b"), by=shop.helen.actor)["store"] == "Mill Quay"
    assert went(order) == [("HW-1001", "MQ", "released")] and shop.tasks() == []
    with pytest.raises(OutOfDate, match="not_parked"):
        send_to(order, "MQ", intent=meant(key="c"), by=shop.helen.actor)


def test_sent_on_it_goes_elsewhere_and_never_back_by_itself(shop, parcels):
    order = parcels.order((shop.jacket, 2))
    job = shop.job(order)
    scan(job, shop.jacket.sku, shop.ana)
    done = send_elsewhere(job, intent=meant(), by=shop.helen.actor)
    assert done == {"is_routed": True, "store": "Castle Row"}
    assert went(order) == [("HW-1001", "MQ", "rerouted"), ("HW-1001-2", "CR", "released")]
    assert shop.level(shop.jacket) == (20, 0, 1), "the picked one waits to be put back"
    assert shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    words = {reason.store: reason.words for reason in told(order.id).reasons}
    assert words["Mill Quay"] == "sent it on"
    second = next(job for job in jobs(order) if job.state == State.RELEASED)
    assert send_elsewhere(second, intent=meant(key="k2"), by=shop.helen.actor)["is_routed"] is False
    assert order.state == OrderState.WAITING and "parked" in shop.tasks()
    retry_parked()
    assert order.state == OrderState.WAITING
    with pytest.raises(OutOfDate, match="too_late"):
        send_elsewhere(second, intent=meant(key="k3"), by=shop.helen.actor)
    cancel_order(order, by=SYSTEM, reason="test")
    assert order.state == OrderState.CANCELED


def test_a_short_that_nobody_gave_up_is_looked_for_elsewhere(shop, parcels):
    order = parcels.order((shop.jacket, 2))
    job = shop.job(order)
    tap(owning.start, job, shop.ana)
    looked = ["floor", "back", "fitting", "returns"]
    form = ShortForm(line=job.lines[0].id, reason="not_found", looked=looked)
    tap(shorts.report_short, job, shop.ana, form)
    assert job.state == State.WAITING
    send_elsewhere(job, intent=meant(), by=shop.helen.actor)
    assert went(order)[1:] == [("HW-1001-2", "CR", "released")]
    assert shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    assert "short" not in shop.tasks()


def test_the_part_that_is_sent_on_leaves_the_other_alone(shop, parcels):
    parcels.empties(shop.mill_quay, shop.kettle)
    parcels.empties(shop.castle_row, shop.jacket)
    order = parcels.order((shop.jacket, 1), (shop.kettle, 1))
    part = next(job for job in jobs(order) if job.store_id == shop.castle_row.id)
    assert send_elsewhere(part, intent=meant(), by=shop.helen.actor)["is_routed"] is False
    assert order.state == OrderState.OPEN and order.auto_cancel_at is None and "parked" in shop.tasks()
    shop.stocks(shop.kettle, 1)
    retry_parked()
    assert [row[1:] for row in sorted(went(order))][-1] == ("MQ", "released")
    assert shop.level(shop.kettle) == (1, 1, 0)


def one_part_parked(shop, parcels):
    """The jacket is at Mill Quay's, the kettle was sent on and nobody has it."""
    parcels.empties(shop.mill_quay, shop.kettle)
    parcels.empties(shop.castle_row, shop.jacket)
    order = parcels.order((shop.jacket, 1), (shop.kettle, 1))
    here, there = sorted(jobs(order), key=lambda job: job.store_id == shop.castle_row.id)
    send_elsewhere(there, intent=meant(), by=shop.helen.actor)
    return order, here


def test_an_order_does_not_end_while_a_part_of_it_is_parked(shop, parcels):
    order, here = one_part_parked(shop, parcels)
    with atomic(order, here):
        cancel_fulfillment(here, by=SYSTEM, reason="test")
        finish_order(order, by=SYSTEM)
    look_again()
    assert order.state == OrderState.OPEN and shop.tasks() == ["parked"]
    shop.stocks(shop.kettle, 1)
    retry_parked()
    assert ("MQ", "released") in [row[1:] for row in went(order)] and shop.tasks() == []


def test_a_parked_part_that_is_taken_off_ends_the_order_with_its_jobs(shop, parcels):
    order, here = one_part_parked(shop, parcels)
    take_in(shop.web, parcels.tells((shop.jacket, 1), number="1001", at=now() + timedelta(minutes=1)))
    retry_parked()
    look_again()
    assert shop.tasks() == [] and order.state == OrderState.OPEN and here.state == State.RELEASED


def test_a_parked_parcel_that_becomes_a_pickup_is_parked_no_more(shop, parcels):
    order = parcels.order((shop.jacket, 41))
    at = now() + timedelta(minutes=1)
    pickup = {"method": Method.PICKUP, "location": "cr"}
    take_in(shop.web, parcels.tells((shop.jacket, 41), number="1001", at=at, **pickup))
    look_again()
    assert shop.tasks() == ["no_stock"] and order.auto_cancel_at is None
    shipped = parcels.tells((shop.jacket, 41), number="1001", at=at + timedelta(minutes=1))
    take_in(shop.web, shipped)
    assert shop.tasks() == ["parked"]


def test_what_arrived_for_a_pickup_is_free_once_it_ships(shop, parcels):
    order = shop.has_order((shop.jacket, 22))
    with atomic(order):
        wants = {shop.jacket.id: 1}
        transfer = request_transfer(
            shop.castle_row, shop.mill_quay, wants, expected_at=None, order=order, by=SYSTEM
        )
        pack(transfer.lines[0], by=SYSTEM)
        send(transfer, by=SYSTEM)
        receive_unit(transfer.lines[0], by=SYSTEM)
    assert shop.level(shop.jacket) == (21, 1, 0)
    take_in(shop.web, parcels.tells((shop.jacket, 22), number="1001", at=now() + timedelta(minutes=1)))
    look_again()
    assert order.state == OrderState.OPEN
    assert shop.level(shop.jacket) == (21, 21, 0) and shop.level(shop.jacket, shop.castle_row) == (19, 1, 0)


def test_an_edit_follows_into_its_parts_once(shop, parcels):
    parcels.empties(shop.mill_quay, shop.jacket, 3)
    parcels.empties(shop.castle_row, shop.jacket, 3)
    order = parcels.order((shop.jacket, 5))
    assert len(went(order)) == 2
    again = parcels.tells((shop.jacket, 4), number="1001", at=now() + timedelta(minutes=1))
    take_in(shop.web, again)
    assert shop.level(shop.jacket)[1] + shop.level(shop.jacket, shop.castle_row)[1] == 4
    more = parcels.tells((shop.jacket, 6), number="1001", at=now() + timedelta(minutes=2))
    take_in(shop.web, more)
    assert shop.level(shop.jacket)[1] + shop.level(shop.jacket, shop.castle_row)[1] <= 6


def test_a_newer_telling_without_change_moves_nothing(shop, parcels):
    order = parcels.order((shop.jacket, 1))
    take_in(shop.web, parcels.tells((shop.jacket, 1), number="1001", at=now() + timedelta(minutes=1)))
    assert went(order) == [("HW-1001", "MQ", "released")] and order.state == OrderState.OPEN


def test_a_parcel_that_becomes_a_pickup_is_let_go_and_set_aside_where_it_is_wanted(shop, parcels):
    order = parcels.order((shop.jacket, 1))
    told_ = parcels.tells(
        (shop.jacket, 1), number="1001", at=now() + timedelta(minutes=1), method=Method.PICKUP, location="cr"
    )
    take_in(shop.web, told_)
    assert went(order) == [("HW-1001", "MQ", "canceled"), ("HW-1001-2", "CR", "released")]
    assert shop.level(shop.jacket) == (20, 0, 0)


def test_picked_it_waits_for_the_packing_bench_in_a_tote_or_without(shop, parcels):
    order = parcels.order((shop.jacket, 2))
    job = shop.job(order)
    scan(job, shop.jacket.sku, shop.ana)
    scan_all(job, shop.ana)
    assert job.state == State.PICKED and job.open_bags == []
    tap(unscans.put_one_back, job, shop.ana, job.lines[0].id)
    assert job.state == State.PICKING
    scan(job, "BAG-7K4", shop.ana)
    scan_all(job, shop.ana)
    assert job.state == State.PICKED and [bag.tag for bag in job.open_bags] == ["7K4"]
    cancel_order(order, by=SYSTEM, reason="test")
    assert (job.state, order.state) == (State.CANCELED, OrderState.CANCELED)
    assert shop.level(shop.jacket) == (20, 0, 2)


def test_two_orders_of_one_person_for_one_address_are_one_parcel(shop, parcels):
    first = parcels.order((shop.jacket, 1), number="1")
    second = parcels.order((shop.kettle, 1), number="2", street="1  FERRY street ")
    third = parcels.order((shop.milk, 1), number="3")
    parcels.order((shop.milk, 1), number="4", street="2 Ferry Street")
    parcels.order((shop.milk, 1), number="5", first="Noor", customer="c-noor")
    with as_of(now() + timedelta(minutes=16)):
        parcels.order((shop.milk, 1), number="6")
    look_again()
    found = one_parcel([job for order in every_order() for job in jobs(order)])
    assert found == {"HW-1": "HW-2, HW-3", "HW-2": "HW-1, HW-3", "HW-3": "HW-1, HW-2"}
    assert {order.number for order in (first, second, third)} == set(found)


def test_who_was_faster_to_the_last_one_is_looked_at_again(shop, parcels, monkeypatch):
    """Between looking and taking somebody else takes them: it is decided again, on what is there then."""
    gather, looked = assign.gather, []

    def slow(variants, *, at):
        facts = gather(variants, at=at)
        if not looked:
            looked.append(1)
            level_id = ledger.level_of(shop.mill_quay.id, shop.jacket.id)
            ledger.adjust(level_id, -20, Kind.ADJUSTED, cause="test", by=SYSTEM)
        return facts

    monkeypatch.setattr(assign, "gather", slow)
    order = parcels.order((shop.jacket, 1))
    assert went(order) == [("HW-1001", "CR", "released")]


def test_an_unlucky_order_is_parked_after_a_few_tries(shop, parcels, monkeypatch):
    looked = []

    def always_late(variants, *, at):
        looked.append(1)
        return facts

    facts = assign.gather({shop.jacket.id}, at=now())
    for store in (shop.mill_quay, shop.castle_row):
        parcels.empties(store, shop.jacket)
    monkeypatch.setattr(assign, "gather", always_late)
    order = parcels.order((shop.jacket, 1))
    assert (len(looked), order.state) == (assign.TRIES, OrderState.WAITING)
    assert went(order) == [] and shop.tasks() == ["parked"]


def test_the_operators_rules_replace_the_built_in_ones(shop, parcels):
    parcels.sets(shop.castle_row, groups=["outlet"])
    rule(1, "Outlets", Action.ASSIGN, filters={"groups_in": ["outlet"]})
    rule(2, "Off", Action.ASSIGN, is_active=False)
    order = parcels.order((shop.jacket, 1))
    assert told(order.id).rule == "Outlets" and went(order)[0][1] == "CR"
    parcels.empties(shop.castle_row, shop.jacket)
    nobody = parcels.order((shop.jacket, 1), number="2")
    assert nobody.state == OrderState.WAITING and nobody.auto_cancel_at is None


def rule(position, name, action, **columns):
    with atomic():
        db.session.add(RoutingRule(position=position, name=name, action=action, **columns))


def jobs(order):
    look_again()
    from associate.core.fulfillment.queries import fulfillments_of

    return fulfillments_of(order.id)


def every_order():
    from associate.core.orders.models import Order

    return list(db.session.scalars(sa.select(Order).order_by(Order.id)))
