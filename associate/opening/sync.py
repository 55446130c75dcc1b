"""flask sync pull | push: talk to a platform now."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from associate.core.catalog.channels import Channel
from associate.core.catalog.published import publishes
from associate.db import db
from associate.integrations.commerce import outlet_for
from associate.jobs.publish import publish_all
from associate.jobs.pull_stock import pull_all
from associate.jobs.spread import spread_what_happened


@click.group()
def sync() -> None:
    """What the web shops know of us, and what we know of them."""


@sync.command("pull")
@click.argument("key", metavar="CHANNEL")
@with_appcontext
def pull(key: str) -> None:
    """Read all figures of CHANNEL now, and settle what differs."""
    channel = db.session.scalar(select(Channel).filter_by(key=key))
    if channel is None or not publishes(channel):
        raise click.BadParameter(f"{key} is no channel that is connected to its platform")
    found = pull_all(channel, outlet_for(channel.platform))
    if found.get("words"):
        click.echo(f"It stopped: {found['words']}")
        sys.exit(1)
    click.echo(f"{found['rows']} levels compared, {found['drifts']} differed.")


@sync.command("push")
@with_appcontext
def push() -> None:
    """Tell every channel what it doesn’t know yet, once."""
    spread_what_happened()
    turns = publish_all(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo(f"{turns} channels had something to hear.")
