"""flask payments: who holds the money of a web shop’s orders, and who charges at the counter."""

import secrets

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from associate.core.catalog.channels import Channel
from associate.core.events.record import SYSTEM, record
from associate.core.payments.models import CAN, TILL, PaymentAccount
from associate.db import atomic, db

PLATFORMS = [name for name in CAN if name != TILL]


@click.group()
def payments() -> None:
    """Payment accounts: what moves money."""


@payments.command("account")
@click.argument("key")
@click.argument("platform", type=click.Choice(PLATFORMS))
@click.argument("name")
@click.option(
    "--channel", default="", help="whose orders’ money it holds; left out: it charges at the counter"
)
@click.option(
    "--api-key", default="", help="of its API; Shopify and WooCommerce are asked by their channel’s"
)
@click.option("--base-url", default="", help="of its API, where it isn’t their own")
@click.option("--secret", default="", help="that signs its webhooks; made when left out")
@with_appcontext
def create_account(key: str, platform: str, name: str, channel: str, secret: str, **settings: str) -> None:
    """Add an account, and print where its webhooks go and what signs them."""
    if db.session.scalar(select(PaymentAccount).filter_by(key=key)):
        raise click.BadParameter(f"there is an account {key} already")
    shop = db.session.scalar(select(Channel).filter_by(key=channel)) if channel else None
    if channel and shop is None:
        raise click.BadParameter(f"there is no channel {channel}")
    if shop and db.session.scalar(select(PaymentAccount).filter_by(channel_id=shop.id)):
        raise click.BadParameter(f"another account holds the money of {channel}")
    secret = secret or secrets.token_urlsafe(32)
    with atomic():
        kept = {name: value for name, value in settings.items() if value}
        made = PaymentAccount(key=key, platform=platform, name=name, settings=kept, secret=secret)
        made.channel_id = shop.id if shop else None
        db.session.add(made)
        db.session.flush()
        record("payment_account.added", about=made, by=SYSTEM, key=key, platform=platform)
    click.echo(f"Webhooks of {name} go to /webhooks/payments/{key}, signed with {secret}")
