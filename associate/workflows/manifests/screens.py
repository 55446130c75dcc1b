"""What the pages about carriers show: what waits to be closed, what waits for a driver, what left lately."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from associate.clock import now
from associate.core.acts.manifests import GOOD
from associate.core.acts.manifests_late import days_ahead, due_by
from associate.core.acts.shipments import ship_date
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.shipping.labels import Label
from associate.core.shipping.manifests import Manifest, ManifestParcel
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_states import GONE, ParcelState
from associate.core.stores.hours import local_day
from associate.core.stores.models import Store
from associate.core.stores.names import first_name
from associate.db import db
from associate.words import _
from associate.workflows.manifests.rules import BY_HAND

DAYS = 7  # of history
LONGEST = 200  # manifests on a page


@dataclass(frozen=True)
class Waiting:
    """A labeled parcel that no manifest names."""

    number: str
    tracking: str
    first_name: str
    last_name: str
    hold: str


@dataclass(frozen=True)
class Group:
    """What waits for one account, or goes by hand."""

    key: str
    name: str
    parcels: list[Waiting] = field(default_factory=list)

    @property
    def going(self) -> int:
        return sum(not parcel.hold for parcel in self.parcels)

    @property
    def held(self) -> int:
        return len(self.parcels) - self.going


@dataclass(frozen=True)
class Listed:
    """A manifest as a row of a list. `left`: parcels still here."""

    manifest: Manifest
    parcels: int
    left: int

    @property
    def is_overdue(self) -> bool:
        return self.manifest.handed_off_at is None and bool(self.left) and now() >= due_by(self.manifest)


@dataclass(frozen=True)
class Overview:
    groups: list[Group]
    waiting: list[Listed]
    lately: list[Listed]
    ship_date: date


@dataclass(frozen=True)
class Row:
    """A parcel on a manifest."""

    number: str
    tracking: str
    first_name: str
    last_name: str
    state: ParcelState
    scanned_at: datetime | None
    gone_at: datetime | None

    @property
    def is_canceled(self) -> bool:
        return self.state == ParcelState.CANCELED

    @property
    def has_left(self) -> bool:
        return self.state in GONE

    @property
    def is_here(self) -> bool:
        return self.state == ParcelState.MANIFESTED


@dataclass(frozen=True)
class View:
    manifest: Manifest
    rows: list[Row]
    closed_by: str
    handed_off_by: str

    @cached_property
    def expected(self) -> int:
        return sum(not row.is_canceled for row in self.rows)

    @cached_property
    def gone(self) -> int:
        return sum(row.has_left for row in self.rows)

    @cached_property
    def ready(self) -> int:
        """Scanned, and still to be handed off."""
        return sum(row.is_here and row.scanned_at is not None for row in self.rows)

    @cached_property
    def missing(self) -> int:
        return sum(row.is_here and row.scanned_at is None for row in self.rows)

    @property
    def scanned(self) -> int:
        return self.gone + self.ready

    @property
    def is_open(self) -> bool:
        return bool(self.ready or self.missing)

    @property
    def overdue_since(self) -> datetime | None:
        is_late = self.is_open and not self.manifest.handed_off_at and now() >= due_by(self.manifest)
        return due_by(self.manifest) if is_late else None

    @property
    def days(self) -> list[date]:
        """On which the carrier may come instead."""
        return days_ahead(self.manifest)


def overview(store: Store) -> Overview:
    """Whatever still waits, however old; of what left, the last seven days."""
    waiting = _listed(store, _here(store), Manifest.ship_date, Manifest.id)
    since = local_day(store, now()) - timedelta(days=DAYS - 1)
    lately = _listed(store, Manifest.ship_date >= since, Manifest.ship_date.desc(), Manifest.id.desc())
    return Overview(_groups(store), waiting, [each for each in lately if not each.left], ship_date(store))


def view(manifest: Manifest) -> View:
    columns = (Parcel.number, Label.tracking_number, Order.first_name, Order.last_name)
    find = sa.select(*columns, Parcel.state, ManifestParcel.scanned_at, ManifestParcel.gone_at)
    find = find.select_from(ManifestParcel).join(Parcel).join(Label, Label.id == ManifestParcel.label_id)
    find = find.join(Fulfillment, Fulfillment.id == Parcel.fulfillment_id).join(Order)
    find = find.where(ManifestParcel.manifest_id == manifest.id).order_by(Parcel.id)
    rows = [Row(*row) for row in db.session.execute(find)]
    return View(manifest, rows, first_name(manifest.closed_by), first_name(manifest.handed_off_by or ""))


def _groups(store: Store) -> list[Group]:
    columns = (Parcel.number, Label.tracking_number, Order.first_name, Order.last_name)
    find = sa.select(CarrierAccount.key, CarrierAccount.name, *columns, Fulfillment.hold)
    find = find.select_from(Label).join(Parcel, Parcel.id == Label.parcel_id)
    find = find.join(Fulfillment, Fulfillment.id == Parcel.fulfillment_id).join(Order)
    find = find.outerjoin(CarrierAccount, CarrierAccount.id == Label.account_id)
    find = find.where(Parcel.store_id == store.id, Parcel.state == ParcelState.LABELED)
    find = find.where(Label.voided_at.is_(None), Label.void.in_(GOOD))
    groups: dict[str, Group] = {}
    for row in db.session.execute(find.order_by(Label.account_id.is_(None), Label.account_id, Parcel.id)):
        key, name = row.key or BY_HAND, row.name or _("By hand")
        groups.setdefault(key, Group(key, name)).parcels.append(Waiting(*row[2:]))
    return list(groups.values())


def _here(store: Store) -> sa.ColumnElement[bool]:
    """Manifests with a parcel that hasn’t left: from what waits here, not from all that ever was closed."""
    find = sa.select(ManifestParcel.manifest_id).join(Parcel)
    return Manifest.id.in_(
        find.where(Parcel.store_id == store.id, Parcel.state == ParcelState.MANIFESTED).distinct()
    )


def _listed(store: Store, which: sa.ColumnElement[bool], *order: Any) -> list[Listed]:
    left = sa.func.count().filter(Parcel.state == ParcelState.MANIFESTED)
    counts = sa.select(ManifestParcel.manifest_id, sa.func.count().label("parcels"), left.label("left"))
    find = sa.select(Manifest).where(Manifest.store_id == store.id, which).order_by(*order).limit(LONGEST)
    found = list(db.session.scalars(find.options(lazyload(Manifest.parcels))))
    told = counts.join(Parcel).where(ManifestParcel.manifest_id.in_([each.id for each in found]))
    by_id = {row[0]: row[1:] for row in db.session.execute(told.group_by(ManifestParcel.manifest_id))}
    return [Listed(manifest, *by_id.get(manifest.id, (0, 0))) for manifest in found]
