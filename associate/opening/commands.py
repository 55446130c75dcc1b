"""flask store | channel: what a shop needs before its first order."""

import secrets
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from babel.numbers import get_currency_name, is_currency
from flask.cli import with_appcontext
from sqlalchemy import select

from associate.core.catalog.channels import Channel, Platform
from associate.core.catalog.kits import every_kit
from associate.core.events.record import SYSTEM
from associate.core.inventory.kit_stock import keep_levels
from associate.core.stores.models import LocationKind, OpeningHours, Store, StoreVersion
from associate.core.stores.settings import keep_change
from associate.db import atomic, db
from associate.opening.places import add_places

SPAN = r"09:00-20:00"
SENDS = click.option(
    "--ships-from-stores/--no-ships-from-stores",
    default=None,
    help="whether our stores send what is to be sent, or the platform’s own process; at first the platform’s",
)


@click.group()
def store() -> None:
    """Stores: where people pick and hand over."""


@store.command("create")
@click.argument("code")
@click.argument("name")
@click.option("--zone", required=True, help="IANA time zone, like Europe/Dublin")
@click.option("--currency", required=True, help="ISO 4217, like EUR")
@click.option("--country", required=True, help="two letters, like IE")
@click.option("--street", default="")
@click.option("--city", default="")
@click.option("--hours", default=SPAN, show_default=True, help="open every day from-to, local time")
@with_appcontext
def create_store(
    code: str, name: str, zone: str, currency: str, country: str, hours: str, **where: str
) -> None:
    """Add a store, open the same hours every day."""
    opens, closes = read_span(hours)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise click.BadParameter(f"{zone} is no time zone; Europe/Dublin is one") from None
    if not is_currency(currency):
        raise click.BadParameter(f"{currency} is no currency; EUR is {get_currency_name('EUR', locale='en')}")
    if db.session.scalar(select(Store).filter_by(code=code)):
        raise click.BadParameter(f"there is a store {code} already")
    with atomic():
        week = [OpeningHours(weekday=day, opens=opens, closes=closes) for day in range(7)]
        made = Store(
            code=code, name=name, zone=zone, currency=currency, country=country.upper(), hours=week, **where
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(StoreVersion(store_id=made.id))
        db.session.flush()
        keep_levels(set(db.session.scalars(every_kit())))
    click.echo(f"{name} is open from {opens:%H:%M} to {closes:%H:%M}, {zone}.")


@store.command("places")
@click.argument("code")
@click.argument("places", nargs=-1, required=True)
@click.option("--kind", type=click.Choice([kind.value for kind in LocationKind]), default="shelf")
@with_appcontext
def create_places(code: str, places: tuple[str, ...], kind: str) -> None:
    """Add places in walking order, by the code on each: shelves, or what --kind says; staging is for bags."""
    here = db.session.scalar(select(Store).filter_by(code=code))
    if here is None:
        raise click.BadParameter(f"there is no store {code}")
    try:
        added = add_places(here, places, LocationKind(kind))
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from None
    click.echo(f"{added} added, {len(places) - added} were there.")


def read_span(text: str) -> tuple[time, time]:
    """ "09:00-20:00" as two times. Raises click.BadParameter."""
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise click.BadParameter(f"{text} should look like {SPAN}") from None
    if opens >= closes:
        raise click.BadParameter(f"{text} closes before it opens")
    return opens, closes


@click.group()
def channel() -> None:
    """Channels: where orders come from."""


@channel.command("create")
@click.argument("key")
@click.argument("platform", type=click.Choice([platform.value for platform in Platform]))
@click.argument("name")
@click.option("--prefix", required=True, help="begins its order numbers: HW gives HW-1001")
@click.option("--currency", required=True, help="of its products, ISO 4217")
@click.option("--secret", default="", help="that signs its webhooks; made when left out")
@click.option(
    "--location", "locations", multiple=True, help="ID=STORE, its location and our store; *=STORE for all"
)
@click.option("--base-url", default="", help="of its API, to ask how an order leaves")
@click.option("--access-token", default="", help="for its API")
@SENDS
@with_appcontext
def create_channel(
    key: str,
    platform: str,
    name: str,
    prefix: str,
    secret: str,
    locations: tuple[str, ...],
    ships_from_stores: bool | None,
    **settings: str,
) -> None:
    """Add a channel, and print where its webhooks go and what signs them."""
    places = dict(location.partition("=")[::2] for location in locations)
    known = set(db.session.scalars(select(Store.code)))
    if unknown := set(places.values()) - known:
        raise click.BadParameter(f"there is no store {', '.join(sorted(unknown)) or '(empty)'}")
    if db.session.scalar(select(Channel).filter_by(key=key)):
        raise click.BadParameter(f"there is a channel {key} already")
    secret = secret or secrets.token_urlsafe(32)
    with atomic():
        kept = {name: value for name, value in settings.items() if value}
        db.session.add(
            Channel(
                key=key,
                platform=Platform(platform),
                name=name,
                prefix=prefix,
                secret=secret,
                locations=places,
                settings=kept,
                ships_from_stores=bool(ships_from_stores),
            )
        )
    click.echo(f"Webhooks of {name} go to /webhooks/{platform}/{key}, signed with {secret}")


@channel.command("change")
@click.argument("key")
@SENDS
@with_appcontext
def change_channel(key: str, ships_from_stores: bool | None) -> None:
    """Say who sends the orders of a channel from now; those that were left to the platform stay there."""
    found = db.session.scalar(select(Channel).filter_by(key=key))
    if found is None:
        raise click.BadParameter(f"there is no channel {key}")
    if ships_from_stores is None:
        raise click.UsageError("say --ships-from-stores or --no-ships-from-stores")
    with atomic(found):
        before, found.ships_from_stores = found.ships_from_stores, ships_from_stores
        changes = {"ships_from_stores": [before, ships_from_stores]} if before != ships_from_stores else {}
        keep_change(found, "channel", changes, by=SYSTEM)
    who = "our stores send" if ships_from_stores else "its platform sends"
    click.echo(f"What is ordered at {found.name} from now, {who}.")
