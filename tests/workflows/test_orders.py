"""Looking an order up, its page, and canceling it."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import associate
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.customers.addresses import masked
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM
from associate.core.events.words import SENTENCES
from associate.core.fulfillment.states import State
from associate.core.orders.models import OrderState
from associate.db import db
from associate.integrations.notifications.port import Outcome
from associate.workflows.orders.screens.order import sums
from tests.support.people import Person


@pytest.mark.parametrize(
    "asked",
    [
        "HW-1001",
        "hw-1001",
        "1001",
        "maya",
        "Rosen",
        "Maya Ros",
        "maya r.",
        "maya@mail.example",
        "+353 85 555 0118",
        "0118",
        "0855550118",
        "HW-RJ-204-M",
    ],
)
def test_an_order_is_found_the_way_people_ask(app, shop, asked):
    shop.has_order((shop.jacket, 1), number="1001")
    shop.has_order((shop.milk, 1), number="2002", first="Leo", last="Park", customer="c-leo")
    found = [
        link["href"] for link in Person(app, shop.ana).opens("/orders", q=asked).page.select("main .rows a")
    ]
    assert "/orders/HW-1001" in found
    assert "/orders/HW-2002" not in found or asked in (
        "+353 85 555 0118",
        "0118",
        "0855550118",
    )  # they share a phone


@pytest.mark.parametrize("asked", ["%", "_", "1", "%%%", "'; --", "x" * 5000, "0000"])
def test_what_nobody_has_finds_nothing(app, shop, asked):
    shop.has_order((shop.jacket, 1))
    Person(app, shop.ana).opens("/orders", q=asked).sees("No order like that").does_not_see("HW-1001 Maya")


def test_without_words_the_latest_show(app, shop):
    shop.has_order((shop.jacket, 1))
    Person(app, shop.ana).opens("/orders").sees("The latest orders.", "HW-1001", "Maya R.", "€89.00")


def test_store_people_see_their_store_and_others_see_all(app, shop):
    shop.has_order((shop.jacket, 1), location="cr")
    for name in ("ana", "marcus", "helen"):
        person = Person(app, getattr(shop, name))
        person.opens("/orders").does_not_see("HW-1001")
        assert person.opens("/orders/HW-1001").status == 404
        assert person.posts("/orders/HW-1001/contact").status in (403, 404)
        assert person.posts("/orders/HW-1001/cancellation", reason="mistake").status in (403, 404)
    for name in ("charlie", "rosa", "sam", "ada"):
        assert Person(app, getattr(shop, name)).opens("/orders/HW-1001").status == 200


def test_an_order_of_no_store_yet_is_for_managers(app, shop):
    shop.has_order((shop.jacket, 1), location="nowhere")
    assert Person(app, shop.helen).opens("/orders/HW-1001").status == 200
    assert Person(app, shop.ana).opens("/orders/HW-1001").status == 404


def test_the_page_shows_the_money_to_the_cent(app, shop):
    told = shop.tells((shop.jacket, 2), (shop.kettle, 1), number="1001")
    first, second = told.lines
    lines = (first.model_copy(update={"discount": 333, "total": 2 * 8900 - 333, "tax": 21}), second)
    order = take_in(
        shop.web,
        told.model_copy(
            update={"lines": lines, "shipping": 495, "tip": 100, "total": 17467 + 4250 + 495 + 100 + 7}
        ),
    )
    ana = Person(app, shop.ana).opens("/orders/HW-1001")
    ana.sees(
        "€89.00 each",
        "€3.33 off",
        "Items €220.50",
        "Discounts -€3.33",
        "Shipping €4.95",
        "Tip €1.00",
        "Adjustment €0.07",
        "Total tax €0.21 in it €223.19",
        "Paid by card …4417",
    )
    assert sum(amount for _label, amount in sums(order)) == order.total


def test_the_parts_are_the_total_also_with_tax_on_top(shop):
    told = shop.tells((shop.jacket, 1), number="1001")
    line = told.lines[0].model_copy(update={"tax": 733, "total": 8900 + 733})
    order = take_in(
        shop.web,
        told.model_copy(
            update={
                "tax_included": False,
                "lines": (line,),
                "shipping": 500,
                "shipping_tax": 41,
                "total": 9633 + 541,
            }
        ),
    )
    assert dict(sums(order)) == {"Items": 8900, "Shipping": 500, "Tax": 774}
    assert sum(dict(sums(order)).values()) == order.total


def test_phone_and_email_are_masked_until_somebody_with_a_reason_looks(app, shop):
    order = shop.has_order((shop.jacket, 1))
    ana = (
        Person(app, shop.ana)
        .opens("/orders/HW-1001")
        .sees("m…@mail.example", "…0118")
        .does_not_see("maya@mail.example", "+353855550118", "Rosen")
    )
    assert ana.posts("/orders/HW-1001/contact").status == 403
    marcus = Person(app, shop.marcus).opens("/orders/HW-1001").taps("Show")
    marcus.sees("maya@mail.example", "+353855550118")
    assert shop.diary(order)[-1] == "order.contact_shown"


@pytest.mark.parametrize(
    ("medium", "address", "shown"),
    [
        ("email", "", ""),
        ("email", "x", ""),
        ("email", "a@b.c", "a…@b.c"),
        ("sms", "", ""),
        ("sms", "0118", ""),
        ("sms", "+31 6 12-34", "…1234"),
    ],
)
def test_a_mask_never_shows_all(medium, address, shown):
    assert masked(medium, address) == shown


def test_the_journal_tells_it_all_with_first_names(app, shop):
    shop.has_order((shop.jacket, 1))
    ana = Person(app, shop.ana).opens("/").taps("Start picking").opens("/orders/HW-1001")
    ana.sees("Order placed Web shop", "Picking Ana", "being picked")
    ana.does_not_see("staff:", "Duarte Picking", "fulfillment")


def test_notes_are_text(app, shop):
    told = shop.tells((shop.jacket, 1), number="1001").model_copy(
        update={"note": "<script>alert(1)</script>", "attributes": (("<b>gift", "yes</b>"),)}
    )
    take_in(shop.web, told)
    ana = Person(app, shop.ana).opens("/orders/HW-1001").sees("<script>alert(1)</script>", "<b>gift")
    assert ana.page.select("main script") == []


def test_canceling_asks_why_stops_the_work_and_happens_once(app, shop):
    order = shop.has_order((shop.jacket, 2))
    helen = (
        Person(app, shop.helen)
        .opens("/orders/HW-1001")
        .taps("Cancel the order")
        .sees("€178.00 paid", "Web shop isn’t told")
    )
    assert helen.posts("/orders/HW-1001/cancellation", reason="because").code == "no_reason"
    for _ in range(2):
        helen.posts("/orders/HW-1001/cancellation", reason="customer_asked", command_id="the-same-tap").sees(
            "canceled"
        )
    helen.sees("Canceled: the customer asked", "Helen")
    assert shop.job(order).state == State.CANCELED and shop.level(shop.jacket) == (20, 0, 0)
    assert shop.tasks() == ["refund"] and shop.messages() == ["canceled"]
    assert helen.posts("/orders/HW-1001/cancellation", reason="mistake").code == "canceled"
    assert list(mismatches()) == []


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (OrderState.DONE, "collected"),
        (OrderState.EXTERNAL, "ships_elsewhere"),
        (OrderState.CANCELED, "canceled"),
    ],
)
def test_what_is_over_can_t_be_canceled(app, shop, state, code):
    from associate.db import atomic

    order = shop.has_order((shop.jacket, 1))
    with atomic(order):
        order.state = state
    helen = Person(app, shop.helen).opens("/orders/HW-1001").does_not_see("Cancel the order")
    assert helen.opens("/orders/HW-1001/cancel").code == code
    assert helen.posts("/orders/HW-1001/cancellation", reason="mistake").code == code


def test_who_may_not_cancel_needs_a_manager_to_agree(app, shop):
    order = shop.has_order((shop.jacket, 1))
    marcus = Person(app, shop.marcus).opens("/orders/HW-1001").taps("Cancel the order")
    marcus.sees("A manager must agree")
    assert marcus.posts("/orders/HW-1001/cancellation", reason="mistake").code == "needs_approval"
    assert shop.job(order).state == State.RELEASED


def test_the_page_of_a_canceled_order_names_its_messages_and_tasks(app, shop):
    cancel_order(shop.has_order((shop.jacket, 1)), by=SYSTEM, reason="customer")
    Person(app, shop.helen).opens("/orders/HW-1001").sees(
        "“canceled” on its way", "Waits for a person: money to give back", "Canceled: by the customer"
    )
    Person(app, shop.ana).opens("/orders/HW-1001").does_not_see("Waits for a person")


def test_reading_changes_nothing(app, shop):
    shop.has_order((shop.jacket, 1))
    helen = Person(app, shop.helen)
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Event))
    for url in ("/orders", "/orders/HW-1001", "/orders/HW-1001/cancel", "/tasks", "/"):
        helen.opens(url)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == before


def test_every_kind_of_event_that_is_recorded_has_words():
    code = "\n".join(path.read_text() for path in Path(associate.__file__).parent.rglob("*.py"))
    kinds = (
        set(re.findall(r'\brecord\(\s*"([a-z_.]+)"', code))
        | {f"fulfillment.{state.value}" for state in State}
        | {f"message.{outcome.value}" for outcome in Outcome}
    )
    kinds |= set(re.findall(r'record\("([a-z_.]+)" if', code)) | set(
        re.findall(r'else "([a-z]+\.[a-z_]+)", about', code)
    )
    not_yet = {
        f"fulfillment.{state}"
        for state in ("packing", "packed", "manifested", "shipped", "delivered", "rerouted")
    }
    assert kinds - set(SENTENCES) - not_yet == set()
