"""A store with zones, and an order that one zone has passed on to the next."""

import pytest
import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.words import describe
from associate.core.fulfillment.models import Bag
from associate.core.stores.models import Location, Temperature
from associate.db import atomic, db
from tests.support.packing import Bench, books_agree, now_
from tests.support.people import Person
from tests.support.picking import JACKET
from tests.support.shop import look_again

MILK, BOTH = "HW-OM-1", ["HW-1001", "HW-1002"]


@pytest.fixture
def bench(shop):
    zones(B1="Clothes", B2="Kitchen", B3="Cellar")
    yield Bench(shop)
    books_agree()


def zones(**of: str) -> None:
    """Scan key of a place → its zone; the others stay where they are."""
    with atomic():
        for place in db.session.scalars(sa.select(Location)):
            place.zone = of.get(place.scan_key, place.zone)


@pytest.fixture
def two(shop, bench):
    """A: a jacket, milk that is cold, a kettle. B: a jacket."""
    with atomic():
        shop.milk.product.temperature = Temperature.CHILLED
    first = bench.order((shop.jacket, 1), (shop.milk, 1), (shop.kettle, 1), number="1001")
    other = bench.order((shop.jacket, 1), number="1002", customer="c-joel", street="2 Pier Road")
    return shop.job(first), shop.job(other)


@pytest.fixture
def ana(app, shop, two):
    return Person(app, shop.ana).opens("/waves?zone=Clothes").taps("Start the walk", job=BOTH)


@pytest.fixture
def passed(ana, two):
    """HW-1001 stands on R-2 with its jacket, and waits for the kitchen."""
    ana.scans(JACKET, "7K4", JACKET, "9MB", "LOC-R-2").sees(
        "1 order passed on", "On Rack R-2", "Next: Kitchen"
    )
    return now_(two[0])


def told(job, kind):
    look_again()
    find = sa.select(Event).where(Event.about == job.ref, Event.kind == kind)
    return [describe(event.kind, event.facts) for event in db.session.scalars(find.order_by(Event.id))]


def tote(tag):
    """The last that had this tag."""
    look_again()
    return db.session.scalars(sa.select(Bag).filter_by(tag=tag).order_by(Bag.id.desc())).first()
