"""A store: where it is, when it is open, where things lie in it, and how it likes to work."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.db import Base


class Store(Base):
    __tablename__ = "stores"
    stays_read = True  # by a deed: see db.atomic
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    street: Mapped[str] = mapped_column(sa.String(120), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    region: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")  # state or province
    postcode: Mapped[str] = mapped_column(sa.String(20), default="")
    country: Mapped[str] = mapped_column(sa.String(2))
    latitude: Mapped[float | None] = mapped_column(sa.Float)
    longitude: Mapped[float | None] = mapped_column(sa.Float)
    zone: Mapped[str] = mapped_column(sa.String(40))  # IANA
    currency: Mapped[str] = mapped_column(sa.String(3))
    locale: Mapped[str] = mapped_column(sa.String(10), default="en")
    phone: Mapped[str] = mapped_column(sa.String(30), default="")
    paused_until: Mapped[datetime | None]
    lead_minutes: Mapped[int] = mapped_column(default=120)  # from order to promise
    cutoff_minutes: Mapped[int] = mapped_column(default=60)  # before close, the last order for today
    minutes_an_order: Mapped[int] = mapped_column(default=12)  # work, until a median is learned
    hold_days: Mapped[int] = mapped_column(default=7)  # how long a ready order waits
    hot_minutes: Mapped[int] = mapped_column(default=120, server_default="120")  # as long as hot food waits
    extend_days: Mapped[int] = mapped_column(default=3, server_default="3")  # what one extension adds
    remind_hours: Mapped[int] = mapped_column(default=24, server_default="24")  # after ready; 0: never
    remind_last_day: Mapped[bool] = mapped_column(default=True, server_default=sa.true())  # at 10:00
    refunds_uncollected: Mapped[bool] = mapped_column(
        default=True, server_default=sa.true()
    )  # by itself; else a manager does
    quiet_from: Mapped[time] = mapped_column(default=time(21), server_default="21:00:00")
    quiet_until: Mapped[time] = mapped_column(default=time(8), server_default="08:00:00")
    messages_by: Mapped[list[Any]] = mapped_column(default=lambda: ["email"], server_default='["email"]')
    undo_minutes: Mapped[int] = mapped_column(default=10)  # a handover may be taken back by anyone
    typing_allowed: Mapped[bool] = mapped_column(default=True)  # or scans only
    cash_on_pickup: Mapped[bool] = mapped_column(default=False)
    reserve_hours: Mapped[int] = mapped_column(default=48, server_default="48")  # put aside unpaid
    pick_mode: Mapped[str] = mapped_column(
        sa.String(10), default="totes", server_default="totes"
    )  # of several orders at once: see fulfillment/waves.PickMode
    transfer_days: Mapped[int] = mapped_column(default=3, server_default="3")  # put aside for another store
    own_count_units: Mapped[int] = mapped_column(default=10, server_default="10")  # a person and day, alone
    groups: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # names: ["outlet", "north"]
    ships: Mapped[bool] = mapped_column(default=True, server_default=sa.true())  # may be routed a parcel
    pickups: Mapped[bool] = mapped_column(default=True, server_default=sa.true())  # may be promised a pickup
    takes_returns: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    methods_why: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # of those off
    orders_a_day: Mapped[int | None]  # more than these aren’t routed here; None: no limit
    orders_an_hour: Mapped[int | None]
    ship_cost: Mapped[int] = mapped_column(default=0, server_default="0")  # of a usual parcel, minor units
    people_percent: Mapped[int] = mapped_column(default=80, server_default="80")  # of those on shift, at work
    paper: Mapped[str] = mapped_column(sa.String(10), default="a4", server_default="a4")  # or "letter"
    learned_minutes: Mapped[int | None]  # work an order, as measured; None: minutes_an_order
    pickup_paused_until: Mapped[datetime | None]
    shipping_paused_until: Mapped[datetime | None]
    closed_until: Mapped[datetime | None]  # against its hours
    closed_why: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")  # see Closing
    curbside: Mapped[bool] = mapped_column(default=True, server_default=sa.true())  # orders go out to cars
    car_minutes: Mapped[int] = mapped_column(default=3, server_default="3")  # to be at it, when announced
    car_minutes_unannounced: Mapped[int] = mapped_column(default=5, server_default="5")
    lead_alarm_minutes: Mapped[int] = mapped_column(default=2, server_default="2")  # nobody took the car
    manager_alarm_minutes: Mapped[int] = mapped_column(default=4, server_default="4")
    claim_minutes: Mapped[int] = mapped_column(default=3, server_default="3")  # then it is anybody’s again
    window_minutes: Mapped[int] = mapped_column(default=60, server_default="60")  # to come in, as chosen
    captures_at_ready: Mapped[bool] = mapped_column(
        default=True, server_default=sa.true()
    )  # else as it leaves
    vote_minutes: Mapped[int] = mapped_column(default=15, server_default="15")  # to choose a substitute
    vote_default: Mapped[str] = mapped_column(
        sa.String(10), default="ask", server_default="ask"
    )  # where nobody answers: see orders/wishes.Otherwise
    honors_price: Mapped[bool] = mapped_column(
        default=True, server_default=sa.true()
    )  # dearer ones may be offered: the shop pays the difference
    pickups_a_window: Mapped[int] = mapped_column(default=0, server_default="0")  # 0: no limit
    verify_by: Mapped[list[Any]] = mapped_column(
        default=lambda: ["qr", "code", "photo_id", "card_last4", "signature"]
    )
    hours: Mapped[list["OpeningHours"]] = relationship(order_by="OpeningHours.weekday", lazy="selectin")
    exceptions: Mapped[list["SpecialDay"]] = relationship(order_by="SpecialDay.day", lazy="selectin")

    @property
    def ref(self) -> str:
        return f"store:{self.id}"

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Closing(StrEnum):
    """Why a store closes against its hours. In a stocktake what is ready can still be collected."""

    WEATHER = "weather"
    EVACUATION = "evacuation"
    STOCKTAKE = "stocktake"
    OTHER = "other"


class StoreVersion(Base):
    """A counter that goes up with every change a screen of the store could show."""

    __tablename__ = "store_versions"
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)


class AccessVersion(Base):
    """One counter, of row 1: it goes up when a session, a person or a device is not what it was."""

    __tablename__ = "access_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int]


class OpeningHours(Base):
    """Open from `opens` to `closes`, local time, on this weekday (Monday is 0). No row: closed."""

    __tablename__ = "opening_hours"
    stays_read = True
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens: Mapped[time]
    closes: Mapped[time]


class SpecialDay(Base):
    """One date that differs: other hours, or closed when `opens` is None."""

    __tablename__ = "special_days"
    stays_read = True
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    opens: Mapped[time | None]
    closes: Mapped[time | None]


class LocationKind(StrEnum):
    SHELF = "shelf"  # where products live
    STAGING = "staging"  # where bags wait
    PUT_BACK = "put_back"  # where canceled goods wait to be shelved
    BAY = "bay"  # where a customer's car stands


class Temperature(StrEnum):
    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"
    HOT = "hot"


class Location(Base):
    """A place in a store with a code on it. `sequence` is the walking order."""

    __tablename__ = "locations"
    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(sa.ForeignKey("stores.id"))
    code: Mapped[str] = mapped_column(sa.String(20))  # as printed: "B-12"
    scan_key: Mapped[str] = mapped_column(sa.String(20))  # the code's letters and digits: "B12"
    name: Mapped[str] = mapped_column(sa.String(60), default="")  # "Rack B-3", "Garden"
    kind: Mapped[LocationKind]
    temperature: Mapped[Temperature] = mapped_column(default=Temperature.AMBIENT)
    sequence: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int | None]  # bags, for staging
    is_active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    zone: Mapped[str] = mapped_column(
        sa.String(40), default="", server_default=""
    )  # of a shelf, in the shop’s words: "Cellar"
    __table_args__ = (sa.UniqueConstraint("store_id", "scan_key"),)

    @property
    def label(self) -> str:
        return self.name or self.code
