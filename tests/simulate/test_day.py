"""The played day: the same for a seed, whole in its end, and never in a shop."""

import statistics

import pytest
import sqlalchemy as sa

from associate.config import database_uri
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import State
from associate.db import atomic, db
from associate.demo.stores import CODES
from associate.simulate import judge
from associate.simulate import shop as retailer
from associate.simulate.command import names
from associate.simulate.curve import HOURS, Way, arrivals, local_share
from associate.simulate.mishaps import Mishaps, Tap
from associate.simulate.player import Play, Played, play
from associate.simulate.report import report
from associate.web.tryout import DEMO_PASSWORD
from tests.support.server import serve

TINY = 24  # orders
BLACK_FRIDAY = 2000
LIMIT = 240  # seconds


def day_of(orders: int, hours: tuple[int, int] = (9, 20), seed: int = 7):
    shelves = {code: sorted(retailer.shelf()) for code in CODES}
    return arrivals(seed, orders, shelves, hours)


def test_a_seed_is_a_day():
    assert day_of(50) == day_of(50)
    assert day_of(50) != day_of(50, seed=8)


def test_the_curve_is_that_of_the_counted_baskets():
    """The busiest hour is five in the afternoon, not ten at night as the till’s computer had it."""
    day = day_of(4000)
    by_hour = [sum(9 + int(arrival.at // 3600) == hour for arrival in day) for hour in range(9, 20)]
    open_share = sum(local_share(hour) for hour in range(9, 20))
    assert max(range(24), key=local_share) == 17
    assert by_hour == pytest.approx([4000 * local_share(h) / open_share for h in range(9, 20)], abs=60)
    lines = sorted(len(arrival.lines) for arrival in day)
    assert (statistics.median(lines), lines[-1]) == (2, 5)  # the lower half of 2, 5, 12
    several = [units > 1 for arrival in day for _sku, units in arrival.lines]
    assert statistics.mean(several) == pytest.approx(0.206, abs=0.02)
    assert {arrival.way for arrival in day} == set(Way)
    assert sum(HOURS) == pytest.approx(1, abs=0.001)


def played(
    engine, folder, *, orders: int, people: int, speed: float, hours: tuple[int, int], limit: float
) -> Played:
    """On a shop of its own, served as in production."""
    from associate import create_app

    day, mishaps = day_of(orders, hours), Mishaps(lost=0.04, twice=0.04, shorts=0.03, no_shows=0.05)
    with engine.database("empty") as url:
        workers = 1 if engine.name == "sqlite" else 2
        app = create_app({"SQLALCHEMY_DATABASE_URI": database_uri(url), "SECRET_KEY": "tests"})
        with app.app_context():
            crew = retailer.open_shop(day, people)
            with serve(url, folder, workers, quick=True, DEMO="yes", TRUSTED_HOPS="1") as running:
                told = Play(
                    url=running.url,
                    seed=7,
                    speed=speed,
                    arrivals=day,
                    people=crew,
                    password=DEMO_PASSWORD,
                    mishaps=mishaps,
                    shelf=retailer.shelf(),
                    mail=folder / "mail",
                    name=names(),
                )
                found = play(told, is_settled=judge.is_settled, limit=limit)
                is_well, lines = report(found)
                collected = db.session.scalar(
                    sa.select(sa.func.count()).select_from(Fulfillment).filter_by(state=State.COLLECTED)
                )
            db.session.remove()
            db.engine.dispose()
    assert is_well, "\n".join(lines)
    assert collected == sum(each.outcome == "handed over" for each in found.customers.values())
    return found


@pytest.mark.timeout(LIMIT)
@pytest.mark.later
def test_a_tiny_day_ends_with_books_that_agree(engine, tmp_path):
    """Nothing lost, nothing doubled, no server error: though answers got lost and taps were two."""
    found = played(engine, tmp_path, orders=TINY, people=8, speed=500, hours=(17, 18), limit=LIMIT / 2)
    ends = [each.outcome for each in found.customers.values()]
    assert ends.count("handed over") > TINY / 2
    assert "packed" in ends
    assert found.diary.counts[Tap.LOST] and found.diary.counts[Tap.TWICE]


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_black_friday(engine, tmp_path):
    """2,000 orders, 6 stores, 30 associates: the day on PostgreSQL, its peak on SQLite."""
    is_small = engine.name == "sqlite"
    hours, orders = ((16, 19), BLACK_FRIDAY // 3) if is_small else ((9, 20), BLACK_FRIDAY)
    played(engine, tmp_path, orders=orders, people=30, speed=60 if is_small else 240, hours=hours, limit=3000)


def test_never_in_a_shop(app, shop):
    """One store that isn’t the demo’s is enough; where that doesn’t tell, the server is asked first."""
    said = app.test_cli_runner().invoke(args=["simulate", "--url", "http://127.0.0.1:9"])
    assert (said.exit_code, "Nothing answers" in said.output) == (1, True)
    with atomic(shop.castle_row):
        shop.castle_row.code = "K1"
    said = app.test_cli_runner().invoke(args=["simulate", "--url", "http://127.0.0.1:9"])
    assert (said.exit_code, "never in a shop" in said.output) == (1, True)
