"""Ready, and whether the customer knows: two facts."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.customers.addresses import masked
from associate.core.events.deliveries import deliveries_of
from associate.core.events.models import Delivery, DeliveryState
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.ready import READY
from associate.core.fulfillment.states import State
from associate.core.fulfillment.urgency import put_off
from associate.core.orders.incoming import Method
from associate.core.stores.hours import wall_time
from associate.db import db
from associate.words import _, ngettext

SOON = timedelta(minutes=1)  # until then it is on its way


@dataclass(frozen=True)
class Sent:
    message: Delivery | None  # the newest one that says "ready"
    next_number: str  # of the order to pick next
    job: Fulfillment

    @property
    def knows(self) -> bool:
        """An earlier message that arrived counts too: the customer has the link."""
        return self.message is not None and self.message.state == DeliveryState.SENT

    @property
    def failed(self) -> bool:
        return self.message is not None and self.message.state == DeliveryState.FAILED

    @property
    def no_address(self) -> bool:
        return self.failed and self.message.result == "no_address"  # type: ignore[union-attr]

    @property
    def waits(self) -> bool:
        """It goes out later: nobody is woken for something they can't come for yet."""
        told = self.message
        if told is None or told.state != DeliveryState.PENDING or told.tries:
            return False
        return told.next_at > now() + SOON

    @property
    def recipient(self) -> str:
        return masked(self.message.medium, self.message.recipient) if self.message else ""

    @property
    def title(self) -> str:
        name = self.job.order.first_name or _("the customer")
        if self.knows:
            return _("It’s ready, and %(name)s knows.", name=name)
        return _("It’s ready, but %(name)s doesn’t know yet.", name=name)

    @property
    def where(self) -> str:
        """ "18 min before the promise. 3 bags: 2 on Rack B-3, 1 on Cold 2."."""
        bags = self.job.open_bags
        places = Counter(bag.location.label for bag in bags if bag.location)
        at = ", ".join(_("%(n)d on %(place)s", n=n, place=place) for place, n in places.items())
        count = ngettext("%(num)d bag", "%(num)d bags", len(bags))
        return f"{self._punctual()} {count}: {at}."

    def _punctual(self) -> str:
        ready = self.job.ready_at or now()
        minutes = int((self.job.promise_at - ready).total_seconds() // 60)
        if minutes >= 0:
            return _("Promised for %(at)s, so in time.", at=wall_time(self.job.store, self.job.promise_at))
        return _(
            "Promised for %(at)s, so %(n)d min late.",
            at=wall_time(self.job.store, self.job.promise_at),
            n=-minutes,
        )


def sent(job: Fulfillment) -> Sent:
    told = [delivery for delivery in deliveries_of(job.id) if delivery.kind in READY]
    return Sent(told[-1] if told else None, _next(job), job)


def _next(job: Fulfillment) -> str:
    find = sa.select(Fulfillment.number).where(
        Fulfillment.store_id == job.store_id,
        Fulfillment.state == State.RELEASED,
        Fulfillment.hold == "",
        Fulfillment.method == Method.PICKUP,
        Fulfillment.owner_id.is_(None),
        sa.not_(put_off()),
    )
    first = Fulfillment.first_at.is_(None), Fulfillment.first_at.desc()
    find = find.order_by(*first, Fulfillment.promise_at, Fulfillment.id)
    return db.session.scalar(find.limit(1)) or ""
