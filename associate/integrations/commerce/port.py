"""What the app asks of a web shop's platform: is it you, what is this, and how does the order leave the shop?

Adapters are pure: bytes and JSON in, the words of `core/orders/incoming.py` out. They raise for nothing a
platform sends; what they cannot read comes back as a Problem, beside the order or in its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

import httpx2

from associate.core.orders.incoming import (
    IncomingDispatchNotice,
    IncomingNothing,
    IncomingOrder,
    IncomingPersonal,
    IncomingProduct,
    IncomingRefundNotice,
    Method,
    Problem,
)
from associate.integrations.commerce.gifts import USUAL, GiftNames
from associate.integrations.commerce.outgoing import Answer, Settings
from associate.outside.headers import Headers

Topic = Literal["order", "refund", "dispatch", "product", "personal", "ping", "ignored"]
Told = (
    IncomingOrder
    | IncomingRefundNotice
    | IncomingDispatchNotice
    | IncomingProduct
    | IncomingPersonal
    | IncomingNothing
)


@dataclass(frozen=True)
class Envelope:
    """The outside of a delivery. Two deliveries with one `dedupe_key` are the same one, sent twice."""

    topic: Topic
    dedupe_key: str  # at most 200 characters
    triggered_at: datetime | None  # when it happened there, UTC; None where the platform does not say


@dataclass(frozen=True)
class FoundMethod:
    """An answer about one order; with no method, `problem` says why there is none."""

    method: Method | None
    location: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Doorbell:
    """A delivery that only says that an order changed."""

    order: str
    version: int  # 0 where it doesn’t say
    changed_at: datetime | None


@dataclass(frozen=True)
class Fetched:
    """`payload` as a webhook of a whole order would bring it; None with any answer but DONE."""

    answer: Answer
    payload: object = None


@runtime_checkable
class Rings(Protocol):
    """A platform whose webhooks say which order changed, and no more."""

    def doorbell(self, payload: object) -> Doorbell | None: ...

    def fetch_order(
        self, bell: Doorbell, *, settings: Settings, client: httpx2.Client | None = None
    ) -> Fetched:
        """Never inside a transaction; never raises."""
        ...


class Commerce(Protocol):
    platform: str

    def verify(self, raw: bytes, headers: Headers, *, secret: str, url: str) -> bool:
        """Whether the raw body was signed with our secret; `url` is the address it was posted to."""
        ...

    def is_ping(self, raw: bytes, headers: Headers) -> bool:
        """Whether this is an unsigned hello that wants a 200 and holds nothing."""
        ...

    def envelope(self, raw: bytes, headers: Headers) -> Envelope: ...

    def guess_topic(self, payload: object) -> Topic:
        """Our word for a payload that came without headers, from its shape."""
        ...

    def read(
        self, topic: str, payload: object, *, currency: str | None = None, gifts: GiftNames = USUAL
    ) -> list[Told]:
        """Everything one payload tells, at least one answer. `currency` stands in where it names none;
        `gifts` are the attributes by which the shop says that something is a gift."""
        ...

    def fetch_fulfillment_orders(
        self, order_external_id: str, *, settings: Mapping[str, object], client: httpx2.Client | None = None
    ) -> FoundMethod:
        """Ask the platform how an order leaves the shop. Never inside a transaction; never raises."""
        ...


def wants_method(order: IncomingOrder) -> bool:
    """Whether the order came without saying how it leaves the shop, and matters enough to ask."""
    return any(problem.code == "method_unclear" for problem in order.problems)


def with_method(order: IncomingOrder, found: FoundMethod) -> IncomingOrder:
    """The same order knowing what was found; what was not found becomes its problem instead."""
    others = tuple(problem for problem in order.problems if problem.code != "method_unclear")
    if found.method is None:
        unclear = tuple(problem for problem in order.problems if problem.code == "method_unclear")
        why = (found.problem,) if found.problem and found.problem.code != "method_unclear" else ()
        return order.model_copy(update={"problems": others + unclear + why})
    location = found.location or order.location
    return order.model_copy(update={"method": found.method, "location": location, "problems": others})
