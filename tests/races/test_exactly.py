"""The last units and many buyers, in one store and in two: exactly what is there is sold, and not less.

Also while orders are canceled, come up short and run out beside the buying. Three in eight buyers lose what
they got that way; whoever waits gets it then.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from associate.clock import as_of, now
from associate.core.acts.cancel import cancel_order
from associate.core.acts.check import mismatches
from associate.core.acts.intake import take_in
from associate.core.acts.reserve import let_go, reserve_and_collect
from associate.core.catalog.channels import Channel
from associate.core.catalog.models import Variant
from associate.core.events.commands import intent
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import OPEN, State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, StockLevel
from associate.core.orders.incoming import Contact, IncomingOrder
from associate.core.orders.models import IS_WAITING, Order
from associate.core.stores.models import Store
from associate.db import atomic, db, outage
from associate.errors import Busy, Refused
from associate.jobs.chores.parked import retry_parked
from associate.workflows.picking.forms import ShortForm
from associate.workflows.picking.rules.shorts import report_short
from tests.races.buyers import in_processes
from tests.support.machines import own_channel
from tests.support.routing import Parcels
from tests.support.shop import Shop, look_again

PROCESSES, UNITS, LATER = 8, 10, timedelta(days=30)
SIZES = [
    pytest.param(32, 5, marks=pytest.mark.timeout(300)),
    pytest.param(128, 5, marks=[pytest.mark.later, pytest.mark.timeout(1200)]),
    pytest.param(32, 50, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    pytest.param(128, 50, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
]
STORES = [pytest.param(1, marks=pytest.mark.later, id="one store"), pytest.param(2, id="two stores")]
"""One store: test_last_units has that each time."""
R = TypeVar("R")
LOOKED = ["floor", "back", "fitting", "returns"]


class Sales:
    """The last ten jackets, in one store or five in each of two. No record is kept here: processes fork."""

    def __init__(self, shop: Shop, stores: int) -> None:
        tells = Parcels(shop).tells if stores > 1 else shop.tells
        self.told: IncomingOrder = tells((shop.jacket, 1), number="1", customer=None)
        self.web, self.ana, self.jacket = shop.web.id, shop.ana.actor, shop.jacket.id
        self.stores = [shop.mill_quay.id, shop.castle_row.id][:stores]
        self.site = own_channel("site", "RS").id
        for store in (shop.mill_quay, shop.castle_row):
            with atomic(store):
                store.cash_on_pickup = True
            self.leaves_free(store.id, 0)

    def begin(self) -> None:
        for store_id in self.stores:
            self.leaves_free(store_id, UNITS // len(self.stores))

    def leaves_free(self, store_id: int, units: int) -> None:
        on_hand, reserved, held = self.level(store_id)
        with atomic():
            level_id, more = ledger.level_of(store_id, self.jacket), units - (on_hand - reserved - held)
            ledger.adjust(level_id, more, Kind.COUNTED, cause="race", by=SYSTEM)

    def send_home(self) -> None:
        """Who still waits waits no more: the next round has its own buyers, and retries none but them."""
        look_again()
        for order_id in db.session.scalars(sa.select(Order.id).where(IS_WAITING)).all():
            cancel_order(_order(order_id), by=SYSTEM, reason="mistake")

    def level(self, store_id: int) -> tuple[int, int, int]:
        """(on hand, reserved, held) as the database has them now."""
        look_again()
        find = sa.select(StockLevel.on_hand, StockLevel.reserved, StockLevel.held)
        found = db.session.execute(find.filter_by(store_id=store_id, variant_id=self.jacket)).one()
        return found[0], found[1], found[2]

    def good(self) -> int:
        """Units here that may be sold or were."""
        return sum(on_hand - held for on_hand, _reserved, held in map(self.level, self.stores))

    def free(self) -> int:
        return sum(on_hand - reserved - held for on_hand, reserved, held in map(self.level, self.stores))

    def sold(self) -> int:
        """Units on their way to somebody, by the jobs, not by the stock."""
        look_again()
        line = FulfillmentLine
        units = sa.select(sa.func.sum(line.wanted - line.short - line.canceled)).join(Fulfillment)
        return int(db.session.scalar(units.where(Fulfillment.state.in_(OPEN))) or 0)


@pytest.fixture(params=STORES)
def sales(request, app, shop) -> Sales:
    """All of it was done once before: what is compiled then serves the processes that fork from this one."""
    sales = Sales(shop, request.param)
    for n in range(3):
        sales.begin()
        _buy_and_change(sales, 1, "before", n)
    return sales


@pytest.mark.parametrize(("buyers", "rounds"), SIZES)
def test_of_many_buyers_exactly_as_many_get_one_as_there_are(app, sales, buyers, rounds):
    for round_ in range(rounds):
        sales.begin()
        before = sales.sold()
        in_processes(app, PROCESSES, partial(_buy_all, sales, buyers // PROCESSES, f"{round_}"))
        assert (sales.sold() - before, sales.free()) == (UNITS, 0)
    assert list(mismatches()) == []


@pytest.mark.parametrize(("buyers", "rounds"), SIZES)
def test_what_is_canceled_short_or_not_fetched_meanwhile_is_sold_too(app, sales, buyers, rounds):
    for round_ in range(rounds):
        sales.begin()
        in_processes(app, PROCESSES, partial(_buy_and_change, sales, buyers // PROCESSES, f"{round_}"))
        retry_parked()
        assert (sales.sold(), sales.free()) == (sales.good(), 0)
        sales.send_home()
    assert list(mismatches()) == []


def _buy_all(sales: Sales, each: int, round_: str, n: int) -> None:
    for i in range(each):
        _buy(sales, f"{round_}-{n}-{i}")


def _buy_and_change(sales: Sales, each: int, round_: str, n: int) -> None:
    with _nothing_is_swallowed():
        for i in range(each):
            name = f"{round_}-{n}-{i}"
            what = (n + i) % 8
            if what == 0:
                _reserve_and_not_come(sales, n)
                _buy(sales, name)
            else:
                order_id = _buy(sales, name)
            if what == 1:
                _until_done(
                    lambda order_id=order_id: cancel_order(_order(order_id), by=SYSTEM, reason="mistake")
                )
            elif what == 2:
                _come_up_short(sales, order_id, ("some_missing", "damaged", "not_picked")[i % 3], name)
            if n == PROCESSES - 1 and i % (each // 4 or 1) == 0:  # the worker, four times a round
                _until_done(retry_parked)


def _buy(sales: Sales, name: str) -> int:
    told = sales.told.model_copy(
        update={"external_id": name, "number": name, "placed_at": now(), "updated_at": now()}
    )
    return _until_done(lambda: take_in(db.session.get_one(Channel, sales.web), told).id)


def _reserve_and_not_come(sales: Sales, n: int) -> None:
    """Put aside unpaid, and over at once."""
    store_id = sales.stores[n % len(sales.stores)]

    def reserve() -> int:
        site, store = db.session.get_one(Channel, sales.site), db.session.get_one(Store, store_id)
        jacket = db.session.get_one(Variant, sales.jacket)
        return reserve_and_collect(site, store, {jacket: 1}, Contact(email=f"race-{n}@mail.example")).id

    try:
        order_id = _until_done(reserve)
    except Refused:
        return
    with as_of(now() + LATER):
        _until_done(lambda: let_go(_order(order_id)))


def _come_up_short(sales: Sales, order_id: int, reason: str, name: str) -> None:
    find = sa.select(Fulfillment).filter_by(order_id=order_id, state=State.RELEASED)

    def report() -> None:
        job = db.session.scalar(find)
        if job is not None:
            form = ShortForm(line=job.lines[0].id, reason=reason, looked=LOOKED)
            report_short(job, form, intent=intent(f"short-{name}", "short", sales.ana, {}), by=sales.ana)

    _until_done(report)


def _order(order_id: int) -> Order:
    return db.session.get_one(Order, order_id)


def _until_done(deed: Callable[[], R]) -> R:
    """A database that has no turn in time is asked again. A deadlock is nobody's turn: it fails the test."""
    while True:
        look_again()
        try:
            return deed()
        except Busy:
            continue
        except OperationalError as error:
            if outage(error) != "busy":
                raise


@contextmanager
def _nothing_is_swallowed() -> Iterator[None]:
    """A chore logs what breaks and tries again later; here that is a failure, unless it only had no turn."""
    log, broke = logging.getLogger("associate"), _Broke(logging.ERROR)
    log.addHandler(broke)
    yield
    assert broke.found == []


class _Broke(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.found: list[BaseException | None] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if not (isinstance(error, OperationalError) and outage(error) == "busy"):
            self.found.append(error)
