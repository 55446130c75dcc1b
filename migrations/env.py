"""Alembic inside the app: the app's engine, the app's models, one transaction for each migration."""
from alembic import context
from flask import current_app

from associate.db import Base, db


def run() -> None:
    migrate = current_app.extensions["migrate"]
    with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
