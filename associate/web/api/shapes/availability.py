"""Who has it, and reservations that nobody has paid."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from associate.core.acts.reserve_limits import MOST_OF_ONE
from associate.core.catalog.models import Variant
from associate.core.orders.models import Order, OrderState
from associate.core.routing.availability import Origin, Place
from associate.web.api.shapes.base import PLAIN, Gtin, Moment, Money, Sent, Shape, Text40, Text80, money
from associate.web.api.shapes.orders_in import ContactSent

MOST_THINGS = 50
FEWEST_DIGITS = 5  # of a phone that somebody could be called on


class PlaceShape(Shape):
    """One store’s answer."""

    code: str
    name: str
    street: str
    postcode: str
    city: str
    distance_km: float | None = Field(description="As the crow flies; null where a place isn’t known.")
    is_available: bool = Field(description="Has it the quantity asked for, beyond its safety stock?")
    atp: int = Field(description="Units available to promise.")
    can_reserve: bool = Field(description="May it be put aside there unpaid? Then POST /reservations.")
    ready_by: Moment | None = Field(description="If it were ordered now; null where there are too few.")


class ThingShape(Shape):
    """One thing, and the stores by their distance."""

    sku: str
    gtin: str | None
    name: str
    price: Money
    compare_at: Money | None = Field(description="The price before a promotion.")
    stores: list[PlaceShape]


class OriginShape(Shape):
    """Where distances are measured from."""

    latitude: float
    longitude: float
    is_approximate: bool = Field(description="The postcode was not known: a store nearby stands for it.")


class AvailabilityShape(Shape):
    quantity: int
    origin: OriginShape | None = Field(description="null: no place was given, or none found by the postcode.")
    items: list[ThingShape]


class WantSent(Sent):
    """Units of one thing."""

    sku: Text80 | None = None
    gtin: Gtin | None = Field(None, description="Instead of the SKU.")
    quantity: Annotated[int, Field(strict=True, ge=1, le=MOST_OF_ONE)]

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (not self.sku) == (self.gtin is None):
            raise ValueError("Send either sku or gtin.")
        return self


class ReachableSent(ContactSent):
    """Who comes: with an email or a phone, and with no more than 3 things waiting unpaid under either."""

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        if "@" not in self.email.strip() and sum(c.isdigit() for c in self.phone) < FEWEST_DIGITS:
            raise ValueError("Send an email or a phone.")
        return self


class ReservationSent(Sent):
    """Put these aside for somebody who pays when they collect."""

    store: Text40 = Field(description="Code of the store.")
    lines: list[WantSent] = Field(min_length=1, max_length=MOST_THINGS)
    contact: ReachableSent = Field(description="Who comes; their email or phone is told when it’s ready.")
    reference: Text80 = Field("", description="Your id of it; the same one again is the same reservation.")
    note: Annotated[str, StringConstraints(max_length=500, pattern=PLAIN)] = ""


class ReservationShape(Shape):
    """It is set aside. From here it is an order: /orders/{order} tells how it goes on."""

    order: str = Field(description="Number of the order, for the customer.")
    store: str
    state: OrderState
    reserved_until: Moment | None = Field(description="Let go of after this, unless it was paid or ready.")
    ready_by: Moment | None
    total: Money = Field(description="To pay at the counter.")


def thing_shape(variant: Variant, places: list[Place]) -> ThingShape:
    return ThingShape(
        sku=variant.sku,
        gtin=variant.gtin,
        name=variant.name,
        price=money(variant.price, variant.currency),
        compare_at=None if variant.compare_at is None else money(variant.compare_at, variant.currency),
        stores=[_place(place) for place in places],
    )


def origin_shape(origin: Origin) -> OriginShape:
    latitude, longitude = origin.point
    return OriginShape(latitude=latitude, longitude=longitude, is_approximate=origin.is_rough)


def reservation_shape(order: Order, store: str, ready_by: Moment | None) -> ReservationShape:
    return ReservationShape(
        order=order.number,
        store=store,
        state=order.state,
        reserved_until=order.reserved_until,
        ready_by=ready_by,
        total=money(order.total, order.currency),
    )


def _place(place: Place) -> PlaceShape:
    store = place.store
    return PlaceShape(
        code=store.code,
        name=store.name,
        street=store.street,
        postcode=store.postcode,
        city=store.city,
        distance_km=None if place.km is None else round(place.km, 1),
        is_available=place.has_enough,
        atp=place.units,
        can_reserve=place.can_reserve,
        ready_by=place.ready_by,
    )
