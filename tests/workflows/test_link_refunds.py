"""Maya brought something back: her page explains what it came to, and says nothing of what isn’t hers."""

import pytest

from associate.core.returns.models import ReturnKind
from associate.core.returns.part_words import refund_words
from associate.core.returns.wanted import TenderRule, Units, Wanted
from tests.support.phones import Phone, hand_over
from tests.support.pickups import make_ready
from tests.support.returns import asks, closed_return


@pytest.fixture
def order(shop):
    """Picked up, so that her page says so first."""
    job = shop.job(shop.has_order((shop.jacket, 2), (shop.kettle, 1)))
    make_ready(job)
    hand_over(job)
    return job.order


def jacket(order, **more):
    return Wanted((Units(order.lines[0].id, 1),), **more)


def test_her_page_has_every_row_and_no_reason(app, order):
    seen, closed = closed_return(order, jacket(order), actual=9000, why_differs="a torn lining")
    asks(closed, seen.payouts[0])
    words = refund_words(closed)
    maya = Phone(app, order).sees("€90.00", "Goodwill", "To card …4417", "€90.00 went back already.")
    maya.sees(*(text for row in (*words.rows, *words.payouts) for text in (row.words, row.small, row.figure)))
    maya.does_not_see("torn lining")


def test_a_gift_that_came_back_is_nowhere_on_her_page(app, order):
    """Nor in the sum that went back."""
    before = Phone(app, order).text
    gift = closed_return(order, jacket(order, rule=TenderRule(is_gift=True)), kind=ReturnKind.GIFT)[1]
    maya = Phone(app, order).does_not_see(gift.code, "goes back", "went back", "store credit")
    assert maya.text == before
