"""Around a short: how sure the books were, who else waits for it, and what the figures say of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts.check import mismatches
from associate.core.acts.counting import accept, hand_in, write_figure
from associate.core.figures.keep import catch_up, rebuild
from associate.core.figures.points import Measure
from associate.core.figures.reading import Asked, Sum, sums
from associate.core.fulfillment.states import State
from associate.core.inventory.confidence import Confidence, Signs, signs_of
from associate.core.inventory.counts import Count
from associate.core.inventory.queries import level_here
from associate.core.tasks.models import TaskKind
from associate.db import atomic, db
from tests.support.missing import EVERYWHERE, ask, open_short, report, slate
from tests.support.people import Person
from tests.support.phones import Phone
from tests.support.picking import scan
from tests.support.shop import look_again


@pytest.fixture(autouse=True)
def books_agree(shop):
    yield
    assert list(mismatches()) == []


@pytest.mark.parametrize(
    ("signs", "points", "sure"),
    [
        (Signs(3, 0, 2, 8), 100, Confidence.SURE),
        (Signs(None, 0, 0, 8), 80, Confidence.SURE),
        (Signs(31, 0, 9, 8), 80, Confidence.SURE),
        (Signs(3, 0, 0, 1), 80, Confidence.SURE),
        (Signs(3, 1, 0, 8), 75, Confidence.SURE),
        (Signs(30, 1, 10, 8), 65, Confidence.LIKELY),
        (Signs(40, 0, 25, 8), 60, Confidence.LIKELY),
        (Signs(None, 0, 0, 1), 60, Confidence.LIKELY),
        (Signs(None, 1, 0, 1), 35, Confidence.DOUBTFUL),
        (Signs(90, 9, 99, 1), -10, Confidence.DOUBTFUL),
    ],
)
def test_how_likely_it_is_there(signs, points, sure):
    assert (signs.points, signs.confidence) == (points, sure)


def test_the_picker_is_told_what_speaks_against_finding_it(app, shop):
    job = shop.job(shop.has_order((shop.jacket, 1)))
    report(job, shop.jacket, shop.ana)
    shop.stocks(shop.jacket, 1)
    later = shop.job(shop.has_order((shop.jacket, 1), number="1002"))
    assert signs_of(level_here(shop.mill_quay.id, shop.jacket.id)) == Signs(None, 1, 0, 1)
    priya = Person(app, shop.priya).opens(f"/pick/{later.number}").taps("Start picking")
    priya.sees("May not be there", "Never counted, the last one, not found 1 time")
    priya.opens(f"/pick/{later.number}/lines/{later.lines[0].id}/short")
    priya.sees("May not be there", "Last seen in this store", "Not found, 20 units fewer, by Ana")
    count_it(shop, 1)
    priya.opens(f"/pick/{later.number}").does_not_see("May not be there")


def count_it(shop, units):
    """The count that the last short asked for, by Ana, and Marcus lets it stand."""
    look_again()
    count = db.session.scalars(sa.select(Count).order_by(Count.id.desc())).first()
    with atomic(count):
        write_figure(count.lines[0], units, by=shop.ana.actor)
        hand_in(count, by=shop.ana.actor)
    if not count.lines[0].accepted_at:
        with atomic(count):
            accept(count.lines[0], by=shop.marcus.actor)


def test_a_manager_rejects_it_in_the_other_orders_too(app, shop):
    first, alone, with_kettle = (
        shop.job(shop.has_order((shop.jacket, 1), *more, number=number))
        for number, more in (("1001", ()), ("1002", ()), ("1003", ((shop.kettle, 1),)))
    )
    page, form = f"/pick/{first.number}/lines/{first.lines[0].id}/short", {"reason": "not_found"}
    ana = Person(app, shop.ana).opens(page).does_not_see("also reject")
    ana.posts(f"/pick/{first.number}/shorts", line=first.lines[0].id, looked=EVERYWHERE, also="yes", **form)
    look_again()
    assert [shop.job(job.order).state for job in (alone, with_kettle)] == [State.RELEASED] * 2  # not hers
    task = open_short(first)
    helen = Person(app, shop.helen).opens(f"/tasks/{task.id}/ways").sees("2 other open orders wait for it")
    helen.taps("Reject it there too").sees("Rejected too", "1002")
    look_again()
    assert [shop.job(job.order).state for job in (alone, with_kettle)] == [State.WAITING, State.RELEASED]
    assert shop.tasks().count("short") == 3 and shop.level(shop.jacket) == (0, 0, 0)
    assert "stock_conflict" not in shop.tasks()
    scan(shop.job(with_kettle.order), shop.kettle.sku, shop.priya)
    assert shop.job(with_kettle.order).state == State.PICKED


def test_a_manager_who_picks_says_so_at_once(app, shop):
    first, other = (shop.job(shop.has_order((shop.jacket, 1), number=number)) for number in ("1001", "1002"))
    helen = Person(app, shop.helen).opens(f"/pick/{first.number}/lines/{first.lines[0].id}/short")
    helen.sees("also reject in 1 other open order").taps(
        "Report 1 short", reason="not_found", looked=EVERYWHERE, also="yes"
    )
    helen.sees("Also short: HW-1002")
    assert shop.job(other.order).state == State.WAITING


def test_what_the_figures_say_of_a_short(app, shop):
    """The unit was asked for once and wasn’t there, though something else came; and the count says whether
    that was so."""
    other = slate(shop, price=7400)
    order = shop.has_order((shop.jacket, 1), (shop.kettle, 1))
    job = shop.job(order)
    ask(report(job, shop.jacket, shop.ana), other, by=shop.ana)
    Phone(app, order).taps("Choose").taps("Do that", pick=f"substitute:{other.id}")
    for sku in (shop.kettle.sku, other.sku):
        scan(shop.job(order), sku, shop.ana)
    count_it(shop, 3)  # they were there
    second = shop.has_order((shop.jacket, 1), number="1002")
    report(shop.job(second), shop.jacket, shop.ana)
    count_it(shop, 0)
    day = now().astimezone(shop.mill_quay.timezone).date()
    with as_of(now() + timedelta(minutes=5)):
        catch_up(settled=timedelta(0))
        asked = Asked((shop.mill_quay.id,), day, day)
        found = sums(asked, [Measure.SHORT, Measure.SHORT_TRUE])
        assert found[Measure.SHORT, None][1:] == (1, 2) and found[Measure.SHORT_TRUE, None] == Sum(2, 1, 2)
        rebuild()
        assert sums(asked, [Measure.SHORT, Measure.SHORT_TRUE]) == found
    assert TaskKind.COUNT not in shop.tasks()
