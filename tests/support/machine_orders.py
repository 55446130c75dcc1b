"""Orders come, change, go elsewhere and are canceled."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from associate.clock import now
from associate.core.acts.cancel import cancel_by_customer, cancel_order
from associate.core.acts.intake import take_in
from associate.core.acts.reserve import reserve_and_collect
from associate.core.acts.route import keep_waiting, send_elsewhere, send_to
from associate.core.catalog.stop_sales import StopSale
from associate.core.events.record import SYSTEM
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.inventory.models import StockLevel
from associate.core.orders.incoming import Contact, IncomingDispatch, IncomingLine, IncomingOrder
from associate.core.orders.models import Order, OrderState
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.jobs.chores.parked import cancel_parked, retry_parked
from associate.jobs.chores.reservations import let_reservations_go
from associate.workflows.recalls import rules as recalls
from tests.support.machine_base import ANY, FEW, STORES, THINGS, MachineBase, there_is
from tests.support.shop import look_again

ITEMS = st.dictionaries(THINGS, FEW, min_size=1, max_size=2)
ORDERS = ("order:waiting", "order:open", "order:external")
LATER = timedelta(days=30)


class Orders(MachineBase):
    @initialize(first=ITEMS, second=ITEMS)
    def two_orders_are_there(self, first: dict[int, int], second: dict[int, int]) -> None:
        self.an_order_comes(first, 0)
        self.a_parcel_is_ordered(second)

    @rule(items=ITEMS, store=STORES)
    def an_order_comes(self, items: dict[int, int], store: int) -> None:
        things, place = self._things(items), ("mq", "cr")[store]
        self._takes_in(self.shop.tells(*things, number=str(self.number()), location=place))

    @rule(items=ITEMS)
    def a_parcel_is_ordered(self, items: dict[int, int]) -> None:
        self._takes_in(self.parcels.tells(*self._things(items), number=str(self.number())))

    @rule(items=ITEMS, store=STORES)
    def somebody_has_it_put_aside(self, items: dict[int, int], store: int) -> None:
        wants, who = dict(self._things(items)), Contact(first_name="Noor", email="noor@mail.example")
        self.does(partial(reserve_and_collect, self.site, self.stores[store], wants, who))

    @precondition(there_is(*ORDERS))
    @rule(pick=ANY, line=ANY, units=st.integers(0, 3))
    def the_platform_changes_a_quantity(self, pick: int, line: int, units: int) -> None:
        order = self._one_of(pick)
        if told := self.told.get(order.id):
            lines = list(told.lines)
            at = line % len(lines)
            price = lines[at].unit_price
            most = max(units, lines[at].quantity)
            fields = {"to_fulfill": units, "quantity": most, "total": most * price}
            lines[at] = lines[at].model_copy(update=fields)
            if not any(each.handed_over for job in fulfillments_of(order.id) for each in job.lines):
                total = sum(each.total for each in lines)
                self._tells_again(order, told, lines=tuple(lines), total=total)

    @precondition(there_is(*ORDERS))
    @rule(pick=ANY)
    def the_platform_cancels(self, pick: int) -> None:
        order = self._one_of(pick)
        if told := self.told.get(order.id):
            self._tells_again(order, told, canceled_at=now())

    @precondition(there_is("order:open"))
    @rule(pick=ANY, back=st.booleans())
    def the_platform_says_it_left_by_another_hand(self, pick: int, back: bool) -> None:
        order = self.one(Order, "order:open", pick)
        if told := self.told.get(order.id):
            gone = tuple((line.external_id, line.to_fulfill) for line in told.lines if line.to_fulfill)
            left = IncomingDispatch(external_id="by hand", is_canceled=back, lines=gone)
            lines = tuple(_with(line, 0 if not back else line.to_fulfill) for line in told.lines)
            again = told.model_copy(update={"dispatches": (left,), "lines": lines, "updated_at": now()})
            self.does(lambda: take_in(self.shop.web, again))
            self.told.pop(order.id)  # what it says next of these lines is its own affair

    @precondition(there_is(*ORDERS))
    @rule(pick=ANY, by_customer=st.booleans())
    def an_order_is_canceled(self, pick: int, by_customer: bool) -> None:
        order = self._one_of(pick)
        if by_customer:
            self.does(partial(cancel_by_customer, order, by=SYSTEM))
        else:
            self.does(partial(cancel_order, order, by=self.shop.helen.actor, reason="mistake"))

    @precondition(there_is("ship:released", "ship:picking", "ship:waiting"))
    @rule(pick=ANY, store=st.sampled_from(["", "MQ", "CR"]))
    def a_store_sends_a_parcel_on(self, pick: int, store: str) -> None:
        which = next(
            name for name in ("ship:picking", "ship:waiting", "ship:released") if self.seen.get(name)
        )
        meant = self.means("route.elsewhere", self.shop.helen.actor)
        job = self.one(Fulfillment, which, pick)
        self.does(partial(send_elsewhere, job, store=store, intent=meant, by=meant.by))

    @precondition(there_is("task:parked"))
    @rule(pick=ANY, store=st.sampled_from(["MQ", "CR"]), waits=st.booleans())
    def a_person_decides_on_a_parked_parcel(self, pick: int, store: str, waits: bool) -> None:
        order = db.session.get_one(Order, self.one(Task, "task:parked", pick).order_id)
        meant = self.means("route.decide", self.shop.rosa.actor)
        if waits:
            self.does(partial(keep_waiting, order, intent=meant, by=meant.by))
        else:
            self.does(partial(send_to, order, store, intent=meant, by=meant.by))

    @precondition(there_is("order:waiting", "task:parked"))
    @rule()
    def the_worker_tries_what_waits(self) -> None:
        """And nobody waits for what is there: less than all sold is wrong too."""
        self.does(retry_parked)
        look_again()
        for task in db.session.query(Task).filter_by(kind=TaskKind.NO_STOCK, done_at=None):
            order = db.session.get_one(Order, task.order_id)
            assert order.state == OrderState.WAITING
            assert not self._is_all_there(order), f"{order.number} waits, and everything is there"

    @rule()
    def unpaid_and_parked_orders_run_out(self) -> None:
        self.does(let_reservations_go, at=LATER)
        self.does(cancel_parked, at=LATER)

    @rule(thing=THINGS)
    def a_thing_is_stopped_or_let_go_on(self, thing: int) -> None:
        by, sku = self.shop.helen.actor, self.things[thing].sku
        stop = (
            db.session.query(StopSale)
            .filter_by(product_id=self.things[thing].product_id, ended_at=None)
            .first()
        )
        if stop is None:
            meant = self.means("recall.begin", by)
            self.does(lambda: recalls.stop(sku, "It breaks", "all", lot="", serial="", intent=meant, by=by))
        else:
            self.does(partial(recalls.end, stop, "It’s fine", intent=self.means("recall.end", by), by=by))

    def _things(self, items: dict[int, int]) -> list[tuple]:  # type: ignore[type-arg]
        return [(self.things[number], units) for number, units in items.items()]

    def _one_of(self, pick: int) -> Order:
        found = sorted(number for name in ORDERS for number in self.seen.get(name, ()))
        return db.session.get_one(Order, found[pick % len(found)])

    def _takes_in(self, told: IncomingOrder) -> None:
        if order := self.does(lambda: take_in(self.shop.web, told)):
            self.told[order.id] = told

    def _tells_again(self, order: Order, told: IncomingOrder, **fields: object) -> None:
        again = told.model_copy(update={**fields, "updated_at": now()})
        self.does(lambda: take_in(self.shop.web, again))
        self.told[order.id] = again

    def _is_all_there(self, order: Order) -> bool:
        wanted = {line.variant_id: 0 for line in order.lines}
        for line in order.lines:
            wanted[line.variant_id] += line.to_fulfill
        stopped = {stop.product_id for stop in db.session.query(StopSale).filter_by(ended_at=None)}
        for level in db.session.query(StockLevel).filter_by(store_id=order.store_id):
            units = wanted.get(level.variant_id, 0)
            if units and (
                units > level.on_hand - level.reserved - level.held or level.variant.product_id in stopped
            ):
                return False
        return True


def _with(line: IncomingLine, to_fulfill: int) -> IncomingLine:
    return line.model_copy(update={"to_fulfill": to_fulfill})
