"""Routing on the screens: the rules and their dry run, the order's page, the queue."""

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.models import Fulfillment
from associate.core.inventory.models import Movement
from associate.core.routing.book import the_rules
from associate.core.routing.decisions import told
from associate.core.routing.rules import RoutingDecision, RoutingRule
from associate.core.routing.tryout import try_out
from associate.db import db
from tests.support.people import Person
from tests.support.picking import scan, scan_all
from tests.support.routing import BEND, Parcels, went
from tests.support.settings import as_shown, press
from tests.support.shop import look_again


@pytest.fixture
def parcels(shop):
    return Parcels(shop)


@pytest.fixture
def rosa(app, shop):
    """Regional: she chose Mill Quay for now."""
    return Person(app, shop.rosa).posts("/me/store", code="MQ")


def names():
    look_again()
    find = sa.select(RoutingRule.name).order_by(RoutingRule.position)
    return list(db.session.scalars(find))


def test_the_built_in_rules_hold_until_somebody_changes_one(app, shop, parcels, rosa):
    rosa.opens("/settings/routing").sees(
        "These rules came with the house",
        "One store has it all",
        "Stores: in the customer’s country, with the minimum to route. Nearest first, then most room in its "
        "day first. All of it goes to the first that has all.",
        "From €50.00 on it may be split, over as few as can be.",
        "is canceled after 5 days",
    )
    assert names() == []
    press(rosa.opens("/settings/routing/1"), name="Near by", within_km="80").sees(
        "If you save this", "Within so many km", "No order has shipped yet"
    )
    press(rosa).sees("Saved", "Near by", "within 80 km").does_not_see("came with the house")
    assert names() == ["Near by", "Several stores together", "Wait for stock"]
    event = db.session.scalars(sa.select(Event).where(Event.kind == "routing_rule.changed")).one()
    assert describe(event.kind, event.facts) == (
        "Settings, Near by: Name One store has it all → Near by, Within so many km nothing → 80"
    )


def test_a_new_rule_is_asked_before_the_one_that_waits(rosa):
    rosa.opens("/settings/routing/new")
    press(rosa, name="Far", action="split", same_country=None, first_by="cost", split_above="49,90")
    press(rosa.sees("If you save this")).sees("Saved", "Cheapest parcel first", "From €49.90 on")
    assert names() == ["One store has it all", "Several stores together", "Far", "Wait for stock"]


def test_what_can_t_be_taken_is_named_and_kept(rosa):
    rosa.opens("/settings/routing/new")
    press(rosa, name="", within_km="far", action="split", split_above="lots")
    assert (rosa.status, rosa.code) == (422, "check_fields")
    rosa.sees("This can’t stay empty", "A whole number from 1 to 20000", "An amount like 50")
    assert names() == []


def test_groups_are_those_that_stores_are_in(shop, parcels, rosa):
    parcels.sets(shop.castle_row, groups=["outlet"])
    press(rosa.opens("/settings/routing/1"), groups_in=["outlet"], groups_out=["outlet"])
    rosa.sees("A group can’t be both in and out.")
    press(press(rosa.opens("/settings/routing/1"), groups_out=["outlet"])).sees("Saved", "not in outlet")


def test_rules_move_and_stop(shop, parcels, rosa):
    rosa.opens("/settings/routing")
    seen = rosa.page.select_one("input[name=seen]")["value"]
    rosa.posts("/settings/routing/3/steps", direction="up", seen=seen).sees(
        "Moved", "Wait for stock is number 2 now"
    )
    assert names() == ["One store has it all", "Wait for stock", "Several stores together"]
    rosa.posts("/settings/routing/3/steps", direction="up", seen=seen)
    assert rosa.code == "changed_since"
    press(press(rosa.opens("/settings/routing/1"), is_active=None)).sees("Saved", "off")
    order = parcels.order((shop.jacket, 1))
    assert told(order.id).rule == "Wait for stock"


def test_a_rule_that_somebody_changed_meanwhile_is_looked_at_again(rosa):
    form = as_shown(press(rosa.opens("/settings/routing/1"), name="Mine"))
    press(press(rosa.opens("/settings/routing/1"), name="Yours")).sees("Saved")
    rosa.posts("/settings/routing/1", **form)
    assert rosa.code == "changed_since" and names()[0] == "Yours"


def test_only_who_looks_after_all_stores_sets_them(app, shop):
    for staff in (shop.ana, shop.marcus, shop.helen):
        assert Person(app, staff).opens("/settings/routing").status == 403
        assert Person(app, staff).posts("/settings/routing/1").status == 403


def test_a_dry_run_says_where_the_last_orders_would_have_gone_and_changes_nothing(shop, parcels, rosa):
    parcels.order((shop.jacket, 1), number="1")
    parcels.order((shop.jacket, 1), number="2", postcode=BEND)
    parcels.order((shop.jacket, 41), number="3")
    shop.has_order((shop.jacket, 1), number="4")
    before = counts()
    rosa.opens("/settings/routing/dry-run").sees(
        "Of the last 3 orders that ship, 0 would have gone elsewhere, 1 would have waited.", "as it was"
    )
    press(rosa.opens("/settings/routing/1"), first_by="", then_by="", within_km="50")
    press_page = rosa.sees("Of the last 3 orders that ship, 0 would have gone elsewhere")
    parcels.sets(shop.mill_quay, groups=["north"])
    press(press_page.opens("/settings/routing/1"), groups_in=["north"])
    rosa.sees(
        "1 would have gone elsewhere", "HW-2 Castle Row → Mill Quay", "Castle Row 1 → 0", "Mill Quay 1 → 2"
    )
    rosa.sees("Castle Row: not in the group")
    assert counts() == before and names() == []


def test_the_last_unit_that_an_order_itself_set_aside_counts_for_it(shop, parcels):
    parcels.empties(shop.castle_row, shop.jacket)
    parcels.empties(shop.mill_quay, shop.jacket, 1)
    parcels.order((shop.jacket, 1))
    assert [trial.would_go for trial in try_out(the_rules()).trials] == [("MQ",)]


def test_orders_that_the_platform_ships_itself_can_be_tried_before_we_do(shop, parcels):
    parcels.sets(shop.web, ships_from_stores=False)
    parcels.order((shop.jacket, 1))
    [trial] = try_out(the_rules()).trials
    assert (trial.before, trial.would_go) == ((), ("MQ",))


@pytest.mark.engine("sqlite")
def test_a_dry_run_takes_as_many_statements_for_many_orders_as_for_few(shop, parcels):
    parcels.order((shop.jacket, 1), number="0")
    few = statements(lambda: try_out(the_rules()))
    for n in range(1, 6):
        parcels.order((shop.jacket, 1), (shop.kettle, 1), number=str(n))
    assert statements(lambda: try_out(the_rules())) == few <= 16


def test_an_orders_page_says_who_sends_it_and_why(app, shop, parcels):
    order = parcels.order((shop.jacket, 1))
    ana = Person(app, shop.ana).opens(f"/orders/{order.number}")
    ana.sees(
        "Mill Quay sends it",
        "One store has it all",
        "Mill Quay : under 1 km, all items, 0 orders today",
        "Castle Row: 198 km",
    )
    ana.does_not_see("to another store")
    assert ana.opens(f"/orders/{order.number}/routing").status == 403
    assert ana.posts(f"/orders/{order.number}/destination", at="CR").status == 403


def test_a_manager_sends_it_on(app, shop, parcels):
    order = parcels.order((shop.jacket, 1))
    helen = Person(app, shop.helen).opens(f"/orders/{order.number}").taps("Send HW-1001 to another store")
    helen.sees("Send HW-1001 to another store?", "Castle Row", "198 km, all items")
    helen.taps("Let the rules choose")
    assert helen.url == "/orders", "another store has it now"
    assert went(order) == [("HW-1001", "MQ", "rerouted"), ("HW-1001-2", "CR", "released")]


def test_a_parked_order_is_a_task_with_three_ways_out(app, shop, parcels):
    order = parcels.order((shop.jacket, 41))
    Person(app, shop.sam).posts("/me/store", code="CR").opens("/tasks").sees(
        "No store can send HW-1001", "Canceled by itself on"
    )
    helen = (
        Person(app, shop.helen)
        .opens(f"/orders/{order.number}")
        .sees("No store can send it yet", "20 of 41 items")
    )
    helen.taps("Choose a store, or let it wait").sees("Can’t send all of it", "20 of 41 items")
    helen.taps("Let it wait, without a date").sees("It waits on").does_not_see("Canceled by itself")
    shop.stocks(shop.jacket, 25)
    helen.opens(f"/orders/{order.number}/routing").taps("Send it there", at="MQ").sees("Sent on")
    assert went(order) == [("HW-1001", "MQ", "released")]
    helen.opens(f"/orders/{order.number}").sees("A person chose the store")


def test_service_reads_the_reasons_and_moves_nothing(app, shop, parcels):
    order = parcels.order((shop.jacket, 1))
    sam = Person(app, shop.sam).opens(f"/orders/{order.number}").sees("Mill Quay sends it")
    assert sam.opens(f"/orders/{order.number}/routing").status == 403


def test_the_queue_shows_what_ships_and_picking_ends_at_the_bench(app, shop, parcels):
    first = parcels.order((shop.jacket, 1), number="1")
    parcels.order((shop.kettle, 1), number="2")
    ana = Person(app, shop.ana).opens("/pick").sees("One parcel with HW-2", "One parcel with HW-1")
    job = shop.job(first)
    scan_all(job, shop.ana)
    ana.opens("/pick/HW-1").sees("Which tote is it in?")
    for code in ("BAG-7K4", "LOC-R-1"):
        scan(job, code, shop.ana)
    ana.opens("/pick/HW-1").sees("It waits at the pack bench.", "Next order")
    ana.opens("/pick").sees("To be shipped").does_not_see("HW-1 ")
    assert Person(app, shop.charlie).opens("/pick/HW-1").status == 404


def counts():
    look_again()
    tables = (Event, Movement, Fulfillment, RoutingDecision, RoutingRule)
    return [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables[1:]]


def statements(deed) -> int:
    look_again()
    seen = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    deed()
    return len(seen)
