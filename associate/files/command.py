"""flask import KIND FILE: the page’s own work, without the page."""

from pathlib import Path
from typing import TypeVar

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from associate.core.catalog.channels import Channel
from associate.core.events.imports import Import
from associate.core.events.record import SYSTEM
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.files.bring import KINDS, Options, bring_in, channels_for, try_out

T = TypeVar("T")


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would happen, change nothing")
@click.option("--channel", "key", help="whose sales or orders; needed where there are several")
@click.option("--store", "code", help="whose currency prices are in; the first store’s when left out")
@click.option("--decimal", type=click.Choice(["point", "comma"]), default="point", show_default=True)
@click.option("--how", type=click.Choice(["shelf", "on_hand"]), default="shelf", show_default=True)
@with_appcontext
def import_file(
    kind: str, file: Path, dry_run: bool, key: str | None, code: str | None, decimal: str, how: str
) -> None:
    """Bring in a CSV: try it, print the report, and carry it out. Exit 1 where a row can’t be taken."""
    options = Options(
        store=_store(code),
        everywhere=True,
        channel=_channel(kind, key),
        decimal="," if decimal == "comma" else ".",
        how=how,
    )
    try:
        tried = try_out(kind, file.name, file.read_bytes(), options, by=SYSTEM)
        _print(tried)
        if not dry_run and tried.report["new"] + tried.report["changed"]:
            result = bring_in(tried, by=SYSTEM)
            click.echo("Brought in: " + ", ".join(f"{n} {name}" for name, n in result.items() if n) + ".")
    except Refused as refusal:
        raise click.ClickException(refusal.message) from None
    if tried.report["problem_rows"]:
        raise SystemExit(1)


def _print(tried: Import) -> None:
    report = tried.report
    for each in report["problems"]:
        click.echo(f"row {each['row']}, {each['column']}: {each['sentence']}", err=True)
    counts = "{rows} rows: {new} new, {changed} changed, {same} the same, {problem_rows} not taken."
    click.echo(counts.format(**report))


def _channel(kind: str, key: str | None) -> Channel | None:
    if key:
        return _found(db.session.scalar(sa.select(Channel).filter_by(key=key)), f"channel {key}")
    found = channels_for(kind)
    return found[0] if len(found) == 1 else None


def _store(code: str | None) -> Store | None:
    return _found(db.session.scalar(sa.select(Store).filter_by(code=code)), f"store {code}") if code else None


def _found(row: T | None, what: str) -> T:
    if row is None:
        raise click.BadParameter(f"there is no {what}")
    return row
