"""flask simulate: a shop day, played. On a server of its own, or on a demo that somebody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.exceptions import HTTPException

from associate.core.stores.models import Store
from associate.core.stores.staff import Role, Staff
from associate.db import db
from associate.demo import retailer
from associate.demo.stock import carried
from associate.demo.stores import CODES
from associate.simulate import judge, shop
from associate.simulate.associates import Person
from associate.simulate.browser import Name
from associate.simulate.curve import Arrival, arrivals
from associate.simulate.mishaps import Mishaps
from associate.simulate.player import Play, play
from associate.simulate.report import report
from associate.simulate.stage import stage
from associate.web.tryout import DEMO_PASSWORD

GRACE = 600.0  # seconds of the wall that people may go on after the last order was due
PERCENT = click.FloatRange(0, 100)


@dataclass(frozen=True)
class Wish:
    orders: int
    seed: int
    speed: float
    hours: tuple[int, int]
    people: int
    mishaps: Mishaps

    @property
    def limit(self) -> float:
        """Seconds of the wall."""
        return (self.hours[1] - self.hours[0]) * 3600 / self.speed + GRACE


def _hours(_context: object, _option: object, value: str) -> tuple[int, int]:
    first, _, last = value.partition("-")
    if not (first.isdigit() and last.isdigit() and 0 <= int(first) < int(last) <= 24):
        raise click.BadParameter("Say two hours of a day, like 9-20.")
    return int(first), int(last)


@click.command()
@click.option("--orders", type=click.IntRange(1, 20_000), default=60, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True, help="the same seed plays the same day")
@click.option("--speed", type=click.FloatRange(1, 1000), default=60, show_default=True, help="times as fast")
@click.option("--hours", callback=_hours, default="9-20", show_default=True, help="of the shop’s clock")
@click.option("--people", type=click.IntRange(1, 200), default=12, show_default=True, help="who work")
@click.option("--shorts", type=PERCENT, default=2, show_default=True, help="% of units that nobody finds")
@click.option("--no-shows", type=PERCENT, default=5, show_default=True, help="% of customers")
@click.option("--lost", type=PERCENT, default=1, show_default=True, help="% of taps whose answer is lost")
@click.option("--twice", type=PERCENT, default=1, show_default=True, help="% of taps that are two")
@click.option("--url", default="", help="a demo that runs (./dev demo); without it: a server of its own")
@click.option("--database", default="", help="an empty database for that server; without it: SQLite")
@with_appcontext
def simulate(
    orders: int,
    seed: int,
    speed: float,
    hours: tuple[int, int],
    people: int,
    shorts: float,
    no_shows: float,
    lost: float,
    twice: float,
    url: str,
    database: str,
) -> None:
    """Play a shop day through the public surface, then prove the books. Exit 1 if anything is off.

    People and orders are SPEED times as quick; the server’s clock stays real.
    """
    mishaps = Mishaps(lost / 100, twice / 100, shorts / 100, no_shows / 100)
    wish = Wish(orders, seed, speed, hours, people, mishaps)
    with _on_the_demo(wish, url) if url else _on_its_own(wish, database) as told:
        played = play(told, is_settled=judge.is_settled, limit=wish.limit)
        is_well, lines = report(played)
    click.echo("\n".join(lines))
    if not is_well:
        sys.exit(1)


@contextmanager
def _on_its_own(wish: Wish, database: str) -> Iterator[Play]:
    day = _day(wish, {code: list(shop.shelf()) for code in CODES})
    with stage(database) as own, own.app.app_context():
        if db.session.scalar(sa.select(Store.id).limit(1)):
            raise click.ClickException("That database holds a shop. Name an empty one.")
        crew = shop.open_shop(day, wish.people)
        with own.running():
            yield _play(wish, day, crew, url=own.url, mail=own.mail)


@contextmanager
def _on_the_demo(wish: Wish, url: str) -> Iterator[Play]:
    """With the people who are there, and what its shelves were filled with."""
    _must_be_the_demo(url)
    find = sa.select(Staff.email, Store.code).join(Store, Store.id == Staff.store_id)
    rows = db.session.execute(find.where(Staff.role == Role.ASSOCIATE, Staff.is_active).order_by(Staff.id))
    crew = [tuple(row) for row in rows][: wish.people]
    duties = shop.team([store for _email, store in crew])
    people = [Person(email, store, own) for (email, _), (store, own) in zip(crew, duties, strict=True)]
    stores = {person.store for person in people}
    known = shop.shelf()
    day = _day(wish, {code: [sku for sku in carried(code) if sku in known] for code in stores})
    mail = Path(current_app.config["MAIL_FOLDER"])
    yield replace(_play(wish, day, people, url=url.rstrip("/"), mail=mail), first=judge.told_before())


def _must_be_the_demo(url: str) -> None:
    """By its database, and by what the server says of itself to everybody: a shop says neither."""
    if retailer.strangers() or not retailer.is_loaded():
        raise click.ClickException("This database isn’t the demo’s. The play makes orders: never in a shop.")
    try:
        with urlopen(f"{url.rstrip('/')}/login", timeout=10) as answer:
            is_demo = DEMO_PASSWORD in answer.read().decode()
    except (URLError, ValueError) as error:
        raise click.ClickException(f"Nothing answers at {url}. Start it:  ./dev demo") from error
    if not is_demo:
        raise click.ClickException(f"{url} isn’t a demo. The play makes orders: never in a shop.")


def _day(wish: Wish, shelves: dict[str, list[str]]) -> list[Arrival]:
    return arrivals(wish.seed, wish.orders, shelves, wish.hours)


def _play(wish: Wish, day: list[Arrival], people: list[Person], *, url: str, mail: Path) -> Play:
    return Play(
        url=url,
        seed=wish.seed,
        speed=wish.speed,
        arrivals=day,
        people=people,
        password=DEMO_PASSWORD,
        mishaps=wish.mishaps,
        shelf=shop.shelf(),
        mail=mail,
        name=names(),
    )


def names() -> Name:
    """By the app’s own table: the endpoint, whatever stands in the address."""
    table = current_app.url_map.bind("")

    def name(method: str, path: str) -> str:
        try:
            return str(table.match(path.partition("?")[0], method)[0])
        except HTTPException:
            return "nothing"

    return name
