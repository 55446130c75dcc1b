"""Alembic inside the app: the app's engine, the app's models, one transaction for each migration.

SQLite can't drop or alter a column that others refer to: Alembic copies the table and drops the old one,
which with foreign keys on would take every row that refers to it along. So they are off meanwhile, and
proven afterwards (https://www.sqlite.org/lang_altertable.html#otheralter).
"""

from alembic import context
from flask import current_app

from associate.db import Base, db


def run() -> None:
    migrate = current_app.extensions["migrate"]
    with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
        _foreign_keys(connection, "OFF")
        try:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                transaction_per_migration=True,
                on_version_apply=_nothing_dangles,
                **migrate.configure_args,
            )
            with context.begin_transaction():
                context.run_migrations()
        finally:
            _foreign_keys(connection, "ON")


def _foreign_keys(connection, to) -> None:
    """SQLite heeds this outside a transaction only, so not through SQLAlchemy, which begins one."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={to}")


def _nothing_dangles(ctx, **_step) -> None:
    """Inside the migration's transaction: what leaves a reference to a row that is gone is taken back."""
    if ctx.dialect.name == "sqlite" and (
        dangling := ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    ):
        raise RuntimeError(
            f"{len(dangling)} references would lead to rows that are gone, first: {dangling[0]}"
        )


run()
