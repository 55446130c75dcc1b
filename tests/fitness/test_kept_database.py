"""The one PostgreSQL database that tests share: a test finds nothing of the one before."""

import psycopg
import pytest
from psycopg import sql

from tests.support.kept import Rows

pytestmark = pytest.mark.engine("postgresql")


def everything(url):
    with psycopg.connect(url) as connection:
        rows = Rows(connection)
        return sorted(rows.tables), rows.full, sorted(rows.counters)


def run(url, *statements):
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement))


@pytest.mark.parametrize("kind", ["shop", "empty"])
@pytest.mark.parametrize(
    "deeds",
    [
        ["UPDATE staff SET first_name = 'Eve'", "UPDATE alembic_version SET version_num = '0001'"],
        ["DELETE FROM store_versions"],
        ["SELECT nextval(seqrelid::regclass) FROM pg_sequence"],
        ["ALTER TABLE staff ADD COLUMN shoe_size integer"],
        ["ALTER TABLE staff ALTER COLUMN email DROP NOT NULL"],
        ["ALTER TABLE movements DISABLE TRIGGER USER", "DELETE FROM movements"],
        ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"],
    ],
    ids=lambda deeds: deeds[0].split(" SET")[0][:30],
)
def test_it_is_what_a_fresh_one_is(engine, kind, deeds):
    with engine.database(kind) as fresh:
        wanted = everything(fresh)
    with engine.database(kind, "looked-at") as url:
        run(url, *deeds)
    with engine.database(kind, "looked-at") as url:
        assert everything(url) == wanted
        with pytest.raises(psycopg.errors.UndefinedColumn):
            run(url, "SELECT shoe_size FROM staff")
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            run(url, "TRUNCATE movements")


def test_who_holds_a_lock_is_sent_away(engine):
    with engine.database("shop", "looked-at") as url:
        left = psycopg.connect(url)
        left.execute("UPDATE staff SET first_name = 'Eve'")
    with engine.database("shop", "looked-at"):
        pass
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
    left.close()
