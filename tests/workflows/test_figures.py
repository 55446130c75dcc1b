"""The pages about figures: who sees which store's, what stands in the address, and what leaves as a file."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import sqlalchemy as sa

from associate.clock import as_of
from associate.core.figures.keep import catch_up
from associate.core.fulfillment.models import Fulfillment
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.pickups import make_ready

NOW = datetime(2026, 11, 23, 8, 55, tzinfo=UTC)


@pytest.fixture
def week(shop):
    """Yesterday three orders were ready in 30, 60 and 150 minutes at Mill Quay, one in 10 at Castle Row."""
    for number, (place, minutes) in enumerate((("mq", 30), ("mq", 60), ("mq", 150), ("cr", 10))):
        placed = NOW - timedelta(hours=22)
        with as_of(placed):
            order = shop.has_order((shop.kettle, 2), number=f"{number}", location=place)
            job = db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()
        with as_of(placed + timedelta(minutes=minutes)):
            make_ready(job, tag=f"{number:03}", short=int(number == 2))
    with as_of(NOW):
        catch_up()
        yield shop


def rows(person, path):
    return list(csv.reader(StringIO(person.client.get(path).data.decode("utf-8-sig"))))


def test_a_manager_reads_their_own_store(app, week):
    helen = Person(app, week.helen)
    helen.opens("/figures").sees("16 to 22 Nov, Mill Quay", "3 orders.", "66.7%", "misses the goal of 95%")
    helen.sees("60 min", "median, p90 150 min", "16.7%", "Line short rate").does_not_see("Castle Row")
    assert helen.opens("/figures?store=CR").status == 404
    helen.opens("/figures?span=today").sees("No figures for these days yet")
    helen.opens("/figures/short?by=detail").sees("Units not found, of units asked for.", "1 of 6", "Category")
    helen.opens("/figures/time-to-ready?by=hour").sees("11:00", "150 min", "Goal: 120 min.")
    assert helen.opens("/figures/nothing").status == 404


def test_people_of_several_stores_compare_them(app, week):
    rosa = Person(app, week.rosa)
    rosa.opens("/figures").sees("all stores", "4 orders.", "75%")
    rosa.opens("/figures?store=CR").sees("Castle Row.", "1 order.", "100%")
    rosa.opens("/figures/ready-on-time?by=store&store=all").sees("Castle Row", "Mill Quay")
    rosa.opens("/figures?method=ship").sees("No figures")
    rosa.opens("/figures?from=2026-11-22&to=2026-11-01").sees("1 to 22 Nov")
    assert Person(app, week.ana).opens("/figures").status == 403


def test_a_fragment_is_the_same_without_the_page(app, week):
    helen = Person(app, week.helen)
    answer = helen.client.get("/figures?span=28", headers={"HX-Request": "true"})
    assert "<html" not in answer.text and 'id="figures"' in answer.text


def test_files_hold_plain_figures_and_no_formula(app, week):
    with atomic():
        week.web.name = '=HYPERLINK("http://example.org")'
    helen = Person(app, week.helen)
    found = {row[0]: row for row in rows(helen, "/figures/figures.csv")}
    assert found["figure"][:5] == ["figure", "name", "unit", "value", "p90"]
    assert found["time-to-ready"][2:5] == ["seconds", "3600", "9000"]
    assert found["short"][2:8] == ["share", "0.1667", "", "1", "6", "3"]
    by_channel = rows(helen, "/figures/orders.csv?by=channel")
    assert by_channel[1][0] == '\'=HYPERLINK("http://example.org")' and by_channel[1][2] == "3"
    assert rows(helen, "/figures/time-to-ready.csv")[-1][:4] == ["2026-11-22", "seconds", "3600", "9000"]
    assert helen.client.get("/figures/nothing.csv").status_code == 404
