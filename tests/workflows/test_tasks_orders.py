"""Orders that can’t begin yet, and orders that left by another hand: each way out does what it says, once."""

import pytest

from associate.core.fulfillment.states import State
from associate.core.orders.incoming import Method, Payment
from associate.core.orders.models import OrderState
from associate.db import atomic
from associate.jobs.chores import parked
from tests.support.counter import books_agree  # noqa: F401  a fixture
from tests.support.people import Person
from tests.support.tasks import elsewhere, only_task, order_now, spanning, task, unknown

# ── the order can't begin yet ────────────────────────────────────────────────


def test_mapping_a_product_sets_every_order_free_that_waited_for_it(app, shop):
    for number in ("1001", "1002"):
        unknown(shop, number)
    helen = Person(app, shop.helen).opens("/tasks").sees("1 other order has it too.")
    helen.taps("Map this product").taps("Find it in the catalog")
    helen.opens(helen.url, q="kettle").sees("Enamel kettle 1.5 L, Cream").taps("It’s this")
    helen.sees("Mapped", "2 orders are free to pick.")
    assert shop.level(shop.kettle) == (20, 2, 0) and shop.tasks() == []
    assert unknown(shop, "1003").state == OrderState.OPEN


def test_a_product_is_found_by_its_barcode_and_one_that_is_gone_is_refused(app, shop):
    unknown(shop, "1001")
    url = f"/tasks/{only_task().id}"
    helen = Person(app, shop.helen).opens(f"{url}/map", q="4006381333931").sees("Enamel kettle")
    helen.opens(f"{url}/map", q="%_").sees("Nothing by that name")
    for variant in ("999", "x", "", "99999999999999999999"):
        assert helen.posts(f"{url}/mapping", variant=variant).code == "no_such_product"
    assert shop.tasks() == ["map_product"]


def test_mapping_again_with_the_same_tap_answers_the_same_and_another_tap_is_too_late(app, shop):
    unknown(shop, "1001")
    helen, url = Person(app, shop.helen), f"/tasks/{only_task().id}/mapping"
    for _ in range(2):
        assert helen.posts(url, variant=shop.kettle.id, command_id="the-same-tap").status == 200
    assert helen.posts(url, variant=shop.jacket.id).code == "task_done"
    assert shop.level(shop.kettle) == (20, 1, 0) and shop.level(shop.jacket) == (20, 0, 0)


def test_pickup_at_a_chosen_store(app, shop):
    order = shop.has_order((shop.jacket, 1), method=None, location=None)
    rosa = spanning(app, shop.rosa).opens(f"/tasks/{task(order).id}")
    assert rosa.posts(f"/tasks/{task(order).id}/method", method="pickup", at="").code == "no_store_chosen"
    assert rosa.posts(f"/tasks/{task(order).id}/method", method="teleport", at="CR").code == "no_method"
    rosa.opens(f"/tasks/{task(order).id}").taps("It’s picked up there", at="CR", method="pickup").sees(
        "It’s in the store’s queue."
    )
    assert shop.job(order).store_id == shop.castle_row.id and shop.tasks() == []


def test_it_ships_and_is_not_ours(app, shop):
    order = shop.has_order((shop.jacket, 1), method=None)
    Person(app, shop.helen).opens(f"/tasks/{task(order).id}").taps("It ships, not ours", method="ship").sees(
        "It ships"
    )
    assert order_now(order).state == OrderState.EXTERNAL and order_now(order).method == Method.SHIP


def test_choosing_the_store_of_a_pickup(app, shop):
    order = shop.has_order((shop.jacket, 1), location="nowhere")
    spanning(app, shop.rosa).opens(f"/tasks/{task(order).id}").taps(
        "It’s picked up there", at="MQ", method="pickup"
    )
    assert shop.job(order).state == State.RELEASED and shop.tasks() == []


def test_a_store_with_too_little_leaves_the_next_task(app, shop):
    order = shop.has_order((shop.jacket, 21), location="nowhere")
    rosa = spanning(app, shop.rosa).opens(f"/tasks/{task(order).id}")
    rosa.taps("It’s picked up there", at="MQ", method="pickup").sees("It still waits")
    assert shop.tasks() == ["no_stock"]


def test_a_parked_order_is_tried_again(app, shop):
    order = shop.has_order((shop.jacket, 21))
    helen = Person(app, shop.helen).opens(f"/tasks/{task(order).id}").sees("21 wanted, 20 free")
    helen.taps("Try again now").sees("Still too few")
    shop.stocks(shop.jacket, 5)
    helen.taps("Try again now").sees("Released")
    assert shop.job(order).state == State.RELEASED and shop.tasks() == []


def test_many_hopeless_orders_starve_no_later_one(app, shop, monkeypatch):
    monkeypatch.setattr(parked, "AT_ONCE", 2)
    for n in (1, 2, 3):
        shop.has_order((shop.jacket, 21), number=str(n))
    last = shop.has_order((shop.kettle, 21), number="4")
    shop.stocks(shop.kettle, 5)
    parked.retry_parked()
    assert last.state == "waiting"
    parked.retry_parked()
    assert shop.job(last).state == State.RELEASED and shop.tasks() == ["no_stock"] * 3
    shop.stocks(shop.jacket, 5)
    for _n in range(3):
        parked.retry_parked()
    assert shop.tasks() == ["no_stock"] * 2


def test_a_parked_order_can_be_canceled_from_its_task(app, shop):
    order = shop.has_order((shop.jacket, 21))
    helen = Person(app, shop.helen).opens(f"/tasks/{task(order).id}").taps("Cancel the order")
    helen.taps("Cancel the order", reason="no_stock").sees("canceled")
    assert shop.tasks() == ["refund"]


def test_a_lead_reads_who_can_and_is_refused(app, shop):
    waiting = task(shop.has_order((shop.jacket, 21)))
    marcus = (
        Person(app, shop.marcus).opens(f"/tasks/{waiting.id}").sees("A manager can release or cancel it.")
    )
    assert marcus.posts(f"/tasks/{waiting.id}/release").status == 403


# ── collected already ────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", [State.RELEASED, State.PICKING, State.PICKED, State.READY])
def test_what_left_by_another_hand_leaves_the_books_once(app, shop, state):
    job = elsewhere(shop, state)
    marcus = Person(app, shop.marcus)
    waiting = only_task()
    for _ in range(2):
        marcus.posts(f"/tasks/{waiting.id}/decision", decision="gone", command_id="the-same-tap")
    job = shop.job(job.order)
    assert (job.state, job.hold, job.open_bags) == (State.COLLECTED, "", [])
    assert shop.level(shop.jacket) == (18, 0, 0) and order_now(job.order).state == OrderState.DONE
    assert shop.tasks() == []
    assert marcus.posts(f"/tasks/{waiting.id}/decision", decision="here").code == "task_done"


def test_what_is_still_here_goes_on(app, shop):
    job = elsewhere(shop, State.READY)
    Person(app, shop.marcus).opens("/tasks").sees("collected already?").taps("Look for the bags").taps(
        "No, it’s still here", decision="here"
    )
    assert (shop.job(job.order).state, shop.job(job.order).hold) == (State.READY, "")
    assert shop.level(shop.jacket) == (20, 2, 0) and shop.tasks() == []


def test_still_here_without_the_money_stays_stopped(app, shop):
    job = elsewhere(shop, State.READY)
    with atomic(job.order):
        job.order.payment = Payment.PENDING
    Person(app, shop.marcus).posts(f"/tasks/{only_task().id}/decision", decision="here")
    assert shop.job(job.order).hold == "payment"


@pytest.mark.parametrize("decision", ["", "lost", "give_up", "nonsense"])
def test_a_decision_of_another_kind_is_refused(app, shop, decision):
    elsewhere(shop, State.READY)
    assert (
        Person(app, shop.marcus).posts(f"/tasks/{only_task().id}/decision", decision=decision).code
        == "no_such_decision"
    )
