"""A stop-sale reaches every scan: what is recalled stays where it is."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.catalog.stop_sales import StopSale
from associate.core.events.models import Delivery, Event
from associate.core.fulfillment.states import State
from associate.core.inventory.queries import free, level_here
from associate.core.orders.models import OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from tests.support.counter import qr, stage
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE, refusal, scan
from tests.support.shop import look_again

LOT7, LOT9 = (f"(01)04006381333931(10){lot}" for lot in ("L7", "L9"))


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    look_again()
    assert list(mismatches()) == []


@pytest.fixture
def helen(app, shop):
    return Person(app, shop.helen)


def stops(helen, variant, what="all", **marks):
    helen.opens("/stock/recalls/new", q=variant.sku)
    helen.taps("Stop it in every store", what=what, reason="The handle breaks.", **marks)
    look_again()
    return db.session.scalars(sa.select(StopSale).order_by(StopSale.id.desc())).first()


def ends(helen, stop):
    helen.opens(f"/stock/recalls/{stop.id}").taps("It may be sold again", why="Tested, it holds.")
    look_again()


def test_a_scan_stops_while_picking_until_the_recall_ends(app, shop, helen):
    job = shop.job(shop.has_order((shop.kettle, 1), (shop.jacket, 1)))
    stop = stops(helen, shop.kettle)
    helen.sees("Stopped in every store: All of it", "The handle breaks.")
    job = shop.job(job.order)
    assert scan(job, JACKET, shop.ana)["kind"] == "ok"
    told = refusal(scan, job, KETTLE, shop.ana)
    assert told.code == "stop_sale" and told.message == "Recalled: keep it here. The handle breaks."
    ends(helen, stop)
    assert scan(shop.job(job.order), KETTLE, shop.ana)["kind"] in ("ok", "done")


def test_nothing_of_it_is_free_or_given_to_an_order(app, shop, helen):
    stop = stops(helen, shop.kettle)
    level = level_here(shop.mill_quay.id, shop.kettle.id)
    assert free(level) == 0
    order = shop.has_order((shop.kettle, 1), number="1002")
    assert order.state == OrderState.WAITING and "no_stock" in shop.tasks()
    ana = Person(app, shop.ana).opens("/stock/lookup", q=shop.kettle.sku)
    ana.sees("Recalled: keep it here", "The handle breaks.", "Free to promise 0", "none may go")
    assert shop.has_order((shop.jacket, 1), number="1003").state == OrderState.OPEN
    ends(helen, stop)
    assert free(level_here(shop.mill_quay.id, shop.kettle.id)) == 20


def test_ready_bags_are_listed_and_stop_at_the_counter(app, shop, helen):
    job = stage(shop, shop.has_order((shop.kettle, 1), (shop.jacket, 1)), "7K4")
    stops(helen, shop.kettle)
    helen.sees("HW-1001", "Holds it", "7K4", "Rack R-1")
    task = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.STOP_SALE)).one()
    assert (task.store_id, task.facts["bags"]) == (shop.mill_quay.id, ["7K4"])
    helen.opens("/tasks").sees("Recalled and in bags: Enamel kettle 1.5 L", "HW-1001 can’t go with it")
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job))
    ana.scans("7K4")
    assert ana.code == "stop_sale"
    helen.opens(f"/tasks/{task.id}").taps("See the bags").sees("7K4")


def test_one_lot_is_known_by_its_scan(app, shop, helen):
    job = shop.job(shop.has_order((shop.kettle, 2)))
    stops(helen, shop.kettle, "lot", lot="L7")
    job = shop.job(job.order)
    assert refusal(scan, job, LOT7, shop.ana).code == "stop_sale"
    assert refusal(scan, job, KETTLE, shop.ana).code == "look_at_lot"
    assert scan(job, LOT9, shop.ana)["kind"] == "ok"
    ana = Person(app, shop.ana).opens("/pick/HW-1001").sees("Some of it is recalled.")
    ana.taps("Pick it", mark="L7")
    assert ana.code == "stop_sale"
    ana.opens("/pick/HW-1001").taps("Pick it", mark="L8").sees("2 of 2")
    level = level_here(shop.mill_quay.id, shop.kettle.id)
    assert free(level) == 18  # the others may go
    assert ana.scans("7K4").code is None  # both units said another lot: the bag may go on


def test_a_lot_in_a_bag_that_nobody_can_tell_is_looked_at_once(app, shop, helen):
    job = stage(shop, shop.has_order((shop.kettle, 1)), "7K4", contents={"7K4": {0: 1}})
    stop = stops(helen, shop.kettle, "lot", lot="L7")
    helen.sees("Look at the lot", "7K4")
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job)).scans("7K4")
    assert ana.code == "look_at_lot"
    helen.taps("Looked: it’s another one").sees("HW-1001 may go", "No bag of this store holds any of it")
    assert "stop_sale" not in shop.tasks()
    ana.opens("/handover").scans(qr(job)).scans("7K4")
    assert ana.code is None
    assert db.session.scalars(sa.select(Event).where(Event.kind == "recall.looked")).one().facts == {
        "stop": stop.id
    }


def test_who_has_it_already_is_counted_and_linked_without_names(app, shop, helen):
    job = stage(shop, shop.has_order((shop.kettle, 2)), "7K4")
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job), "7K4").taps("Hand over")
    assert shop.level(shop.kettle) == (18, 0, 0), ana.text
    stop = stops(helen, shop.kettle)
    helen.sees("Who has it already 1", "2 units left with customers", "HW-1001").does_not_see("Maya", "Rosen")
    charlie = Person(app, shop.charlie).opens(f"/stock/recalls/{stop.id}")
    charlie.sees("1 more in other stores").does_not_see("HW-1001", "End the recall")


def test_it_takes_a_manager_a_reason_and_a_lot_that_is_named(app, shop, helen):
    form = {"sku": shop.kettle.sku, "what": "all", "reason": "The handle breaks."}
    assert Person(app, shop.marcus).posts("/stock/recalls", **form).status == 403
    assert (
        helen.opens("/stock/recalls").posts("/stock/recalls", **{**form, "reason": " "}).code == "no_reason"
    )
    assert helen.posts("/stock/recalls", **{**form, "what": "lot", "lot": " "}).code == "no_mark"
    stop = stops(helen, shop.kettle)
    assert helen.posts("/stock/recalls", **form).code == "stopped_already"
    assert helen.posts(f"/stock/recalls/{stop.id}/end", why="").code == "no_reason"
    ends(helen, stop)
    assert helen.posts(f"/stock/recalls/{stop.id}/end", why="again").code == "ended_already"


def test_what_nobody_recalls_costs_a_scan_nothing(shop):
    job = shop.job(shop.has_order((shop.kettle, 1)))
    asked = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    scan(job, KETTLE, shop.ana)

    assert not any(text.startswith("SELECT stop_sales") for text in asked)


def takes_out(person, stop, number="HW-1001"):
    person.opens(f"/stock/recalls/{stop.id}").taps(f"Take it out and refund {number}")
    return person


def test_one_recalled_thing_leaves_its_bag_and_the_money_is_owed(app, shop, helen):
    job = stage(shop, shop.has_order((shop.kettle, 2), (shop.jacket, 1)), "7K4")
    stop = stops(helen, shop.kettle)
    marcus = Person(app, shop.marcus).opens(f"/stock/recalls/{stop.id}/bags/HW-1001")
    marcus.sees("Enamel kettle", "2 units", "7K4", "The rest of the order stays", "The customer is told")
    command = marcus.page.select_one("main form input[name=command_id]")["value"]
    marcus.taps("It’s out of the bag: refund it").sees(
        "Out of HW-1001", "No bag of this store holds any of it"
    )
    again = {"command_id": command, "store": "MQ"}
    marcus.posts(f"/stock/recalls/{stop.id}/bags/HW-1001", **again).sees("Out of HW-1001")
    look_again()
    job = shop.job(job.order)
    kettle = next(line for line in job.lines if line.variant_id == shop.kettle.id)
    assert (job.state, kettle.picked, kettle.short) == (State.READY, 0, 2)
    assert shop.level(shop.kettle) == (20, 0, 2)  # here, nobody's, and not for sale
    refund = db.session.scalars(sa.select(Task).where(Task.kind == TaskKind.REFUND)).one()
    assert (refund.facts["amount"], refund.facts["why"]) == (kettle.order_line.total, "recalled")
    told = db.session.scalars(sa.select(Delivery).where(Delivery.kind == "recalled")).all()
    assert len(told) == 1 and told[0].order_id == job.order_id
    assert "stop_sale" not in shop.tasks()
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job)).scans("7K4")
    assert ana.code is None  # the jacket may go
    helen.opens("/orders/HW-1001").sees("Recalled, taken out: 2 ×")


def test_what_was_taken_out_waits_apart_until_the_recall_is_over(app, shop, helen):
    stage(shop, shop.has_order((shop.kettle, 1)), "7K4")
    stop = stops(helen, shop.kettle, "lot", lot="L7")
    helen.opens(f"/stock/recalls/{stop.id}/bags/HW-1001").sees("Look at them first", "the order is over")
    helen.taps("It’s out of the bag: refund it")
    look_again()
    assert shop.level(shop.kettle) == (20, 0, 1)
    helen.opens("/putback").sees("Recalled, out of HW-1001", "Keep it apart").taps("It’s on the shelf")
    assert helen.code == "stop_sale"
    ends(helen, stop)
    helen.opens("/putback").taps("It’s on the shelf")
    look_again()
    assert shop.level(shop.kettle) == (20, 0, 0)


def test_it_may_be_written_off_instead(app, shop, helen):
    stage(shop, shop.has_order((shop.kettle, 1)), "7K4")
    stop = stops(helen, shop.kettle)
    takes_out(helen, stop).taps("It’s out of the bag: refund it")
    helen.opens("/putback").taps("Write it off", why="recalled")
    look_again()
    assert shop.level(shop.kettle) == (19, 0, 0)


def test_an_order_with_nothing_else_in_it_is_over_and_its_tag_is_free(app, shop, helen):
    job = stage(shop, shop.has_order((shop.kettle, 1)), "7K4")
    stop = stops(helen, shop.kettle)
    takes_out(helen, stop).taps("It’s out of the bag: refund it")
    look_again()
    job = shop.job(job.order)
    assert (job.state, job.order.state) == (State.CANCELED, OrderState.CANCELED) and not job.open_bags
    ana = Person(app, shop.ana).opens("/handover").scans(qr(job))
    ana.sees("HW-1001 is canceled")


def test_only_the_lot_that_is_recalled_leaves(app, shop, helen):
    job = shop.job(shop.has_order((shop.kettle, 2)))
    for code in (LOT7, LOT9):
        assert scan(shop.job(job.order), code, shop.ana)["kind"] in ("ok", "done")
    stop = stops(helen, shop.kettle, "lot", lot="L7")
    takes_out(helen, stop).sees("1 unit").taps("It’s out of the bag: refund it")
    look_again()
    job = shop.job(job.order)
    assert (job.lines[0].picked, job.lines[0].short, job.state) == (1, 1, State.PICKED)
    helen.sees("No bag of this store holds any of it")


def test_an_associate_takes_nothing_out_and_what_is_gone_is_said(app, shop, helen):
    stage(shop, shop.has_order((shop.kettle, 1), (shop.jacket, 1)), "7K4")
    stop = stops(helen, shop.kettle)
    url = f"/stock/recalls/{stop.id}/bags/HW-1001"
    assert Person(app, shop.ana).posts(url).status == 403
    takes_out(helen, stop).taps("It’s out of the bag: refund it")
    assert helen.posts(url).code == "not_in_bags"
    assert Person(app, shop.charlie).opens(f"/stock/recalls/{stop.id}").posts(url).status in (403, 404)
