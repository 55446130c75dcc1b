"""What a customer is told of their return: every row of it, once, and of somebody’s gift nothing."""

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from associate.core.events.models import Delivery, DeliveryState
from associate.core.fulfillment.telling import tell
from associate.core.returns.models import ReturnKind, ReturnState
from associate.core.returns.part_words import refund_words
from associate.core.returns.telling import RETURNED, tell_returned, told_return, untell_returned
from associate.core.returns.wanted import Units, Wanted
from associate.db import atomic, db
from associate.integrations.notifications.console import kept
from associate.jobs.send import send_delivery
from associate.jobs.write import is_still_true
from associate.messages.compose import compose
from associate.messages.kinds import MOST_SEGMENTS
from associate.messages.preview import TOKEN
from associate.messages.sms import segments
from associate.words import LANGUAGES
from tests.support.returns import closed_return

LINK = f"https://pickup.hollis-and-wren.example/p/{TOKEN}"


@pytest.fixture
def order(shop):
    return shop.has_order((shop.jacket, 2), (shop.kettle, 1), number="1001")


@pytest.fixture
def closed(order):
    """Both jackets, and more than the rules give, for a reason that stays in the house."""
    wanted = Wanted((Units(order.lines[0].id, 1), Units(order.lines[0].id, 1)))
    return closed_return(order, wanted, actual=18000, why_differs="a torn lining")[1]


def tells(closed):
    with atomic(closed.order):
        return tell_returned(closed)


def queued():
    return list(db.session.scalars(sa.select(Delivery).filter_by(kind=RETURNED)))


def written(closed, medium, language="en"):
    about = {"order": closed.order, "job": None, "store": closed.store, "link": LINK}
    return compose(RETURNED, medium, **about, language=language, returned=closed)


def test_an_email_explains_every_row_and_names_no_reason(app, closed, tmp_path):
    app.config["MAIL_FOLDER"] = tmp_path
    send_delivery(tells(closed).id)
    [mail] = kept(tmp_path)
    assert mail["Subject"] == f"Your return: order {closed.order.number}"
    body = mail.get_content()
    assert "€180.00 goes back to you, Maya." in body and "torn" not in body and "/p/" in body
    words = refund_words(closed)
    for row in (*words.rows, *words.payouts):
        assert f"{row.words}: {row.figure}" in body and row.small in body
    assert "Goodwill: €2.00\nTotal: €180.00\n\nTo what it was paid with: €180.00" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_message_is_short_in_every_language(app, closed, language):
    told = written(closed, "sms", language)
    with app.test_request_context(), force_locale(language):
        figure = refund_words(closed).figure.replace("\u202f", " ").replace("\xa0", " ")
    counted = segments(told.body)
    assert counted.is_gsm7 and counted.parts <= MOST_SEGMENTS and LINK in told.body
    assert figure in told.body and "1001" in told.body


def test_an_even_exchange_says_that_it_is_done_and_no_sum(closed):
    with atomic(closed):
        closed.actual, closed.parts = 0, [["new_goods", -17800, {"of": 17800}]]
    assert "Your return is done, Maya." in written(closed, "email").body
    assert "is done" in written(closed, "sms").body and "€" not in written(closed, "sms").body


def test_it_is_told_once(closed):
    assert tells(closed) and tells(closed) is None
    assert [told_return(message.cause) for message in queued()] == [closed]


def test_of_a_gift_the_purchaser_is_never_told(order):
    wanted = Wanted((Units(order.lines[0].id, 1),))
    _seen, gift = closed_return(order, wanted, kind=ReturnKind.GIFT)
    assert tells(gift) is None and queued() == []
    with atomic(order):
        by_hand = tell(order, RETURNED, gift.ref)
    assert not is_still_true(by_hand)


def test_what_is_undone_is_not_told(closed):
    message = tells(closed)
    assert is_still_true(message)
    with atomic(closed):
        closed.state = ReturnState.UNDONE
        untell_returned(closed)
    assert not is_still_true(message) and queued()[0].state == DeliveryState.WITHDRAWN
