"""flask backup | restore | retain: what an operator types to keep an installation safe."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from associate.clock import now
from associate.config import ROOT
from associate.core.figures.keep import rebuild
from associate.errors import Refused
from associate.upkeep import backup as backups
from associate.upkeep.restore import restore as put_back
from associate.upkeep.retention import forget_what_is_old

KEYS_TOO = (
    "Keep {keys} as well, somewhere else than the backup: without the secret key everyone has to sign in "
    "again and pickup codes change. --with-keys copies them beside the backup."
)


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="copy instance/secret_key and the push keys beside it")
@with_appcontext
def backup(folder: Path | None, with_keys: bool) -> None:
    """Copy the database while it is in use, prove the copy, keep the newest BACKUPS_KEPT.

    FOLDER is instance/backups when left out; it should be another disk.
    """
    folder = folder or ROOT / "instance" / "backups"
    keep = int(current_app.config["BACKUPS_KEPT"])
    copy = _told(lambda: backups.back_up(folder, keep=keep, with_keys=with_keys))
    click.echo(f"{copy}  ({copy.stat().st_size // 1024} KB, proven)")
    keys = ", ".join(f"instance/{file.name}" for file in backups.keys_here()) or "SECRET_KEY"
    if not with_keys:
        click.echo(KEYS_TOO.format(keys=keys))
    click.echo(f"Messages kept by console: lie in {current_app.config['MAIL_FOLDER']} and are not in it.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="although Associate is running")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Put a backup in the database's place. What was there is kept beside it."""
    done = _told(lambda: put_back(file, although_running=yes))
    click.echo(f"Restored {file.name}. What was there before: {done.kept}")
    click.echo(
        f"Everyone is signed out. {done.held} waiting messages are held back as tasks: "
        "they may have gone out."
    )
    if done.forgotten is None:
        click.echo("Who was erased since the backup can't be read: erase them again.")
    else:
        click.echo(f"Erased since the backup, and again now: {done.forgotten} people.")
    click.echo("Look through devices and people: what was revoked since the backup is not revoked in it.")
    click.echo("Now: flask check, then start Associate.")


@click.command()
@with_appcontext
def retain() -> None:
    """Forget now what is older than the settings allow. The worker does it every hour."""
    forget_what_is_old(at_once=True)
    click.echo(f"Done at {now():%H:%M:%S} UTC. The journal has the figures.")


@click.group()
def figures() -> None:
    """What the figures are made of."""


@figures.command("rebuild")
@with_appcontext
def rebuild_figures() -> None:
    """Make every point of the figures anew from the journal, while the shop works: the same as before."""
    began = now()
    points = rebuild()
    click.echo(f"{points} points, in {(now() - began).total_seconds():.1f} s.")


def _told(deed: Callable[[], Any]) -> Any:
    """A refusal as a sentence and exit status 1."""
    try:
        return deed()
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
