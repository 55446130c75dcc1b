"""What a lesson begins with: orders of people who don’t exist, brought as far as needed by the real rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import as_of, now
from associate.core.acts import arrivals
from associate.core.acts.intake import take_in
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.record import record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.visits import Load
from associate.core.orders.incoming import (
    Contact,
    IncomingLine,
    IncomingOrder,
    IncomingTender,
    Method,
    Payment,
)
from associate.core.stores.models import Location, LocationKind, Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.demo import work

BEGUN = "practice.begun"
TAG, OTHER_TAG, RACK, BAY = "7K2", "9MB", "R-1", "2"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Stage:
    """A shop that stands, and who acts in it. `goods` are in the order of shop.THINGS."""

    store: Store
    channel: Channel
    goods: list[Variant]
    person: Staff
    colleague: Staff


def set_up(lesson: str, stage: Stage) -> None:
    """The lesson’s own order, and two others that stand around as in any shop."""
    kettle, jacket, mug, lamp, towel, plate = stage.goods
    job = SCENES[lesson](stage)
    _order(stage, "PR-201", "Billie", (plate, 2))
    _order(stage, "PR-202", "Frankie", (towel, 1), (kettle, 1))
    with atomic():
        record(BEGUN, about=stage.store, by=stage.person.actor, lesson=lesson, job=job.id)


def _pick(stage: Stage) -> Fulfillment:
    kettle, mug = stage.goods[0], stage.goods[2]
    return _order(stage, "PR-101", "Robin", (kettle, 1), (mug, 2))


def _short(stage: Stage) -> Fulfillment:
    jacket, lamp = stage.goods[1], stage.goods[3]
    return _order(stage, "PR-102", "Alex", (jacket, 1), (lamp, 1))


def _stage(stage: Stage) -> Fulfillment:
    with as_of(now() - HOUR / 2):
        job = _order(stage, "PR-103", "Charlie", (stage.goods[4], 1), (stage.goods[5], 1))
        work.pick(job, stage.person)
    return job


def _handover(stage: Stage) -> Fulfillment:
    return _ready(stage, "PR-104", "Sam", stage.goods[0])


def _curbside(stage: Stage) -> Fulfillment:
    job = _ready(stage, "PR-105", "Toni", stage.goods[3])
    bays = sa.select(Location).filter_by(store_id=stage.store.id, kind=LocationKind.BAY, code=BAY)
    bay, customer = db.session.scalars(bays).one(), job.order.customer
    assert customer is not None
    car = {"make": "Skoda Octavia", "color": "blue", "plate": "482", "load": Load.TRUNK}
    with as_of(now() - HOUR / 60):
        arrivals.arrive([job], bay=bay, by=customer.actor, **car)  # type: ignore[arg-type]
    return job


def _return(stage: Stage) -> Fulfillment:
    with as_of(now() - 48 * HOUR):
        job = _ready(stage, "PR-106", "Kit", stage.goods[1])
        work.hand_over(job, stage.colleague)
    return job


SCENES: dict[str, Callable[[Stage], Fulfillment]] = {
    "pick": _pick,
    "short": _short,
    "stage": _stage,
    "handover": _handover,
    "curbside": _curbside,
    "return": _return,
}


def _ready(stage: Stage, number: str, first: str, *things: Variant) -> Fulfillment:
    with as_of(now() - HOUR / 2):
        job = _order(stage, number, first, *((thing, 1) for thing in things))
        work.pick(job, stage.colleague)
        work.stage(job, stage.colleague, [TAG], [RACK])
    return job


def _order(stage: Stage, number: str, first: str, *items: tuple[Variant, int]) -> Fulfillment:
    """Paid, and for pickup here. Its address ends in .invalid: nobody could be written to."""
    order = take_in(stage.channel, _told(number.removeprefix("PR-"), first, items, stage.store.currency))
    return db.session.scalars(sa.select(Fulfillment).filter_by(order_id=order.id)).one()


def _told(number: str, first: str, items: tuple[tuple[Variant, int], ...], currency: str) -> IncomingOrder:
    lines = tuple(_line(number, n, variant, units) for n, (variant, units) in enumerate(items, 1))
    total, email = sum(line.total for line in lines), f"{first.lower()}@practice.invalid"
    paid = IncomingTender(kind="card", gateway="card", amount=total, is_captured=True, last4="0000")
    return IncomingOrder(
        external_id=number,
        number=number,
        placed_at=now(),
        updated_at=now(),
        currency=currency,
        tax_included=True,
        payment=Payment.PAID,
        method=Method.PICKUP,
        location="here",
        lines=lines,
        total=total,
        contact=Contact(external_id=number, first_name=first, last_name="Practice", email=email),
        tenders=(paid,),
    )


def _line(number: str, n: int, variant: Variant, units: int) -> IncomingLine:
    return IncomingLine(
        external_id=f"{number}-{n}",
        sku=variant.sku,
        title=variant.product.title,
        quantity=units,
        to_fulfill=units,
        unit_price=variant.price,
        total=variant.price * units,
    )
