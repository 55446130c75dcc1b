"""Two stores and a box between them."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.core.fulfillment.links import make_link
from associate.core.inventory.transfers import Transfer, TransferState
from associate.core.tasks.models import Task
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.picking import JACKET, KETTLE
from tests.support.shop import look_again


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


def only_transfer():
    look_again()
    return db.session.scalars(sa.select(Transfer)).one()


def asks_for(person, *codes):
    return person.opens("/transfers").taps("Ask another store").scans(*codes)


def test_asked_for_packed_sent_and_received(app, shop):
    ana = asks_for(Person(app, shop.ana), JACKET, JACKET, KETTLE).sees("2 wanted, 20 free", "Has all of it")
    ana.taps("Ask Castle Row").sees("T-1001 asked for", "Asked for")
    assert shop.level(shop.jacket, shop.castle_row) == (20, 2, 0)
    charlie = Person(app, shop.charlie).opens("/transfers", show="outgoing").sees("To Mill Quay", "3 units")
    charlie.opens("/transfers/T-1001").scans(JACKET, JACKET).sees("2 of 2 in the box")
    assert charlie.scans(JACKET).code == "over_ship"
    charlie.opens("/transfers/T-1001").scans(KETTLE).taps("Send 3 units").sees("3 sent")
    ana.opens("/transfers").sees("T-1001", "On the way")
    ana.opens("/transfers/T-1001").scans(JACKET, JACKET, KETTLE).sees("Received")
    assert shop.level(shop.jacket) == (22, 0, 0) and shop.level(shop.kettle) == (21, 0, 0)
    ana.opens("/transfers", show="done").sees("T-1001")


def test_the_sender_packs_and_the_receiver_receives_and_nobody_else_sees_it(app, shop):
    ana = asks_for(Person(app, shop.ana), JACKET).taps("Ask Castle Row")
    assert ana.posts("/transfers/T-1001/box", code=JACKET).code == "not_the_sender"
    assert (
        Person(app, shop.charlie).posts("/transfers/T-1001/arrivals", code=JACKET).code == "not_the_receiver"
    )


def test_too_few_there_names_what_is_short_and_sets_nothing_aside(app, shop):
    ana = asks_for(Person(app, shop.ana), JACKET)
    ana.taps("Set", units="21").sees("21 wanted, 20 free", "Too few")
    items = f"{shop.jacket.id}:21,{shop.kettle.id}:1"
    ana.posts("/transfers", origin="CR", items=items, store="MQ")
    assert ana.code == "too_few" and "Harbor rain jacket" in ana.text and "kettle" not in ana.text
    assert shop.level(shop.kettle, shop.castle_row) == (20, 0, 0)


def test_part_leaves_one_is_lost_and_the_senders_manager_is_asked(app, shop):
    ana = asks_for(Person(app, shop.ana), JACKET, JACKET, JACKET).taps("Ask Castle Row")
    charlie = Person(app, shop.charlie).opens("/transfers/T-1001").scans(JACKET, JACKET, JACKET)
    charlie.taps("Take one out").sees("Out of the box").taps("Send 2 of 3")
    assert shop.level(shop.jacket, shop.castle_row) == (18, 0, 0)
    ana.opens("/transfers/T-1001").scans(JACKET).sees("1 of 2 here")
    ana.posts("/transfers/T-1001/loss", why="", store="MQ")
    assert ana.code == "no_reason"
    ana.opens("/transfers/T-1001").taps("Close it without them", why="not_in_box").sees("1 lost")
    assert only_transfer().state == TransferState.RECEIVED
    task = db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))).one()
    assert task.store_id == shop.castle_row.id
    rosa = Person(app, shop.rosa).posts("/me/store", code="CR").opens(f"/tasks/{task.id}")
    rosa.sees("T-1001: 1 unit didn’t arrive", "Mill Quay says it wasn’t in the box")
    rosa.taps("Found out, settled", note="Left on the bench").sees("Settled")


def test_the_same_scan_sent_twice_packs_one(app, shop):
    asks_for(Person(app, shop.ana), JACKET, JACKET).taps("Ask Castle Row")
    charlie = Person(app, shop.charlie)
    for _again in range(2):
        charlie.posts("/transfers/T-1001/box", code=JACKET, command_id="one-jacket-into-the-box")
    assert only_transfer().packed == 1


def test_a_canceled_transfer_frees_what_it_held(app, shop):
    ana = asks_for(Person(app, shop.ana), JACKET).taps("Ask Castle Row").taps("Cancel the transfer")
    ana.sees("Canceled")
    assert shop.level(shop.jacket, shop.castle_row) == (20, 0, 0) and shop.tasks() == []


def test_a_parked_pickup_gets_what_it_lacks_from_another_store(app, shop):
    order = shop.has_order((shop.jacket, 22))
    task = db.session.scalars(sa.select(Task)).one()
    helen = Person(app, shop.helen).opens(f"/tasks/{task.id}").taps("Ask another store for it")
    helen.sees("What HW-1001 lacks here", "2 wanted, 20 free").taps("Ask Castle Row").sees(
        "For order HW-1001"
    )
    helen.opens(f"/transfers/orders/{order.number}").sees("Nothing is lacking")
    helen.opens(f"/tasks/{task.id}").sees("On its way", "T-1001")
    helen.opens(f"/orders/{order.number}").sees("Comes from another store by")
    with atomic():
        token = make_link(order)
    Person(app).opens(f"/p/{token}").sees(
        "Please don’t come before", "Something of it comes from another store"
    )
    charlie = Person(app, shop.charlie).opens("/transfers/T-1001").scans(JACKET, JACKET)
    charlie.taps("Send 2 units")
    ana = Person(app, shop.ana).opens("/transfers/T-1001").scans(JACKET).sees("1 of 2 here")
    ana.scans(JACKET).sees("Its order can be picked now")
    assert shop.job(order).units_wanted == 22 and shop.tasks() == []


def test_only_a_manager_moves_goods_for_an_order(app, shop):
    order = shop.has_order((shop.jacket, 22))
    assert Person(app, shop.ana).opens(f"/transfers/orders/{order.number}").status == 403
