"""A manager agrees on the store's tablet: six taps on a keypad, within a form that has more to say."""

import pytest
from playwright.sync_api import expect

from associate.core.orders.models import OrderState
from associate.db import db
from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  the latter a fixture: sizes and themes
from tests.support.devices import PIN, give_pins
from tests.support.hands import Hands
from tests.support.managing import device_token
from tests.support.shop import look_again

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def order(shop):
    give_pins(shop.ana, shop.helen)
    return shop.has_order((shop.jacket, 1), number="1001")


def ana_at(page, server, shop):
    """Ana on an enrolled device, before the form that asks for a manager's word."""
    token = device_token(shop.mill_quay)
    page.context.add_cookies([{"name": "device", "value": token, "url": server.url}])
    ana = Hands(page, server.url).opens(f"/login/{shop.ana.id}")
    if page.locator(".keypad").is_visible():
        ana.types_pin(PIN)
    else:
        page.fill("input[name=pin]", PIN)
        ana.taps("Open")
    return ana.sees("Mill Quay").opens("/orders/HW-1001/cancel")


def fills_in(ana, shop):
    ana.page.get_by_text("It was ordered by mistake").click()
    ana.page.select_option("#approver", str(shop.helen.id))
    ana.page.select_option("#why", "our_mistake")


def is_canceled(order):
    look_again()
    return db.session.get(type(order), order.id).state == OrderState.CANCELED


def test_a_pin_is_tapped_and_what_was_wrong_is_empty_again(devices, server, shop, order):
    ana = ana_at(devices.phone(), server, shop)
    fills_in(ana, shop)
    ana.types_pin("99999").taps("Cancel the order")
    assert not is_canceled(order)  # five digits are no PIN and count as no try
    ana.types_pin("0").taps("Cancel the order").sees("4 tries left")
    dots = ana.page.locator(".pins .on")
    expect(dots).to_have_count(0)
    ana.types_pin("12")
    ana.page.get_by_role("button", name="Delete last digit").click()
    expect(dots).to_have_count(1)
    ana.page.get_by_role("button", name="Clear").click()
    ana.types_pin(PIN)
    expect(dots).to_have_count(6)
    ana.taps("Cancel the order").sees("Canceled")
    assert is_canceled(order)


@pytest.mark.later
def test_a_keyboard_types_it_too(devices, server, shop, order):
    ana = ana_at(devices.tablet(), server, shop)
    fills_in(ana, shop)
    ana.page.get_by_label("PIN of who agrees").first.focus()
    ana.page.keyboard.type(PIN)
    expect(ana.page.locator(".pins .on")).to_have_count(6)
    ana.taps("Cancel the order").sees("Canceled")


@pytest.mark.long
def test_without_javascript_it_is_a_field(devices, server, shop, order):
    ana = ana_at(devices.phone(java_script_enabled=False), server, shop)
    expect(ana.page.locator(".keypad")).to_be_hidden()
    fills_in(ana, shop)
    ana.page.fill("input[name=approver_pin]", PIN)
    ana.taps("Cancel the order").sees("Canceled")
    assert is_canceled(order)


@pytest.mark.later
def test_the_keypad_is_accessible(devices, server, shop, order, looks):  # noqa: F811
    check(ana_at(devices.phone(), server, shop))
