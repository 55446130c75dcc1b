"""One head, no drift, up and down, and rows that nobody may touch."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from associate.db import Base, db
from associate.upkeep.audit.seal import seal_journal


def test_there_is_one_head(app):
    assert len(ScriptDirectory("migrations").get_heads()) == 1


def test_the_models_are_what_the_migrations_made(app):
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_down_and_up_again(app):
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert "events" in sa.inspect(db.engine).get_table_names()


@pytest.mark.parametrize("table", ["events", "movements"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET \"by\" = 'nobody'", "DELETE FROM {}"])
def test_the_journal_and_the_ledger_refuse_changes(app, shop, table, verb):
    shop.has_order((shop.jacket, 1))
    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        db.session.execute(sa.text(verb.format(table)))
    db.session.rollback()


@pytest.mark.parametrize(
    "verb", ["UPDATE seals SET events = 0", "DELETE FROM seals", "DELETE FROM seal_keys"]
)
def test_seals_refuse_changes(app, shop, verb):
    shop.has_order((shop.jacket, 1))
    seal_journal()
    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        db.session.execute(sa.text(verb))
    db.session.rollback()


@pytest.mark.engine("sqlite")
def test_replacing_a_row_is_refused_too(app, shop):
    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        db.session.execute(sa.text("INSERT OR REPLACE INTO movements SELECT * FROM movements LIMIT 1"))
    db.session.rollback()


@pytest.mark.engine("postgresql")
def test_truncating_is_refused_too(app, shop):
    with pytest.raises(sa.exc.DatabaseError, match="append-only"):
        db.session.execute(sa.text("TRUNCATE events"))
    db.session.rollback()
