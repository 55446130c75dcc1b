"""Maya chooses how she is told, on her page: two taps, without JavaScript."""

import pytest

from associate.core.customers.consent import may_write, withdraw_consent
from associate.core.fulfillment.links import make_link
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.pickups import make_ready

MOBILE = "+353855550118"


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 1))


@pytest.fixture
def maya(app, order):
    with atomic():
        token = make_link(order)
    return Person(app).opens(f"/p/{token}")


def again(order):
    db.session.expire_all()
    return order.message_by


def test_two_taps_to_a_text_message_and_back(maya, order):
    maya.sees("We email you at m…@mail.example").taps("Tell me by text message")
    maya.sees("Answer STOP to end them").taps("Text me at …0118")
    maya.sees("We text you at …0118")
    assert again(order) == "sms" and may_write("sms", MOBILE)
    maya.taps("Tell me by email").taps("Email me at m…@mail.example").sees("We email you")
    assert again(order) == "email"


def test_the_choice_is_on_record_without_an_address(maya, order, shop):
    maya.taps("Tell me by text").taps("Text me")
    assert "order.message_by" in shop.diary(order)


def test_a_link_does_not_undo_the_stop_of_whoever_has_that_number(maya, order):
    with atomic():
        withdraw_consent("sms", MOBILE, source="stop")
    maya.taps("Tell me by text").taps("Text me").sees("Text START")
    assert not may_write("sms", MOBILE) and again(order) == ""


def test_no_texts_are_offered_where_none_can_be_sent(app, maya):
    app.config.update(MAIL_URL="smtp://127.0.0.1:9", SMS_URL="")
    maya.opens(maya.url).does_not_see("text message")


@pytest.mark.parametrize("phone", ["", "call me"])
def test_nor_to_a_number_that_is_none(maya, order, phone):
    with atomic(order):
        order.phone = phone
    maya.opens(maya.url).does_not_see("text message")
    page = maya.url
    maya.opens(f"{page}/cancellation")  # a page with a form to send
    assert maya.posts(f"{page}/messages", medium="sms").code == "no_way" and again(order) == ""


@pytest.mark.parametrize("medium", ["", "push", "pigeon"])
def test_no_other_way_can_be_sent(maya, order, medium):
    page = maya.url
    maya.opens(f"{page}/cancellation")
    assert maya.posts(f"{page}/messages", medium=medium).code == "no_way"


def test_a_done_order_has_nothing_left_to_choose(maya, order, shop):
    from associate.core.acts.cancel import cancel_order
    from associate.core.events.record import SYSTEM

    cancel_order(order, by=SYSTEM, reason="test")
    maya.opens(maya.url).does_not_see("We email you")


def test_the_message_says_partly_where_something_was_not_found(shop, order):
    make_ready(shop.job(shop.has_order((shop.kettle, 2), number="2")), short=1)
    assert shop.messages() == ["partly_ready"]
