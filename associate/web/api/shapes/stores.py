"""Stores as they go out."""

from datetime import date, time

from pydantic import Field

from associate.clock import now
from associate.core.stores.hours import is_open
from associate.core.stores.models import Store
from associate.web.api.shapes.base import Moment, Shape

CLOCK = "HH:MM on the store’s wall."


class HoursShape(Shape):
    """A weekday; one that is missing is closed."""

    weekday: int = Field(description="ISO 8601: Monday is 1, Sunday 7.")
    opens: str = Field(description=CLOCK)
    closes: str = Field(description=CLOCK)


class SpecialDayShape(Shape):
    """One date that differs."""

    day: date
    name: str
    opens: str | None = Field(description=f"{CLOCK} null: closed all day.")
    closes: str | None = Field(description=CLOCK)


class StoreShape(Shape):
    code: str
    name: str
    street: str
    postcode: str
    city: str
    country: str = Field(description="ISO 3166-1 alpha-2.")
    phone: str
    latitude: float | None = Field(description="Degrees, WGS 84.")
    longitude: float | None = Field(description="Degrees, WGS 84.")
    zone: str = Field(description="IANA time zone.")
    currency: str = Field(description="ISO 4217.")
    is_open: bool = Field(description="By its hours, at this moment.")
    paused_until: Moment | None = Field(description="Takes no new work until then.")
    pays_on_pickup: bool = Field(description="Do people pay here when they collect?")
    pickups: bool = Field(description="May orders be collected here?")
    curbside: bool = Field(description="Are they brought out to cars?")
    ships: bool = Field(description="May it be given parcels?")
    takes_returns: bool = Field(description="May things be brought back here?")
    hours: list[HoursShape]
    special_days: list[SpecialDayShape]


class StorePage(Shape):
    """One page of stores."""

    items: list[StoreShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def store_shape(store: Store) -> StoreShape:
    return StoreShape(
        code=store.code,
        name=store.name,
        street=store.street,
        postcode=store.postcode,
        city=store.city,
        country=store.country,
        phone=store.phone,
        latitude=store.latitude,
        longitude=store.longitude,
        zone=store.zone,
        currency=store.currency,
        is_open=is_open(store, now()),
        paused_until=store.paused_until,
        pays_on_pickup=store.cash_on_pickup,
        pickups=store.pickups,
        curbside=store.pickups and store.curbside,
        ships=store.ships,
        takes_returns=store.takes_returns,
        hours=[
            HoursShape(weekday=day.weekday + 1, opens=f"{day.opens:%H:%M}", closes=f"{day.closes:%H:%M}")
            for day in store.hours
        ],
        special_days=[
            SpecialDayShape(day=day.day, name=day.name, opens=_clock(day.opens), closes=_clock(day.closes))
            for day in store.exceptions
        ],
    )


def _clock(at: time | None) -> str | None:
    return None if at is None else f"{at:%H:%M}"
