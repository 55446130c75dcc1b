"""The disk is full: nothing is saved, everything can be read, and once there is room it goes on by itself."""

import pytest
import sqlalchemy as sa

from associate.core.acts.check import mismatches
from associate.db import db
from tests.support.people import Person
from tests.support.shop import PASSWORD

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def fill_the_disk(app):
    """Give SQLite as many pages as it has, and not one more, on every connection, those open and to come."""
    limits = []

    def limit(connection, *_anything):
        connection.execute(f"PRAGMA max_page_count={limits[-1] if limits else 2**30}")

    def fill():
        db.session.remove()
        db.engine.dispose()
        with db.engine.connect() as connection:
            pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
        db.engine.dispose()
        limits.append(pages)

    def empty():
        limits.append(2**30)
        db.session.remove()
        db.engine.dispose()

    sa.event.listen(db.engine, "connect", limit)
    yield fill, empty
    sa.event.remove(db.engine, "connect", limit)


def write_until_refused(person, tries=400):
    """Sign out and in again, each a row and a line in the journal, until there is no page left."""
    for _ in range(tries):
        person.posts("/login", email="priya@shop.example", password=PASSWORD)
        if person.status == 503:
            return person
    raise AssertionError("the disk was never full")


def test_a_full_disk_stops_writing_and_nothing_else(app, shop, fill_the_disk):
    fill, empty = fill_the_disk
    order = shop.has_order((shop.jacket, 1), number="1001")
    ana, priya = Person(app, shop.ana), Person(app, shop.priya)
    diary = len(shop.diary(order))

    fill()
    write_until_refused(priya)
    assert priya.status == 503 and priya.code == "disk_full"
    priya.sees("disk is full", "Nothing was saved")
    ana.opens("/pick").sees("HW-1001")  # reading goes on

    empty()  # no restart: the next try works
    priya.opens("/login").posts("/login", email="priya@shop.example", password=PASSWORD)
    assert priya.status == 200
    assert ana.opens("/pick").status == 200
    assert len(shop.diary(order)) == diary
    assert db.session.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert list(mismatches()) == []


def test_readiness_names_a_database_that_takes_no_row(app, shop, client):
    db.session.remove()
    db.engine.dispose()

    def read_only(connection, *_anything):
        connection.execute("PRAGMA query_only=ON")

    sa.event.listen(db.engine, "connect", read_only)
    try:
        answer = client.get("/readyz?only=migration,write")
        assert answer.status_code == 503
        assert answer.json["checks"]["migration"]["ok"] is True
        assert answer.json["checks"]["write"] == {"ok": False, "why": "OperationalError"}
    finally:
        sa.event.remove(db.engine, "connect", read_only)
        db.session.remove()
        db.engine.dispose()
    assert client.get("/readyz?only=migration,write").status_code == 200
