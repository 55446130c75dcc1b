"""Shopify passes on that somebody asks for their data or to be forgotten: answered, a task, and met."""

import json

import pytest
import sqlalchemy as sa

from associate.core.customers.models import Customer, Erasure
from associate.core.events.models import Inbound
from associate.core.orders.models import Order
from associate.core.tasks.models import Task
from associate.db import atomic, db
from associate.jobs.chores.erasures import forget_people
from associate.jobs.worker import work_off
from tests.integrations.webhooks import signed_headers
from tests.support.people import Person
from tests.support.shop import Shop, look_again

ASKER = {"id": 4711, "email": "maya@mail.example", "phone": "+353855550118"}
SHOP = {"shop_id": 1, "shop_domain": "hw.example"}


@pytest.fixture
def sam(app, shop):
    """Customer service, signed in before anybody asks."""
    return Person(app, shop.sam).posts("/me/store", code="MQ")


@pytest.fixture
def maya(shop, sam):
    """The id of her profile; Leo ordered as well."""
    shop.has_order((shop.milk, 1), number="3001", customer="4712", first="Leo", last="Park")
    return shop.has_order((shop.jacket, 1), customer="4711").customer_id


def tells(app, topic, body, event="e-1"):
    raw = json.dumps(body).encode()
    headers = signed_headers(raw, event=event, topic=topic)
    answer = app.test_client().post("/webhooks/shopify/web", data=raw, headers=headers)
    work_off()
    look_again()
    return answer.status_code


def over():
    """Nothing of anybody's goes on any more."""
    with atomic():
        db.session.execute(sa.update(Order).values(state="done"))


def only_task():
    return db.session.scalars(sa.select(Task).where(Task.done_at.is_(None))).one()


def test_who_asks_for_their_data_gets_the_file(app, shop, sam, maya):
    asked = {**SHOP, "customer": ASKER, "orders_requested": [], "data_request": {"id": 9}}
    assert tells(app, "customers/data_request", asked) == 200
    assert tells(app, "customers/data_request", asked, event="e-2") == 200  # asked twice, one task
    task = only_task()
    assert task.facts["customer"] == maya and task.facts["what"] == "hand_out"
    assert "maya" not in str(task.facts) and set(db.session.scalars(sa.select(Inbound.body))) == {""}
    sam.opens("/tasks").sees("Somebody asks for their data", "See to it")
    sam.opens(f"/tasks/{task.id}").sees("Somebody asks for their data", "Until")
    sam.opens(sam.page.select_one("a.primary")["href"]).sees("Maya Rosen").taps("Make the file")
    assert Shop().tasks() == []


def test_who_asks_to_be_forgotten_is_as_a_guest_too(app, shop, sam, maya):
    shop.has_order((shop.milk, 1), number="2001", customer=None, first="Ben", last="Vidal")
    with_guest = {**SHOP, "customer": {"id": 999}, "orders_to_redact": ["ext-2001"]}
    assert tells(app, "customers/redact", with_guest) == 200
    task = only_task()
    assert db.session.get_one(Customer, task.facts["customer"]).first_name == "Ben"
    over()
    sam.opens(f"/tasks/{task.id}").sees("Somebody asks to be forgotten")
    sam.opens(sam.page.select_one("a.primary")["href"]).taps("Forget them…").taps("Forget them for good")
    look_again()
    assert Shop().tasks() == []
    assert sorted(db.session.scalars(sa.select(Customer.first_name))) == ["", "Leo", "Maya"]


def test_nobody_we_know_is_no_task_and_a_wrong_signature_is_refused(app, shop, sam, maya):
    nobody = {**SHOP, "customer": {"id": 1, "email": "x@mail.example"}, "orders_to_redact": []}
    assert tells(app, "customers/redact", nobody) == 200 and Shop().tasks() == []
    raw = json.dumps(nobody).encode()
    headers = signed_headers(raw, event="e-3", topic="shop/redact", secret="guessed")
    assert app.test_client().post("/webhooks/shopify/web", data=raw, headers=headers).status_code == 401


def test_a_shop_that_took_us_out_takes_its_customers_along(app, shop, sam, maya):
    assert tells(app, "shop/redact", SHOP) == 200
    task = only_task()
    sam.opens(f"/tasks/{task.id}").sees("forget its customers")
    sam.taps("Forget its customers")
    look_again()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Erasure)) == 2
    forget_people()
    assert db.session.scalar(sa.select(sa.func.count()).where(Erasure.done_at.is_(None))) == 2  # open orders
    over()
    forget_people()
    look_again()
    assert set(db.session.scalars(sa.select(Customer.first_name))) == {""}
