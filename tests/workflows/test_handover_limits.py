"""What a handover may cost, and what two people at one counter may not do to each other."""

# ruff: noqa: F811  a fixture has the name of what it gives

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.events.models import Event
from associate.core.fulfillment.links import pass_by_qr
from associate.core.fulfillment.models import HandoverState
from associate.core.inventory.models import Movement, StockLevel
from associate.db import db
from associate.errors import Refused
from associate.jobs.chores.handovers import close_left_handovers
from associate.workflows.handover.rules.finding import Found
from associate.workflows.handover.rules.opening import _must_be_unused
from tests.support.counter import ana, books_agree, handover, job, qr, spoken, stage  # noqa: F401  fixtures
from tests.support.people import Person

BUDGET = 31
"""Statements of a handover tap, its session and its answer included, however many lines there are."""


@pytest.fixture
def statements(app):
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("lines", [1, 4])
def test_a_handover_costs_the_same_statements_for_one_line_and_for_four(app, shop, ana, statements, lines):
    things = (shop.jacket, shop.kettle, shop.milk, shop.wine)[:lines]
    job = stage(shop, shop.has_order(*((thing, 1) for thing in things)), "7K4")
    ana.opens("/handover").scans(qr(job)).scans("7K4")
    if lines == 4:
        ana.posts(f"/handover/{handover().id}/age-check", seen="passport")
    ana.htmx, url = True, f"/handover/{handover().id}/completion"
    statements.clear()
    ana.posts(url).sees("Handed over, 1 bag")
    assert len(statements) <= BUDGET, "\n".join(statements)


def test_stock_of_several_orders_is_taken_in_one_sorted_pass(app, shop, ana):
    """Two people served at once would else wait for each other for ever."""
    for at, things in enumerate(((shop.jacket, shop.milk), (shop.kettle, shop.jacket))):
        order = shop.has_order(*((thing, 1) for thing in things), number=f"10{at}")
        last = stage(shop, order, f"7K{at}")
    ana.opens("/handover").scans(qr(last)).scans("7K0", "7K1").taps("Hand over 2 bags")
    moved = sa.select(StockLevel.variant_id).join(Movement, Movement.level_id == StockLevel.id)
    variants = db.session.scalars(moved.where(Movement.cause == handover().ref).order_by(Movement.id)).all()
    assert len(variants) == 8 and variants == sorted(variants)


def test_wrong_codes_are_counted_on_when_somebody_takes_over(app, shop, ana, job):
    ana.opens("/handover").posts("/handover/openings", order="HW-1001")
    for _ in range(5):
        ana.posts(f"/handover/{handover().id}/verification", how="code", code="222222")
    priya = Person(app, shop.priya)
    priya.opens("/handover").posts("/handover/openings", order="HW-1001", take_over="yes")
    priya.posts(f"/handover/{handover().id}/verification", how="code", code="222222")
    assert priya.code == "too_many_tries"


def test_a_handover_is_left_half_an_hour_after_the_last_deed_and_the_journal_says_so(app, shop, ana, job):
    begun = now()
    ana.opens("/handover").scans(qr(job))
    with as_of(begun + timedelta(minutes=25)):
        ana.scans("7K4")
    with as_of(begun + timedelta(minutes=40)):
        close_left_handovers()
    assert handover().state == HandoverState.OPEN
    with as_of(begun + timedelta(minutes=56)):
        close_left_handovers()
    assert handover().state == HandoverState.LEFT
    left = db.session.scalars(sa.select(Event).filter_by(kind="handover.left")).one()
    assert left.about == job.ref and left.facts == {"handover": handover().id}


def test_a_code_that_was_used_between_scan_and_lock_proves_nothing(app, shop, ana, job):
    """Somebody read the code; before their turn came another person had handed over with it."""
    shown = pass_by_qr(qr(job).removeprefix("PUP-"))
    assert Found(job, qr=shown).qr.used_at is None
    ana.opens("/handover").scans(qr(job)).scans("7K4", "9MB").taps("Hand over 2 bags").taps("Undo, until")
    with pytest.raises(Refused) as refused:
        _must_be_unused(shown)
    assert refused.value.code == "used_pass"
