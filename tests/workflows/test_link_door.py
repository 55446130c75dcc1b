"""A day after its end a link asks for a code, until nothing can be brought back any more."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.clock import now
from associate.core.events.models import Delivery
from associate.core.fulfillment.links import door_code
from associate.core.orders.models import Refund, RefundState
from associate.db import atomic, db
from associate.jobs.write import is_still_true, write
from tests.support.phones import Phone, hand_over
from tests.support.pickups import KEY, make_ready
from tests.support.shop import look_again

NOON = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def order(shop, clock):
    placed = shop.has_order((shop.jacket, 1))
    make_ready(shop.job(placed))
    hand_over(shop.job(placed))
    return placed


@pytest.fixture
def maya(app, order, clock):
    """A day later the page is closed to her."""
    phone = Phone(app, order).sees("All yours, Maya.")
    clock.shift(timedelta(hours=25))
    return phone.at_home()


def codes():
    look_again()
    find = sa.select(Delivery).where(Delivery.kind == "door_code").order_by(Delivery.id)
    return list(db.session.scalars(find))


def the_code():
    return door_code(codes()[-1].nonce, key=KEY)


def test_it_says_nothing_of_the_order_and_opens_by_a_code(app, shop, order, maya, clock):
    maya.sees("Your order is done.", "m…@mail.example")
    assert "Maya" not in maya.text and order.number not in maya.text and "jacket" not in maya.text
    maya.taps("Email a code to").taps("Send another code")
    [sent] = codes()  # not twice in a minute
    message = write(sent, app)
    assert the_code() in message.text and sent.recipient == order.email
    assert maya.taps("Open it", code="222222").code == "wrong_code"
    lower = the_code().lower()
    maya.taps("Open it", code=f" {lower[:3]} {lower[3:]} ").sees("All yours, Maya.", "Bring something back")
    other = Phone(app)
    other.opens(maya.link).sees("Type it")
    assert other.taps("Open it", code=the_code()).code == "code_used"
    clock.shift(timedelta(minutes=61))
    maya.at_home().sees("Your order is done.")
    assert not is_still_true(sent)


def test_a_code_is_tried_five_times_and_is_good_for_a_quarter_of_an_hour(app, maya, clock):
    maya.taps("Email a code to")
    wrong = [maya.taps("Open it", code="222222").code for _each in range(6)]
    assert wrong == ["wrong_code"] * 5 + ["too_many_tries"]
    assert maya.taps("Open it", code=the_code()).code == "too_many_tries"
    clock.shift(timedelta(minutes=2))
    maya.taps("Send another code")
    late = the_code()
    clock.shift(timedelta(minutes=16))
    assert maya.posts(f"{maya.link}/code/opening", code=late).code == "no_code"
    for _each in range(2):
        maya.at_home().taps("Email a code to")
        clock.shift(timedelta(minutes=16))
    assert len(codes()) == 4
    assert maya.at_home().taps("Email a code to").code == "too_many_codes"


def test_it_stays_until_the_window_and_every_refund_close(shop, order, maya, clock):
    clock.move_to(NOON + timedelta(days=30))
    maya.at_home().sees("Your order is done.")
    clock.shift(timedelta(days=1))
    assert maya.at_home().status == 404
    with atomic(order):
        sent = Refund(order_id=order.id, external_id="ours", amount=1, at=now(), state=RefundState.ASKED)
        db.session.add(sent)
    look_again()
    maya.at_home().sees("Your order is done.")
    with atomic(order):
        sent.state = RefundState.DONE
    look_again()
    assert maya.at_home().status == 404
