"""Bags of an order in their places, as picking and staging leave them, for tests of the counter."""

import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from associate.clock import now
from associate.core.acts.check import mismatches
from associate.core.fulfillment.links import current_pass, qr_code, spoken_code
from associate.core.fulfillment.models import Bag, Fulfillment, Handover, Scan
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.ready import become_ready
from associate.core.fulfillment.states import State
from associate.core.orders.models import Order
from associate.core.stores.models import Location
from associate.db import atomic, db
from tests.support.people import Person
from tests.support.pickups import KEY, begin
from tests.support.shop import Shop


@pytest.fixture(autouse=True)
def books_agree(shop: Shop) -> Iterator[None]:
    """Whatever a test did at the counter, the books agree afterwards."""
    yield
    db.session.rollback()
    db.session.expire_all()
    assert list(mismatches()) == []


@pytest.fixture
def ana(app: Flask, shop: Shop) -> Person:
    return Person(app, shop.ana)


@pytest.fixture
def job(shop: Shop) -> Fulfillment:
    """Ready in two bags: two jackets in 7K4, a kettle in 9MB."""
    order = shop.has_order((shop.jacket, 2), (shop.kettle, 1))
    return stage(shop, order, "7K4", "9MB", contents={"7K4": {0: 2}, "9MB": {1: 1}})


def handover() -> Handover | None:
    """The newest, as the database has it now."""
    db.session.expire_all()
    return db.session.scalars(sa.select(Handover).order_by(Handover.id.desc())).first()


def stage(
    shop: Shop,
    order: Order,
    *bags: str,
    contents: dict[str, dict[int, int]] | None = None,
    place: str = "R-1",
) -> Fulfillment:
    """Picked, bagged, in its place, ready. `contents`: tag → {line number from 0: units scanned into it}."""
    job = shop.job(order)
    begin(job, *(line.wanted for line in job.lines))
    with atomic(job):
        location = db.session.scalars(sa.select(Location).filter_by(store_id=job.store_id, code=place)).one()
        move(job, State.PICKED, by=shop.ana.actor)
        for tag in bags:
            bag = Bag(
                store_id=job.store_id,
                fulfillment_id=job.id,
                tag=tag,
                location_id=location.id,
                placed_at=now(),
                placed_by=shop.priya.ref,
            )
            db.session.add(bag)
            db.session.flush()
            for number, units in (contents or {}).get(tag, {}).items():
                _scan(job, number, units, bag)
        db.session.refresh(job)
        become_ready(job, by=shop.ana.actor, key=KEY)
    return job


def qr(job: Fulfillment) -> str:
    found = current_pass(job)
    assert found is not None
    return f"PUP-{qr_code(found.nonce, key=KEY)}"


def spoken(job: Fulfillment) -> str:
    found = current_pass(job)
    assert found is not None
    return spoken_code(found.nonce, key=KEY)


def _scan(job: Fulfillment, number: int, units: int, bag: Bag) -> None:
    for _ in range(units):
        line = job.lines[number]
        db.session.add(Scan(line_id=line.id, bag_id=bag.id, command=uuid.uuid4().hex, code="x", by="staff:1"))
