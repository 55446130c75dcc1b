"""Orders whose money is not there: seen by a manager, asked about after a day, and gone by themselves."""

from datetime import timedelta

import pytest
import time_machine

from associate.clock import now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.intake import take_in
from associate.core.events.record import SYSTEM
from associate.core.orders.incoming import Payment
from associate.core.orders.models import OrderState
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import close_task
from associate.db import atomic, db
from associate.jobs.chores.unpaid import ask_about_money
from tests.core.test_intake import later
from tests.support.people import Person


@pytest.fixture
def told(shop):
    return shop.tells((shop.jacket, 1), number="1001", payment=Payment.PENDING)


def a_day_later():
    return time_machine.travel(now() + timedelta(hours=25), tick=True)


def test_a_manager_sees_what_waits_for_its_payment(app, shop, told):
    take_in(shop.web, told)
    helen = Person(app, shop.helen).opens("/").taps("Not paid yet")
    helen.sees("Waiting for payment 1", "HW-1001", "€89.00", "The payment hasn’t come in yet.")
    helen.opens("/orders").sees("Waiting for payment 1", "waits for its payment")
    Person(app, shop.ana).opens("/").does_not_see("Not paid yet")


def test_old_ones_say_what_to_do(app, shop, told):
    take_in(shop.web, told)
    with a_day_later():
        helen = Person(app, shop.helen).opens("/orders", show="unpaid")
        helen.sees("Take the money in Web shop, ask the customer, or cancel it.")


def test_work_that_was_stopped_is_among_them(app, shop, told):
    order = take_in(shop.web, told.model_copy(update={"payment": Payment.PAID}))
    take_in(shop.web, later(told, 1, payment=Payment.VOIDED))
    assert order.state == OrderState.OPEN
    Person(app, shop.helen).opens("/orders", show="unpaid").sees("HW-1001", "Work on it has stopped.")


def test_each_sees_those_of_their_own_store(app, shop, told):
    take_in(shop.web, told.model_copy(update={"location": "cr"}))
    Person(app, shop.helen).opens("/").does_not_see("Not paid yet")
    Person(app, shop.helen).opens("/orders", show="unpaid").sees("Every order is paid").does_not_see(
        "HW-1001"
    )
    rosa = Person(app, shop.rosa).posts("/me/store", code="MQ").opens("/")
    rosa.taps("Not paid yet").sees("HW-1001")


def test_paid_at_the_counter_waits_for_nothing(app, shop, told):
    with atomic(shop.mill_quay):
        shop.mill_quay.cash_on_pickup = True
    take_in(shop.web, told.model_copy(update={"pays_on_pickup": True}))
    Person(app, shop.helen).opens("/orders", show="unpaid").sees("Every order is paid")


def test_after_a_day_somebody_asks_once_and_money_ends_it(app, shop, told):
    order = take_in(shop.web, told)
    ask_about_money()
    assert shop.tasks() == []
    with a_day_later():
        for _ in range(2):
            ask_about_money()
        assert shop.tasks() == ["unpaid"]
        helen = (
            Person(app, shop.helen).opens("/tasks").sees("HW-1001 waits for its payment").taps("Ask about it")
        )
        helen.sees("Nothing is set aside.", "Cancel the order")
        take_in(shop.web, later(told, 1, payment=Payment.PAID))
    assert order.state == OrderState.OPEN and shop.tasks() == []


def test_what_somebody_settled_is_not_asked_again(app, shop, told):
    take_in(shop.web, told)
    with a_day_later():
        ask_about_money()
        with atomic():
            close_task(db.session.scalars(db.select(Task)).one(), "may wait", by=SYSTEM)
        ask_about_money()
    assert shop.tasks() == []


def test_a_canceled_order_is_not_asked_about(app, shop, told):
    order = take_in(shop.web, told)
    with a_day_later():
        ask_about_money()
        cancel_order(order, by=SYSTEM, reason="customer")
        ask_about_money()
    assert shop.tasks() == []
