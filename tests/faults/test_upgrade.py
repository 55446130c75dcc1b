"""A filled database goes up to today's tables and back down, and loses nothing on the way."""

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.db import db
from tests.support.counter import stage
from tests.support.people import Person
from tests.support.shop import Shop

FIRST = "0001"
BOOKKEEPING = {"alembic_version"}


@pytest.fixture
def filled(app, shop):
    """Orders at several stages, a handover, a refusal, tasks, sessions: rows in most tables of 0001."""
    stage(shop, shop.has_order((shop.jacket, 2), (shop.milk, 1), number="1000"), "7K2")
    shop.has_order((shop.jacket, 1), number="1001")
    shop.has_order((shop.kettle, 500), number="1002")
    shop.has_order((shop.wine, 1), number="1003", method=None, customer=None)
    Person(app, shop.ana)
    db.session.remove()
    return shop


def tables():
    """Each table's rows, by the columns that stay: {table: {column: sorted values}}."""
    found = sa.inspect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: {
                column["name"]: sorted(
                    map(repr, connection.execute(sa.text(f'SELECT "{column["name"]}" FROM {name}')).scalars())
                )
                for column in found.get_columns(name)
            }
            for name in found.get_table_names()
            if name not in BOOKKEEPING
        }


def triggers():
    if db.engine.dialect.name == "sqlite":
        ask = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        ask = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with db.engine.connect() as connection:
        return sorted(connection.execute(sa.text(ask)).scalars())


def lost(before, after):
    """What the columns of `before` held and `after` no longer does."""
    return [
        f"{table}.{column}"
        for table, columns in before.items()
        for column, values in columns.items()
        if after.get(table, {}).get(column) != values
    ]


@pytest.mark.engine("sqlite", "postgresql")
def test_a_filled_database_goes_down_and_up_and_keeps_every_row(filled):
    guards = triggers()
    full = tables()
    downgrade(revision=FIRST)
    old = tables()
    assert lost(old, full) == []  # what 0001 knows is as it was
    assert old["orders"]["id"] == full["orders"]["id"]
    assert triggers() == [guard for guard in guards if not guard.startswith("seal")]  # of tables it knows

    upgrade()
    assert lost(old, tables()) == []
    assert triggers() == guards
    assert list(mismatches()) == []


@pytest.mark.engine("sqlite", "postgresql")
def test_rows_written_by_the_old_version_are_ready_for_the_new_one(filled, app):
    downgrade(revision=FIRST)
    told = {"at": now().replace(tzinfo=None).isoformat(" "), "hash": "h" * 64}
    with db.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO staff (email, first_name, last_name, role, password_hash, is_active)"
                " VALUES ('old@shop.example', 'Old', 'Hand', 'manager', :hash, true)"
            ),
            told,
        )
        connection.execute(
            sa.text(
                "INSERT INTO staff_sessions (token_hash, staff_id, created_at, expires_at)"
                " SELECT 'of-old', id, :at, :at FROM staff WHERE email = 'old@shop.example'"
            ),
            told,
        )
    upgrade()
    with db.engine.connect() as connection:
        begun = connection.execute(
            sa.text("SELECT begun_by FROM staff_sessions WHERE token_hash = 'of-old'")
        ).scalar_one()
        assert begun == "password"
    assert list(mismatches()) == []
    Person(app, Shop().helen).opens("/pick").sees("HW-1001")


@pytest.mark.engine("sqlite")
def test_no_reference_dangles_after_it(filled):
    downgrade(revision=FIRST)
    upgrade()
    with db.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
