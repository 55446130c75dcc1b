"""A phone at the returns counter: one code, a scan and two taps a unit, one tap for the money."""

import time

import pytest

from associate.core.returns.models import Return, ReturnLine, ReturnState
from associate.db import atomic, db
from tests.stories.test_every_page_is_accessible import check, looks  # noqa: F401  fixture
from tests.support.brought import at_home, newest
from tests.support.hands import Hands

pytestmark = pytest.mark.engine("sqlite", later="postgresql")
JACKET, KETTLE, WINE = "96385074", "4006381333931", "5901234123457"
LONGEST = 40  # seconds for a whole return


@pytest.fixture
def order(shop):
    return at_home(shop, (shop.jacket, 2), (shop.kettle, 1))


@pytest.fixture
def ana(devices, server, shop, order):
    return Hands(devices.phone(), server.url).signs_in(shop.ana)


def announced(order):
    with atomic(order):
        told = Return(state=ReturnState.EXPECTED, order_id=order.id, currency="EUR", opened_by="customer:1")
        told.lines = [ReturnLine(order_line_id=order.lines[0].id, variant_id=order.lines[0].variant_id)]
        db.session.add(told)
    return told.code


def test_one_code_n_scans_two_taps_a_unit_and_one_for_the_money(shop, order, ana):
    code = announced(order)
    ana.opens("/returns").sees("What comes back?")
    began = time.monotonic()
    ana.scans(code).sees("What is Maya bringing back?")
    ana.scans(JACKET).sees("Why does it come back?").taps("Wrong size").sees("How does it look?")
    ana.taps("As new").sees("Refund €89.00")
    ana.scans(KETTLE).sees("Why does it come back?").taps("Doesn’t work").sees("How does it look?")
    ana.taps("Doesn’t work").sees("Refund €131.50").taps("Refund €131.50").sees("Refunded €131.50")
    assert time.monotonic() - began < LONGEST
    assert newest().actual == 13150
    assert shop.level(shop.jacket) == (19, 0, 1) and shop.level(shop.kettle) == (20, 0, 1)


@pytest.mark.later
def test_the_pages_of_the_returns_counter(shop, order, ana):
    for path in ("/returns", "/returns?q=maya", "/returns/without-receipt"):
        check(ana.opens(path))
    check(ana.opens("/returns").scans("HW-1001").sees("How do you know it’s Maya R.?"))
    ana.page.locator("input[name=how][value=card_last4]").check()
    check(ana)
    ana.page.locator("input[name=how][value=receipt]").check()
    check(ana.taps("Next: their things").sees("Scan what Maya brings."))
    check(ana.taps("Money back, they keep it").sees("How much goes back?"))
    ana.taps("Back to the return").sees("Scan what Maya brings.")
    check(ana.scans(WINE).sees("Wrong item"))
    check(ana.scans(JACKET).sees("Why does it come back?"))
    check(ana.taps("Wrong size").sees("How does it look?"))
    check(ana.taps("As new").sees("Refund €89.00"))
    number = newest().id
    for path in (f"/returns/{number}/gift", f"/returns/{number}/refund"):
        check(ana.opens(path))
    check(ana.opens(f"/returns/{number}").taps("Refund €89.00").sees("Refunded €89.00"))
    check(ana.taps("Undo, until").sees("Undone"))
