"""One order as a page: its money to the cent, its jobs, its messages and its story."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.events.models import Delivery
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.order_states import states_of
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import OPEN, UNDER_PROMISE, WITH_CUSTOMER_TO_COME
from associate.core.inventory.transfers import expected_for
from associate.core.orders.models import Order, OrderState
from associate.core.returns.models import Return
from associate.core.stores.models import Store
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import open_tasks_of
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.orders.rules import may_cancel
from associate.workflows.orders.screens.evidence import Given, given_of
from associate.workflows.orders.screens.parcels import Sent, parcels_of_order
from associate.workflows.orders.screens.returns import exchanged_from, returns_of
from associate.workflows.orders.screens.story import Moment, story


@dataclass(frozen=True)
class Screen:
    order: Order
    store: Store | None
    jobs: list[Fulfillment]
    tasks: list[Task]
    messages: list[Delivery]
    story: list[Moment]
    sums: list[tuple[str, int]]
    parcels: list[Sent]
    returns: list[Return]
    exchanged_from: Order | None
    given: list[Given]

    @property
    def expected_at(self) -> datetime | None:
        """When what comes from another store for it should be here."""
        return expected_for(self.order.id) if self.order.state == OrderState.WAITING else None

    @property
    def may_cancel(self) -> bool:
        try:
            may_cancel(self.order)
        except Refused:
            return False
        return True

    @property
    def job(self) -> Fulfillment | None:
        """The one somebody can go on with."""
        return next((job for job in self.jobs if job.state in OPEN), None)

    @property
    def movable(self) -> list[Fulfillment]:
        """A manager of its store may give it, put it first, promise it anew, let it wait."""
        return [job for job in self.jobs if job.state in UNDER_PROMISE]

    @property
    def is_at_counter(self) -> bool:
        return self.job is not None and self.job.state in WITH_CUSTOMER_TO_COME

    @property
    def state(self) -> str:
        return states_of([self.order])[self.order.id]

    @property
    def zone(self) -> str:
        return self.store.zone if self.store else "UTC"


def order_screen(order: Order) -> Screen:
    return Screen(
        order,
        order.store_id and db.session.get(Store, order.store_id) or None,
        fulfillments_of(order.id),
        open_tasks_of(order.id),
        _messages(order),
        story(order),
        sums(order),
        parcels_of_order(order),
        returns_of(order),
        exchanged_from(order),
        given_of(order),
    )


def sums(order: Order) -> list[tuple[str, int]]:
    """The parts of the total in minor units: together they are the total. Empty parts are left out."""
    tax_on_top = 0 if order.tax_included else order.tax
    line_tax = 0 if order.tax_included else sum(line.tax for line in order.lines)
    discounts = sum(line.discount for line in order.lines)
    items = sum(line.total for line in order.lines) + discounts - line_tax
    parts = [
        (_("Items"), items),
        (_("Discounts"), -discounts),
        (_("Shipping"), order.shipping),
        (_("Fees"), order.fees),
        (_("Tip"), order.tip),
        (_("Duties"), order.duties),
        (_("Tax"), tax_on_top),
        (_("Adjustment"), order.adjustment),
    ]
    return [(label, amount) for label, amount in parts if amount]


def _messages(order: Order) -> list[Delivery]:
    find = sa.select(Delivery).where(Delivery.order_id == order.id, Delivery.medium != "push")
    return list(db.session.scalars(find.order_by(Delivery.id)))
