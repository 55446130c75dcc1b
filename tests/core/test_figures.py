"""The formulas, by stories made by hand; and the points kept, against the journal read by other means."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import ceil

import pytest
import sqlalchemy as sa

from associate.clock import as_of
from associate.core.acts.collect import collect
from associate.core.events.models import Event
from associate.core.events.record import SYSTEM, record
from associate.core.figures.catalog import BY_NAME, FIGURES, value_of
from associate.core.figures.jobs import Goods, Job, Step, Walk, points_of_job
from associate.core.figures.keep import SOURCES, catch_up, rebuild
from associate.core.figures.models import FigurePoint
from associate.core.figures.open_time import open_seconds
from associate.core.figures.others import Back, Coming, points_of_return, points_of_visit
from associate.core.figures.points import Measure
from associate.core.figures.reading import Asked, By, Rank, Sum, nearest, ranks, sums
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.fulfillment.visit_moves import note
from associate.core.fulfillment.visits import VisitState
from associate.core.orders.incoming import Method
from associate.core.orders.till import TillEntry, TillKind
from associate.core.returns.models import Return, ReturnLine, ReturnState
from associate.core.stores.models import SpecialDay, Store
from associate.db import atomic, db
from tests.support.cars import arrives, has_bays
from tests.support.pickups import make_ready

NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def steps(*told: tuple) -> list[Step]:
    return [Step(kind, at(minutes), *rest) for kind, minutes, *rest in told]


WALKED = (
    ("fulfillment.released", 1),
    ("fulfillment.picking", 10, "staff:1", {"was": "released"}),
    ("line.picked", 11, "staff:1"),
    ("pick.paused", 12, "staff:1"),
    ("pick.taken_over", 20, "staff:2"),
    ("line.picked", 21, "staff:2"),
    ("line.picked", 22, "staff:2"),
    ("line.unpicked", 22, "staff:2"),
    ("fulfillment.picked", 23, "staff:2", {"was": "picking"}),
)
READY = ("fulfillment.ready", 30, "staff:2", {"was": "picked"})


def job(*told: tuple, **differs) -> Job:
    known = {
        "method": Method.PICKUP,
        "placed_at": NINE,
        "created_at": at(1),
        "promise_at": at(60),
        "currency": "EUR",
        "steps": steps(*told),
        "goods": (Goods("Garden", 2, short=1, out=1, worth=901), Goods("Kitchen", 1, out=1, worth=100)),
        "open_seconds": lambda begin, end: int((end - begin).total_seconds()) // 2,
    }
    return Job(**{**known, **differs})


def points(story: Job, now: datetime | None = None) -> dict:
    return {
        (p.measure, p.detail) if p.detail else p.measure: (p.value, p.of)
        for p in points_of_job(story, now or at(600))
    }


def test_a_job_that_went_well():
    collected = ("fulfillment.collected", 90, "staff:3", {"was": "ready", "cause": "handover:1"})
    assert points(job(*WALKED, READY, collected, sales=[at(140)])) == {
        Measure.ASKED: (1, 1),
        Measure.READY: (900, 1),  # half of it was open
        Measure.READY_WALL: (1800, 1),
        Measure.ON_TIME: (1, 1),
        Measure.PICK: (300, 2),  # 2 min, a pause, 3 min; one unit went back
        (Measure.SHORT, "Garden"): (1, 2),
        (Measure.SHORT, "Kitchen"): (0, 1),
        Measure.FILL: (1, 1),
        Measure.UNCOLLECTED: (0, 1),
        Measure.DWELL: (3600, 1),
        Measure.ADD_ON: (1, 1),
        (Measure.OUT, "EUR"): (2, 1001),
        (Measure.CREDIT, "EUR staff:1"): (1, 501),
        (Measure.CREDIT, "EUR staff:2"): (1, 500),
    }


@pytest.mark.parametrize(
    ("told", "late", "expected"),
    [
        ((), 61, 0),  # due, and still not ready
        ((), 59, None),  # not due yet
        ((("fulfillment.canceled", 50, "system", {"reason": "customer"}),), 61, None),
        ((("fulfillment.ready", 60, "staff:2", {"was": "picked"}),), 61, 1),
        ((("fulfillment.ready", 61, "staff:2", {"was": "picked"}),), 62, 0),
    ],
)
def test_on_time_is_by_the_promise(told, late, expected):
    found = points(job(*WALKED, *told), at(late)).get(Measure.ON_TIME)
    assert (found and found[0]) == expected


def test_what_is_held_is_not_late_and_what_was_taken_back_is_not_ready():
    assert Measure.ON_TIME not in points(job(*WALKED, is_held=True))
    undone = ("fulfillment.picked", 31, "staff:2", {"was": "ready", "undo": True})
    found = points(job(*WALKED, READY, undone))
    assert found[Measure.ON_TIME] == (0, 1) and Measure.READY not in found and Measure.FILL not in found


@pytest.mark.parametrize(
    ("end", "fill", "uncollected"),
    [
        (("fulfillment.rerouted", 40, "system", {}), 0, None),
        (("fulfillment.canceled", 40, "system", {"reason": "short"}), 0, None),
        (("fulfillment.canceled", 40, "system", {"reason": "customer"}), 1, None),  # it was ready for them
        (("fulfillment.uncollected", 9999, "system", {}), 1, 1),
        (("fulfillment.collected", 40, "system", {"reason": "nothing_left"}), 1, None),
    ],
)
def test_what_became_of_it(end, fill, uncollected):
    found = points(job(*WALKED, READY, end))
    assert found[Measure.FILL] == (fill, 1)
    assert found.get(Measure.UNCOLLECTED, (None,))[0] == uncollected
    assert Measure.ADD_ON not in found  # nobody knows the customer


def test_a_parcel_is_ready_when_it_is_packed_and_out_when_it_left():
    packed = ("fulfillment.packed", 50, "staff:2", {"was": "packing"})
    again = ("fulfillment.packing", 55, "staff:2", {"was": "packed"})
    story = (*WALKED, ("fulfillment.packing", 40, "staff:2", {"was": "picked"}), packed)
    assert points(job(*story, method=Method.SHIP))[Measure.ON_TIME] == (1, 1)
    assert points(job(*story, again, method=Method.SHIP))[Measure.ON_TIME] == (0, 1)
    assert (Measure.OUT, "EUR") not in points(job(*story, method=Method.SHIP))
    left = ("fulfillment.shipped", 300, "staff:2", {"was": "manifested"})
    assert points(job(*story, left, method=Method.SHIP))[Measure.OUT, "EUR"] == (2, 1001)


def test_the_time_of_a_wave_is_shared_by_units():
    assert points(job(*WALKED, walk=Walk(600, 12)))[Measure.PICK] == (100, 2)


def test_a_wait_begins_when_they_are_here_and_it_is_ready():
    def seen(**differs):
        known = {"to_counter": False, "en_route_at": at(0), "arrived_at": at(10), "ready_at": at(5)}
        return {
            p.measure: p.value for p in points_of_visit(Coming(**{**known, "served_at": at(13), **differs}))
        }

    assert seen() == {Measure.CAR_WAIT: 180, Measure.NOTICE: 600, Measure.ANNOUNCED: 1}
    assert seen(ready_at=at(12))[Measure.CAR_WAIT] == 60
    assert seen(en_route_at=None) == {Measure.CAR_WAIT: 180, Measure.NOTICE: 0, Measure.ANNOUNCED: 0}
    assert seen(to_counter=True) == {Measure.COUNTER_WAIT: 180}
    assert Measure.CAR_WAIT not in seen(served_at=None)
    assert seen(arrived_at=None) == {}


def test_a_return_counts_once_whatever_its_units():
    back = Back(at(0), at(4), 3, 2500, "EUR", was_let=True, is_exchange=False)
    assert [(p.measure, p.value, p.of) for p in points_of_return(back)] == [
        (Measure.HANDLING, 240, 1),
        (Measure.BACK, 3, 2500),
        (Measure.OVERRIDE, 1, 1),
        (Measure.EXCHANGE, 0, 1),
    ]


def test_values_by_hand():
    added = {(Measure.PICK, None): Sum(2, 600, 10), (Measure.BACK, None): Sum(1, 3, 2500)}
    added |= {(Measure.OUT, None): Sum(5, 60, 100), (Measure.SHORT, None): Sum(9, 1, 40)}
    assert value_of(BY_NAME["units-per-hour"], added, {}).amount == 60
    assert value_of(BY_NAME["return-rate"], added, {}).amount == 0.05
    assert value_of(BY_NAME["short"], added, {}).amount == 0.025
    assert value_of(BY_NAME["pick-time"], added, {(Measure.PICK, None): Rank(250, 350)}).p90 == 350
    assert value_of(BY_NAME["dwell"], added, {}).amount is None
    assert not value_of(BY_NAME["short"], added, {}).misses(0.03, at_most=True)


def test_each_measure_is_made_in_one_place_and_no_figure_is_without():
    made = Counter(measure for _source, _id, measures in SOURCES.values() for measure in measures)
    assert made == Counter(Measure)
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


# ── the points that are kept ─────────────────────────────────────────────────


def some_days(shop) -> list[Fulfillment]:
    """Jobs over two days and two stores: ready at once, later, too late, given up, canceled, never begun."""
    ends = (5, 20, 45, 61, 150, None, None)
    made = []
    for number, minutes in enumerate(ends * 2):
        placed = NINE + timedelta(hours=14) + timedelta(minutes=7 * number)  # until past midnight
        place = "cr" if number % 3 == 2 else "mq"
        with as_of(placed):
            order = shop.has_order((shop.kettle, 1 + number % 2), number=f"{number}", location=place)
            job = db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()
        if minutes is not None:
            with as_of(placed + timedelta(minutes=minutes)):
                make_ready(job, tag=f"{number:03}", short=number % 2)
        made.append(job)
    with as_of(NINE + timedelta(days=2)), atomic(made[0]):
        move(made[0], State.UNCOLLECTED, by=SYSTEM)
    return made


def kept() -> set[tuple]:
    return {tuple(row) for row in db.session.execute(sa.select(*FigurePoint.__table__.columns))}


def test_points_are_what_the_journal_tells_however_they_were_made(shop):
    jobs = some_days(shop)
    with as_of(NINE + timedelta(days=3)):
        assert catch_up() > 0 and catch_up() == 0
        whole = kept()
        with atomic():
            db.session.execute(sa.delete(FigurePoint).where(FigurePoint.thing_id % 2 == 0))
            db.session.execute(sa.update(FigurePoint).values(value=7))
        assert rebuild() == len(whole) and kept() == whole
    everything = Asked((shop.mill_quay.id, shop.castle_row.id), date(2026, 11, 1), date(2026, 11, 30))
    told = {job.id: [] for job in jobs}
    for event in db.session.scalars(sa.select(Event).where(Event.about.like("fulfillment:%"))):
        told[int(event.about[12:])].append(event)
    waited = {}
    for job in jobs:
        found = [event.at for event in told[job.id] if event.kind == "fulfillment.ready"]
        if found:
            waited[job.id] = int((found[0] - job.order.placed_at).total_seconds())
    ordered = sorted(waited.values())
    nearest = Rank(ordered[ceil(len(ordered) * 0.5) - 1], ordered[ceil(len(ordered) * 0.9) - 1])
    assert ranks(everything, [Measure.READY_WALL]) == {(Measure.READY_WALL, None): nearest}
    spans = {id_: timedelta(seconds=n) for id_, n in waited.items()}
    late = [job.id not in spans or job.promise_at < job.order.placed_at + spans[job.id] for job in jobs]
    assert sums(everything, [Measure.ON_TIME])[Measure.ON_TIME, None] == Sum(14, 14 - sum(late), 14)
    units = sum(job.units_wanted for job in jobs if job.id in waited)
    short = sum(line.short for job in jobs for line in job.lines)
    assert sums(everything, [Measure.SHORT])[Measure.SHORT, None][1:] == (short, units)
    assert sums(everything, [Measure.UNCOLLECTED])[Measure.UNCOLLECTED, None] == Sum(1, 1, 1)
    by_store = sums(everything, [Measure.ASKED], By.STORE)
    assert by_store[Measure.ASKED, shop.castle_row.id].n == sum(
        j.store_id == shop.castle_row.id for j in jobs
    )
    days = Counter((job.created_at.astimezone(job.store.timezone)).date() for job in jobs)
    assert {key[1]: found.n for key, found in sums(everything, [Measure.ASKED], By.DAY).items()} == days
    assert len(days) == 2


def test_who_is_late_is_known_though_nothing_happened(shop):
    with as_of(NINE):
        shop.has_order((shop.kettle, 1))
    today = Asked((shop.mill_quay.id,), NINE.date(), NINE.date())
    with as_of(NINE + timedelta(minutes=90)):
        catch_up()
        assert sums(today, [Measure.ON_TIME]) == {}
    with as_of(NINE + timedelta(minutes=125)):
        catch_up()
        assert sums(today, [Measure.ON_TIME])[Measure.ON_TIME, None] == Sum(1, 0, 1)


def test_practice_is_in_no_figure(shop):
    with atomic():
        shop.web.is_practice = True
    shop.has_order((shop.kettle, 1))
    with as_of(datetime.now(UTC) + timedelta(minutes=5)):
        catch_up()
    assert kept() == set()


def test_a_day_is_the_stores_own_over_a_change_of_clocks(shop):
    """Chicago turned its clocks back on 1 November 2026 at 07:00 UTC."""
    with atomic():
        shop.mill_quay.zone = "America/Chicago"
    for number, moment in enumerate(((4, 30), (6, 30), (7, 30))):
        with as_of(datetime(2026, 11, 1, *moment, tzinfo=UTC)):
            shop.has_order((shop.kettle, 1), number=f"{number}")
    with as_of(datetime(2026, 11, 2, tzinfo=UTC)):
        catch_up()
    found = db.session.execute(
        sa.select(FigurePoint.day, FigurePoint.hour).where(FigurePoint.measure == Measure.ASKED)
    ).all()
    assert sorted(map(tuple, found)) == [
        (date(2026, 10, 31), 23),
        (date(2026, 11, 1), 1),
        (date(2026, 11, 1), 1),
    ]


def test_only_open_hours_count(shop):
    store = db.session.get_one(Store, shop.mill_quay.id)
    with atomic():
        store.exceptions = [SpecialDay(store_id=store.id, day=date(2026, 11, 17), name="closed")]
    begin = datetime(2026, 11, 16, 23, tzinfo=UTC)
    assert open_seconds(store, begin, begin + timedelta(hours=26)) == 59 * 60 + 3600
    assert open_seconds(store, begin, begin) == 0


def test_a_pickup_a_sale_at_the_till_beside_it_and_a_return(shop):
    """What hangs on other tables than the job’s own: a car’s wait, an add-on, and what came back."""
    with as_of(NINE):
        has_bays(shop.mill_quay)
        order = shop.has_order((shop.kettle, 1), number="1")
        job = shop.job(order)
        make_ready(job)
    with as_of(at(30)):
        visit = arrives(job, notice=12)
    with as_of(at(34)), atomic(job):
        collect(job, {line.id: line.to_hand_over for line in job.lines}, cause="test:1", by=SYSTEM)
    with as_of(at(35)), atomic(visit):
        visit.at_car_at, visit.ended_at, visit.state = at(34), at(35), VisitState.DONE
        note(visit, "visit.done", by=SYSTEM)
    with as_of(at(60)):
        catch_up(settled=timedelta(0))
    today = Asked((shop.mill_quay.id,), NINE.date(), NINE.date())
    added = [Measure.ADD_ON, Measure.CAR_WAIT, Measure.NOTICE, Measure.BACK, Measure.OVERRIDE, Measure.OUT]
    before = {measure: found for (measure, _none), found in sums(today, added).items()}
    assert before[Measure.ADD_ON] == Sum(1, 0, 1) and before[Measure.OUT] == Sum(1, 1, 4250)
    assert before[Measure.CAR_WAIT] == Sum(1, 240, 1) and before[Measure.NOTICE] == Sum(1, 720, 1)
    with as_of(at(80)), atomic():
        sale = TillEntry(channel_id=shop.web.id, kind=TillKind.SALE, receipt="7", fingerprint="", at=at(90))
        sale.store_id, sale.order_id = shop.mill_quay.id, order.id  # as if the customer’s
        db.session.add(sale)
        record("order.placed", about=order, by=SYSTEM)
        known = {"store_id": shop.mill_quay.id, "order_id": order.id, "currency": "EUR", "opened_by": "tests"}
        back = Return(state=ReturnState.DONE, opened_at=at(70), closed_at=at(75), actual=4250, **known)
        back.lines = [ReturnLine(order_line_id=order.lines[0].id)]
        db.session.add(back)
        db.session.flush()
        record("return.done", about=back, by=SYSTEM)
    with as_of(at(100)):
        catch_up(settled=timedelta(0))
        after = {measure: found for (measure, _none), found in sums(today, added).items()}
        whole = kept()
        assert rebuild() == len(whole) and kept() == whole
    assert after[Measure.ADD_ON] == Sum(1, 1, 1)
    assert after[Measure.BACK] == Sum(1, 1, 4250) and after[Measure.OVERRIDE] == Sum(1, 0, 1)


def test_p90_is_the_nearest_rank():
    assert (
        nearest(range(1, 11)) == Rank(5, 9) and nearest([7]) == Rank(7, 7) and nearest([1, 2]) == Rank(1, 2)
    )
