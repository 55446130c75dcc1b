"""flask setup | store | user | intake | worker | check | backup | restore | demo …: what operators type."""

import json
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from associate.core.catalog.channels import Platform
from associate.core.stores.models import Store
from associate.core.stores.passwords import hash_password, must_be_good
from associate.core.stores.staff import Role, Staff
from associate.db import atomic, db, is_sqlite
from associate.errors import Refused
from associate.upkeep.audit.commands import audit
from associate.upkeep.checks import run_check
from associate.upkeep.commands import backup, figures, restore, retain


def init_app(app: Flask) -> None:
    from associate.demo.command import demo
    from associate.files.command import import_file
    from associate.jobs.files import intake_files
    from associate.opening.commands import channel, store
    from associate.opening.payments import payments
    from associate.opening.sync import sync
    from associate.simulate.command import simulate

    upkeep = (setup, worker, check, backup, restore, retain, figures, audit)
    for command in (*upkeep, user, store, channel, payments, sync, import_file, demo, simulate):
        app.cli.add_command(command)
    app.cli.add_command(_intake(intake_files))


@click.command()
@with_appcontext
def setup() -> None:
    """Create the database, or bring it up to date."""
    set_up()


def set_up() -> None:
    """Of the app whose context this is."""
    Path(current_app.instance_path).mkdir(exist_ok=True)
    if is_sqlite():
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.connection.driver_connection.execute(
                "PRAGMA journal_mode=WAL"
            )  # kept in the file: once is enough
    upgrade()


@click.command()
@with_appcontext
def worker() -> None:
    """Take in webhooks, send messages, do what is due. Ctrl-C or SIGTERM: after the job in hand."""
    from associate.jobs.worker import run_until_told

    run_until_told(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command()
@with_appcontext
def check() -> None:
    """Recompute every balance and state; print each mismatch; exit 1 if there is any."""
    found = run_check()
    for sentence in found:
        click.echo(sentence)
    if found:
        sys.exit(1)
    click.echo("All balances, reservations and states agree.")


@click.group()
def user() -> None:
    """People who work here."""


@user.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="associate")
@click.option(
    "--store", "store_code", help="the code of the store; leave out for regional, service and admin"
)
@click.password_option()
@with_appcontext
def create_user(email: str, name: str, role: str, store_code: str | None, password: str) -> None:
    """Add a person with a password of 15 characters or more."""
    store = store_code and db.session.scalar(select(Store).filter_by(code=store_code))
    if store_code and not store:
        raise click.BadParameter(f"there is no store {store_code}")
    first, _, last = name.partition(" ")
    person = Staff(
        email=email.strip().lower(),
        first_name=first,
        last_name=last,
        role=Role(role),
        store_id=store.id if store else None,
    )
    try:
        must_be_good(password, person)
    except Refused as refusal:
        raise click.BadParameter(refusal.message) from None
    person.password_hash = hash_password(password)
    with atomic():
        db.session.add(person)
    click.echo(f"{name} can sign in as {email}.")


def _intake(intake_files) -> click.Command:  # type: ignore[no-untyped-def]
    @click.command("intake")
    @click.argument("platform", type=click.Choice([platform.value for platform in Platform]))
    @click.argument(
        "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
    )
    @click.option("--channel", "key", help="the channel's key; made on first use")
    @click.option("--topic", help="what the payload is; read from its shape when left out")
    @with_appcontext
    def intake(platform: str, files: tuple[Path, ...], key: str | None, topic: str | None) -> None:
        """Take payload files in, through the same code as webhooks; print one JSON object a file."""
        for report in intake_files(Platform(platform), files, key=key, topic=topic):
            click.echo(json.dumps(report, ensure_ascii=False))

    return intake
