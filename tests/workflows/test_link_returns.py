"""Bringing something back, from the customer's phone to the counter's code."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.qr import draw
from associate.core.orders.models import Refund
from associate.core.returns.answer import Kind, Part
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnRule, ReturnState
from associate.db import atomic, db
from associate.jobs.due import run_due
from tests.support.people import Person
from tests.support.phones import Phone, hand_over
from tests.support.pickups import make_ready
from tests.support.shop import look_again

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def order(shop, clock):
    """Two jackets and a kettle, picked up at Mill Quay."""
    placed = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    make_ready(shop.job(placed))
    return placed


@pytest.fixture
def maya(app, shop, order):
    hand_over(shop.job(order))
    return Phone(app, order)


def brought():
    look_again()
    return [
        (each.state.value, [(line.order_line.title, line.reason) for line in each.lines])
        for each in db.session.scalars(sa.select(Return).order_by(Return.id))
    ]


def rule(**says):
    with atomic():
        db.session.add(ReturnRule(position=1, says=says))


def said(order, jackets=0, kettles=0, reason="changed_mind", **more):
    """What the form sends."""
    jacket, kettle = (line.id for line in order.lines)
    known = {f"units-{jacket}": jackets, f"reason-{jacket}": reason, f"reason-{kettle}": reason}
    return {**known, **({f"units-{kettle}": 1} if kettles else {}), **more}


JACKET, KETTLE = "Harbor rain jacket", "Enamel kettle 1.5 L"


def test_before_it_is_handed_over_nothing_comes_back(app, shop, order):
    phone = Phone(app, order)
    assert "Bring something back" not in phone.text
    phone.opens(f"{phone.link}/returning").sees("Ready, Maya.")


def test_a_code_for_any_counter_changed_and_called_off(shop, order, maya):
    maya.at_home().taps("Bring something back").sees(
        "What do you bring back?", "Returns close after 30 days."
    )
    maya.taps("Get the code", **said(order, jackets=1)).sees("You bring this back.", "Changed mind")
    maya.sees("You get back, if it’s as you say €89.00")
    kept = db.session.scalars(sa.select(Return)).one()
    assert maya.page.select_one("svg.qr path")["d"] == draw(kept.code).path
    assert (kept.store_id, kept.customer_id, kept.opened_by) == (None, order.customer_id, order.customer.ref)
    code = kept.code
    maya.taps("Change it").taps("Keep the change", **said(order, jackets=2, kettles=1, reason="wrong_size"))
    assert brought() == [("expected", [(JACKET, "wrong_size")] * 2 + [(KETTLE, "wrong_size")])]
    assert db.session.scalars(sa.select(Return.code)).one() == code
    maya.taps("I keep it").sees("Called off", "Bring something back")
    assert [state for state, _lines in brought()] == ["left"]
    told = db.session.scalars(sa.select(Event).where(Event.kind.startswith("return.")).order_by(Event.id))
    assert [describe(event.kind, event.facts) for event in told] == [
        f"The customer announced a return: {code}, 1 unit",
        f"The customer changed return {code}: 3 units",
        f"The customer called off return {code}",
    ]


def test_two_taps_do_what_one_does(order, maya):
    maya.opens(f"{maya.link}/returning")
    form = {**said(order, jackets=1), "command_id": "tapped-twice"}
    maya.posts(f"{maya.link}/returning", **form).posts(f"{maya.link}/returning", **form)
    maya.posts(f"{maya.link}/returning", **said(order, jackets=1))
    off = f"{maya.link}/returning/calling-off"
    assert brought() == [("expected", [(JACKET, "changed_mind")])]
    maya.posts(off).posts(off)
    assert [state for state, _lines in brought()] == ["left"]


def test_what_nobody_brings_is_let_go_of(order, maya, clock):
    maya.opens(f"{maya.link}/returning").taps("Get the code", **said(order, jackets=1))
    for days, state in ((29, "expected"), (1, "left")):
        clock.shift(timedelta(days=days))
        run_due()
        assert [each for each, _lines in brought()] == [state]


def test_what_does_not_come_back_is_said_beside_it(order, maya, clock):
    rule(days=0, open_until="2026-11-30", needs_note=["damaged"])
    maya.opens(f"{maya.link}/returning")
    assert maya.taps("Get the code", **said(order)).code == "nothing_chosen"
    assert maya.taps("Get the code", **said(order, jackets=3)).code == "not_like_this"
    maya.sees("Not so many are left to come back; 2 were bought.")
    maya.taps("Get the code", **said(order, jackets=1, reason="damaged")).sees(
        "Say more about why it comes back."
    )
    with atomic(order):
        order.pays_on_pickup = True  # paid where it was seen: no days of withdrawal
    clock.shift(timedelta(hours=20))
    with atomic():
        db.session.scalars(sa.select(ReturnRule)).one().says = {"days": 0}
    maya.opens(f"{maya.link}/returning").sees(
        "Picked up 1 day ago; returns close after 0.", "Only where something is wrong"
    )
    assert maya.taps("Get the code", **said(order, kettles=1)).code == "not_like_this"
    maya.taps("Get the code", **said(order, kettles=1, reason="defective")).sees("You bring this back.")
    assert brought() == [("expected", [(KETTLE, "defective")])]


def test_what_needs_somebody_to_agree_is_said_before_they_come(order, maya):
    rule(ceiling=5000)
    maya.opens(f"{maya.link}/returning").taps("Get the code", **said(order, jackets=1, kettles=1))
    maya.sees("€89.00 is more than is taken back without somebody agreeing (€50.00).")
    assert "€42.50 is more" not in maya.text


def test_at_the_counter_nothing_changes_and_afterwards_every_line_is_explained(shop, order, maya, clock):
    maya.opens(f"{maya.link}/returning").taps("Get the code", **said(order, jackets=1))
    kept = db.session.scalars(sa.select(Return)).one()
    with atomic(order, kept):
        kept.state, kept.store_id = ReturnState.OPEN, shop.castle_row.id
    maya.at_home().sees("At the counter now, Castle Row.")
    assert "Bring something back" not in maya.text
    assert maya.posts(f"{maya.link}/returning/calling-off").code == "at_counter"
    with atomic(order, kept):
        kept.state, kept.closed_at = ReturnState.DONE, NOON
        kept.lines[0].amount, kept.lines[0].parts = 8900, [Part(Kind.PRICE, 8900, units=1, of=17800).row]
        kept.suggested = kept.actual = 8400
        kept.parts = [Part(Kind.FEE, -500, of=500, key="fees").row]
        gift = Return(
            order=order, kind=ReturnKind.GIFT, state=ReturnState.DONE, currency="EUR", opened_by="x"
        )
        gift.lines = [ReturnLine(order_line_id=order.lines[1].id)]
        db.session.add(gift)
    maya.at_home().sees("Brought back", "Castle Row", "€89.00", "−€5.00", "Your refund", "€84.00")
    assert len(maya.page.select("[id^=return-]")) == 1  # a gift’s recipient is nobody’s to know
    maya.taps("Bring something back").sees(JACKET)
    assert maya.taps("Get the code", **said(order, jackets=2)).code == "not_like_this"
    with atomic(order):
        units = [[line.external_id, line.quantity] for line in order.lines]
        db.session.add(Refund(order_id=order.id, external_id="r", amount=1, at=NOON, lines=units))
    maya.opens(f"{maya.link}/returning").sees("All yours, Maya.")  # the platform gave it all back


def test_from_the_phone_over_the_counter_to_the_phone(app, shop, order, maya):
    maya.opens(f"{maya.link}/returning").taps("Get the code", **said(order, jackets=1, reason="wrong_size"))
    code = db.session.scalars(sa.select(Return.code)).one()
    ana = Person(app, shop.ana).opens("/returns").scans(code).sees("Harbor rain jacket")
    maya.at_home().sees("At the counter now, Mill Quay.")
    ana.scans("96385074").taps("As new").taps("Refund €89.00").sees("Refunded €89.00")
    maya.at_home().sees("Brought back", "Mill Quay", "€89.00").taps("Bring something back").sees(
        JACKET, KETTLE
    )
    assert brought() == [("done", [(JACKET, "wrong_size")])]


def test_thousands_are_one_too_many(order, maya):
    """Each unit is judged beside all others: nine thousand took minutes, under the order’s lock."""
    maya.opens(f"{maya.link}/returning")
    begun = time.monotonic()
    maya.posts(f"{maya.link}/returning", **said(order, jackets=9000))
    assert maya.status == 422 and brought() == [] and time.monotonic() - begun < 2
