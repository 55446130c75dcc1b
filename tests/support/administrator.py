"""Somebody with the password of the database, who goes around what refuses changes."""

import sqlalchemy as sa

from associate.db import db, is_sqlite

APPEND_ONLY = ("events", "seals", "seal_keys")


def does(*statements: str) -> None:
    """Carry these statements out as if there were no triggers, and leave no trace of that."""
    db.session.rollback()
    with db.engine.connect() as connection, connection.begin():
        if not is_sqlite():
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                connection.execute(sa.text(statement))
            return
        tables = sa.bindparam("tables", APPEND_ONLY, expanding=True)
        find = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables")
        triggers = connection.execute(find.bindparams(tables)).all()
        for name, _sql in triggers:
            connection.execute(sa.text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(sa.text(statement))
        for _name, sql in triggers:
            connection.exec_driver_sql(sql)
