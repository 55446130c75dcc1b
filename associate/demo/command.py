"""flask demo: a retailer to try everything on."""

from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import downgrade, upgrade

from associate.core.fulfillment.links import make_link
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.demo import retailer
from associate.web.tryout import DEMO_PASSWORD, DEMO_PIN


@click.command()
@click.option("--reset", is_flag=True, help="forget everything and begin again")
@with_appcontext
def demo(reset: bool) -> None:
    """Load the demo retailer, once."""
    if names := retailer.strangers():
        raise click.ClickException(
            f"This database belongs to a shop ({', '.join(names)}). The demo wants one of its own."
        )
    if reset:
        _forget_everything()
    if not retailer.is_loaded():
        retailer.load()
    _say_where_to_begin()


def _forget_everything() -> None:
    """Journal and ledger refuse DELETE, so the tables themselves go and come back. So do the mails."""
    db.session.remove()
    for mail in Path(current_app.config["MAIL_FOLDER"]).glob("*.eml"):
        mail.unlink()
    downgrade(revision="base")
    upgrade()


def _say_where_to_begin() -> None:
    base = current_app.config["BASE_URL"].rstrip("/")
    click.echo(f"\n{current_app.config['RETAILER']}, a shop to try things in: {base}/login")
    click.echo(f"Password of everybody: {DEMO_PASSWORD}")
    click.echo(
        f"PIN of everybody:       {DEMO_PIN} (where a browser is a tablet; the login page offers that)\n"
    )
    for email, role, store in _people():
        click.echo(f"  {email:<34} {role:<10} {store or 'all stores'}")
    if job := retailer.shown_job("MQ"):
        with atomic():
            token = make_link(job.order)
        click.echo(
            f"\nThe page of a customer ({job.number} is ready at {job.store.name}):\n  {base}/p/{token}"
        )
    click.echo(f"Messages to customers:  {base}/mail")
    others = "bag-tags.pdf, places.pdf, bay-signs.pdf"
    click.echo(f"Something to scan:      {base}/documents/scan-sheet.pdf (or {others}; sign in)")


def _people() -> list[tuple[str, str, str | None]]:
    find = sa.select(Staff.email, Staff.role, Store.name).outerjoin(Store, Store.id == Staff.store_id)
    return [(email, role.value, store) for email, role, store in db.session.execute(find.order_by(Staff.id))]
