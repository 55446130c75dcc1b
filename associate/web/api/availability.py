"""Availability: which stores have it, and by when it could be ready."""

from typing import Annotated, Self

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from associate.core.acts.reserve import stopped
from associate.core.catalog.models import Product, Variant
from associate.core.routing.availability import Origin, origin_of, places_with
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import shown
from associate.web.api.door import api
from associate.web.api.finding import variant_named
from associate.web.api.problems import NotValid
from associate.web.api.shapes.availability import AvailabilityShape, origin_shape, thing_shape
from associate.web.api.shapes.base import PLAIN, Gtin
from associate.web.api.shapes.problem import Fault
from associate.web.api.tags import AVAILABILITY

LARGEST = 2**53
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class AvailabilityQuery(BaseModel):
    """One thing (sku or gtin) or all variants of a product; and where the shopper is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sku: str | None = Field(None, max_length=80, pattern=PLAIN)
    gtin: Gtin | None = Field(None, description="Any printed form of it.")
    product: int | None = Field(None, ge=1, le=LARGEST, description="`id` of a product: all its variants.")
    quantity: int = Field(1, ge=1, le=999, description="Units wanted of one thing.")
    postcode: str | None = Field(
        None, max_length=20, pattern=PLAIN, description="US ZIP codes are known; others by the nearest store."
    )
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$", description="Of the postcode: ISO 3166-1.")
    lat: Latitude | None = Field(None, description="Degrees, WGS 84; with lon, instead of a postcode.")
    lon: Longitude | None = None
    limit: int = Field(20, ge=1, le=200, description="Stores, the nearest first.")

    @model_validator(mode="after")
    def _one_thing_one_place(self) -> Self:
        if sum(value is not None for value in (self.sku or None, self.gtin, self.product)) != 1:
            raise ValueError("Ask for one of sku, gtin and product.")
        if (self.lat is None) != (self.lon is None):
            raise ValueError("Send both lat and lon, or none.")
        return self


@api.get("/availability", tags=[AVAILABILITY], responses={200: AvailabilityShape})
@token_can("availability:read")
def show_availability(query: AvailabilityQuery) -> Response:
    """Ask which stores have something

    Available to promise: what is on hand, less what is reserved, held and kept back as safety stock.
    """
    things, origin = _things(query), _origin(query)
    places = places_with(
        things,
        query.quantity,
        origin=origin,
        most=query.limit,
        stopped=stopped({thing.product_id for thing in things}),
    )
    return shown(
        AvailabilityShape(
            quantity=query.quantity,
            origin=origin_shape(origin) if origin else None,
            items=[thing_shape(thing, places[thing.id]) for thing in things],
        )
    )


def _things(query: AvailabilityQuery) -> list[Variant]:
    if query.product is None:
        return [variant_named(query.sku, query.gtin, field="sku" if query.sku else "gtin")]
    find = sa.select(Variant).where(Variant.product_id == query.product).order_by(Variant.id)
    things = list(db.session.scalars(find))
    if not things and db.session.get(Product, query.product) is None:
        raise NotValid([Fault(pointer="product", detail="There is no product with this id.")])
    return things


def _origin(query: AvailabilityQuery) -> Origin | None:
    if query.lat is not None and query.lon is not None:
        return Origin((query.lat, query.lon))
    return origin_of(query.postcode, query.country or "") if query.postcode else None
