"""The demo retailer: it loads, its books agree, and it holds one of everything there is to try."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from associate.config import database_uri
from associate.core.acts.check import mismatches
from associate.core.catalog.channels import Channel
from associate.core.catalog.codes import read_code
from associate.core.catalog.kits import every_kit
from associate.core.catalog.models import Product, Variant
from associate.core.customers.models import Customer
from associate.core.events.models import Delivery, DeliveryState, Event
from associate.core.figures.keep import rebuild
from associate.core.figures.models import FigurePoint
from associate.core.figures.points import Measure
from associate.core.fulfillment.links import order_behind
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.states import State
from associate.core.inventory.models import PutBack, StockLevel
from associate.core.orders.incoming import Method
from associate.core.orders.models import Order, OrderState
from associate.core.shipping.labels import Label, Void
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.models import Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.hours import local_day, open_hours
from associate.core.stores.models import Location, Store
from associate.core.stores.passwords import is_password
from associate.core.stores.staff import Role, Staff
from associate.core.tasks.models import Task, TaskKind
from associate.db import Base, atomic, db
from associate.demo.stories import promised
from associate.documents.parcels import label_of
from associate.web.assets import STATIC
from associate.web.tryout import DEMO_PASSWORD

LIMIT = 180  # seconds; one load is hundreds of real deeds; two runs and a reset in one test

LATER = {State.UNCOLLECTED, State.REROUTED}
"""What only comes about while somebody looks on."""

pytestmark = pytest.mark.timeout(LIMIT)


@pytest.fixture(scope="module")
def loaded(engine, tmp_path_factory):
    """The demo, loaded once: an app on its database, what the command said, and the rows it made."""
    from associate import create_app

    with engine.database("empty") as url:
        app = create_app(
            {
                "SQLALCHEMY_DATABASE_URI": database_uri(url),
                "BASE_URL": "http://localhost",
                "SECRET_KEY": "tests",
                "TESTING": True,
                "MAIL_FOLDER": tmp_path_factory.mktemp("mail"),
                "DEMO": "",
            }
        )
        with app.app_context():
            said, rows = run_demo(app), counted()
            db.session.remove()  # an open read would keep a reset from dropping its table
            yield app, said, rows
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def demo(loaded):
    """What `flask demo` printed, with the app of its database as the current one."""
    app, said, _ = loaded
    with app.app_context():
        yield said
        db.session.remove()


def run_demo(app, *options: str) -> str:
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["demo", *options])
    db.session.remove()  # an open read would keep a reset from dropping its table
    assert result.exit_code == 0, result.output
    return result.output


def all_of(*columns):
    return db.session.execute(sa.select(*columns)).all()


def values(column):
    return set(db.session.scalars(sa.select(column)))


def counted():
    return {
        name: db.session.scalar(sa.select(sa.func.count()).select_from(table))
        for name, table in Base.metadata.tables.items()
    }


def test_it_looks_like_a_retailer_and_its_books_agree(demo):
    assert list(mismatches()) == []
    stores = list(db.session.scalars(sa.select(Store)))
    assert len(stores) >= 6 and len({store.zone for store in stores}) >= 5
    assert all(store.hours and store.exceptions and store.latitude and store.longitude for store in stores)
    gtins = [gtin for (gtin,) in all_of(Variant.gtin)]
    assert len(gtins) == len(set(gtins)) >= 450 and len(all_of(Product.id)) >= 300
    assert all(read_code(gtin[1:]).gtins == (gtin,) for gtin in gtins)
    drawn = set(re.findall(r'<symbol id="(\w+)"', (STATIC / "products.svg").read_text()))
    assert values(Product.picture) <= drawn
    assert db.session.scalar(sa.select(sa.func.count()).where(StockLevel.on_hand == 0)) > 20
    no_place = sa.select(sa.func.count()).where(StockLevel.location_id.is_(None))
    assert db.session.scalar(no_place.where(StockLevel.variant_id.not_in(every_kit()))) == 0


def test_figures_are_what_the_orders_themselves_say(demo):
    """Reckoned from the jobs as they stand, which the points are never made of."""
    rebuild()
    jobs = db.session.scalars(sa.select(Fulfillment).where(Fulfillment.method == Method.PICKUP)).all()
    ready = {job.id: seconds(job.order.placed_at, job.ready_at) for job in jobs if job.ready_at}
    dwelt = {job.id: seconds(job.ready_at, job.collected_at) for job in jobs if job.collected_at}
    assert len(ready) > 20 and len(dwelt) > 5
    assert points_of(Measure.READY_WALL, jobs) == ready
    assert points_of(Measure.DWELL, jobs) == dwelt


def seconds(begin, end):
    return int((end - begin).total_seconds())


def points_of(measure, jobs):
    found = sa.select(FigurePoint.thing_id, FigurePoint.value).where(FigurePoint.measure == measure)
    return dict(db.session.execute(found.where(FigurePoint.thing_id.in_(job.id for job in jobs))).all())


ELSEWHERE = {TaskKind.SYNC_FAILED, TaskKind.WEBHOOK_FAILED, TaskKind.STOP_SALE}
NOT_IN_A_SOUND_SHOP = {
    TaskKind.GOT_IN_WAY,
    TaskKind.HELD,
    TaskKind.PERSONAL,
    TaskKind.WORKER_STUCK,
    TaskKind.WRONG_BAG,
    TaskKind.BOOKS_DIFFER,
}
"""Two need somebody's server that fails; a recall would stop the demo's own scans."""


def test_one_of_everything_is_there_to_try(demo):
    assert values(Fulfillment.state) == set(State) - LATER
    assert values(Order.state) == set(OrderState)
    open_kinds = {kind for kind, done in all_of(Task.kind, Task.done_at) if done is None}
    assert open_kinds == set(TaskKind) - ELSEWHERE - NOT_IN_A_SOUND_SHOP
    assert {True} <= values(Fulfillment.is_paused) and values(Fulfillment.hold) == {"", "elsewhere"}
    assert values(Fulfillment.passed_by) > {""} and len(values(Location.zone)) > 5
    assert db.session.scalar(sa.select(sa.func.count()).where(PutBack.done_at.is_(None))) >= 3
    assert values(Delivery.state) == {DeliveryState.SENT, DeliveryState.FAILED}
    maya = db.session.scalars(sa.select(Customer).filter_by(first_name="Maya")).one()
    ready = (
        sa.select(sa.func.count())
        .select_from(Fulfillment)
        .join(Order)
        .where(Order.customer_id == maya.id, Fulfillment.state == State.READY)
    )
    assert db.session.scalar(ready) == 2
    assert all(
        bag.location for bag in db.session.scalars(sa.select(Bag)) if bag.fulfillment.state == State.READY
    )


def test_parcels_are_in_every_state_there_is(demo):
    assert values(Parcel.state) == set(ParcelState) - {ParcelState.CANCELED}
    assert values(Label.void) == {Void.NONE, Void.REFUSED}
    assert {"delivered", ""} <= values(Parcel.shown_status)
    manifests = list(db.session.scalars(sa.select(Manifest)))
    assert {manifest.handed_off_at is None for manifest in manifests} == {True, False}
    sent = sa.select(Channel.platform).join(Order).join(Fulfillment)
    assert len(set(db.session.scalars(sent.where(Fulfillment.method == Method.SHIP)))) >= 2
    labels = list(db.session.scalars(sa.select(Label)))
    assert {label.is_by_hand for label in labels} == {True, False}
    for label in (each for each in labels if not each.is_by_hand):
        told = label_of(label)
        assert told.is_sample and told.barcode and told.weight_g > 0


def test_no_promise_lies_in_a_night_or_on_a_closed_day(demo):
    for job in db.session.scalars(sa.select(Fulfillment)):
        opens, closes = open_hours(job.store, local_day(job.store, job.promise_at))
        assert opens <= job.promise_at <= closes, (job.number, job.promise_at)


@pytest.mark.parametrize(
    ("loaded_at", "placed_ago", "due", "promise"),
    [
        ((23, 10, 0), 145, -12, (23, 9, 48)),  # open: the moment itself
        ((23, 10, 0), 30, 68, (23, 11, 8)),
        ((23, 3, 0), 30, -12, (23, 9, 12)),  # a night order can't be late in the night
        ((23, 20, 30), 145, -12, (23, 19, 48)),
        ((23, 20, 30), 145, 14, (24, 9, 14)),
        ((23, 19, 50), 52, 68, (24, 10, 8)),
    ],
)
def test_a_demo_loaded_at_night_promises_days(demo, loaded_at, placed_ago, due, promise):
    store = db.session.scalars(sa.select(Store).filter_by(code="MQ")).one()
    moment = datetime(2026, 11, *loaded_at, tzinfo=store.timezone)
    said = promised(store, moment - timedelta(minutes=placed_ago), moment, due)
    assert said == datetime(2026, 11, *promise, tzinfo=store.timezone)


def test_every_role_can_sign_in_and_every_store_has_somebody(demo):
    staff = list(db.session.scalars(sa.select(Staff)))
    assert {person.role for person in staff} == set(Role)
    assert {person.store_id for person in staff} == {None, *values(Store.id)}
    assert len(DEMO_PASSWORD) >= 15 and is_password(staff[0], DEMO_PASSWORD)


def test_what_happened_is_dated_in_the_order_in_which_it_happened(demo):
    for about in values(Event.about):
        at = list(db.session.scalars(sa.select(Event.at).filter_by(about=about).order_by(Event.id)))
        assert at == sorted(at), about
    assert len({at.date() for at in values(Event.at)}) >= 3


def test_it_says_where_to_begin_each_time(loaded, demo):
    demo = run_demo(loaded[0])  # a link of its own: the first one's may have gone with a reset
    assert all(person.email in demo for person in db.session.scalars(sa.select(Staff)))
    token = re.search(r"http://localhost/p/([\w-]+)", demo)
    assert DEMO_PASSWORD in demo and "http://localhost/mail" in demo and token
    assert order_behind(token[1]).number == "HW-48203"


def test_a_second_run_changes_nothing_and_a_reset_brings_the_first_state_back(demo, loaded):
    before, folder = counted(), current_app.config["MAIL_FOLDER"]
    mails = {mail.name for mail in folder.glob("*.eml")}
    run_demo(current_app)
    assert counted() == {**before, "pickup_links": before["pickup_links"] + 1}
    with atomic():
        db.session.execute(sa.update(Product).values(title="gone"))
        db.session.add(Product(title="mine"))
    run_demo(current_app, "--reset")
    first = loaded[2]  # not `before`: another test may have reckoned figures of it since
    assert {**counted(), "pickup_links": 0} == {**first, "pickup_links": 0}
    assert not {"gone", "mine"} & values(Product.title)
    assert mails and not mails & {mail.name for mail in folder.glob("*.eml")}
    assert list(mismatches()) == []


@pytest.mark.parametrize("options", [(), ("--reset",)])
def test_a_real_shop_is_left_alone(app, shop, options):
    with atomic():
        db.session.add(
            Store(code="HARBOR", name="Harbor Books", country="IE", zone="Europe/Dublin", currency="EUR")
        )
    before = counted()
    result = app.test_cli_runner().invoke(args=["demo", *options])
    assert result.exit_code == 1 and "Harbor Books" in result.output
    assert counted() == before
