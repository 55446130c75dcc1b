"""A packing bench: boxes, a carrier account, things with sizes, and jobs picked and put down there."""

from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from associate.core.acts import packing
from associate.core.acts.check import mismatches
from associate.core.catalog.codes import read_code
from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.models import Order
from associate.core.shipping.labels import Label
from associate.core.shipping.models import Box, CarrierAccount, Parcel
from associate.core.shipping.queries import parcels_of
from associate.db import atomic, db
from associate.integrations import carriers
from tests.support.paper_carrier import PaperCarrier
from tests.support.picking import scan_all
from tests.support.routing import Parcels
from tests.support.shop import Shop, look_again

SIZES = {  # length, width, height in mm; g; folds
    "HW-RJ-204-M": (300, 250, 30, 450, True),
    "HW-EK-15": (180, 150, 170, 900, False),
    "HW-OM-1": (70, 70, 200, 1050, False),
    "HW-PN-75": (80, 80, 300, 1250, False),
}
CLEAN = {"phone": "+15035550118"}


class Bench:
    """Mill Quay sends parcels by the account “Swift”, in boxes S and L or in the mailer M."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.parcels, self.by = shop, Parcels(shop), shop.ana.actor
        with atomic():
            for variant in (shop.jacket, shop.kettle, shop.milk, shop.wine):
                _measure(variant)
            self.small = _box("S", (200, 180, 180), 5_000)
            self.large = _box("L", (420, 320, 320), 15_000)
            self.mailer = _box("M", (320, 260, 60), 1_500, is_mailer=True)
            self.swift = account("swift")
            self.slow = account("slow")

    def order(self, *items: tuple[Variant, int], number: str = "1001", **fields: Any) -> Order:
        told = self.parcels.tells(*items, number=number, **fields)
        contact = told.contact.model_copy(update=CLEAN)
        from associate.core.acts.intake import take_in

        return take_in(self.shop.web, told.model_copy(update={"contact": contact}))

    def picked(self, *items: tuple[Variant, int], number: str = "1001") -> Fulfillment:
        job = self.shop.job(self.order(*items, number=number))
        scan_all(job, self.shop.ana)
        return self.shop.job(job.order)

    def packs(self, job: Fulfillment, *, box: str = "L", only: Mapping[str, int] | None = None) -> Parcel:
        """What is left of the job, or `only` these (SKU → units), into one closed parcel."""
        parcel = packing.open_at_bench(job, by=self.by)
        wanted = only or self.left(job)
        for sku, units in wanted.items():
            for _unit in range(units):
                packing.scan_in(job, read_code(sku), by=self.by, parcel=parcel)
        packing.close_box(parcel, box, by=self.by)
        return parcel

    def left(self, job: Fulfillment) -> dict[str, int]:
        units = packing.to_pack(job)
        return {line.variant.sku: units[line.id] for line in job.lines if line.id in units}


def account(key: str, *, platform: str = "paper", **columns: Any) -> CarrierAccount:
    """Inside atomic()."""
    made = CarrierAccount(key=key, platform=platform, name=key.title(), carrier=key, **columns)
    db.session.add(made)
    db.session.flush()
    return made


def now_(job: Fulfillment) -> Fulfillment:
    look_again()
    return db.session.get_one(Fulfillment, job.id)


def states(job: Fulfillment) -> tuple[str, list[str]]:
    """(of the job, of its parcels), as the database has them now."""
    look_again()
    return now_(job).state.value, [parcel.state.value for parcel in every_parcel(job)]


def every_parcel(job: Fulfillment) -> list[Parcel]:
    find = sa.select(Parcel).where(Parcel.fulfillment_id == job.id).order_by(Parcel.id)
    return list(db.session.scalars(find))


def labels(parcel: Parcel) -> list[Label]:
    look_again()
    return list(db.session.scalars(sa.select(Label).where(Label.parcel_id == parcel.id).order_by(Label.id)))


def books_agree() -> None:
    look_again()
    assert list(mismatches()) == []


def the_parcel(job: Fulfillment) -> Parcel:
    (parcel,) = parcels_of(now_(job))
    return parcel


def _box(code: str, inner: tuple[int, int, int], max_g: int, *, is_mailer: bool = False) -> Box:
    length, width, height = inner
    box = Box(
        code=code,
        name=f"Box {code}",
        inner_length_mm=length,
        inner_width_mm=width,
        inner_height_mm=height,
        outer_length_mm=length + 8,
        outer_width_mm=width + 8,
        outer_height_mm=height + 8,
        weight_g=120,
        max_g=max_g,
        is_mailer=is_mailer,
    )
    db.session.add(box)
    return box


def _measure(variant: Variant) -> None:
    length, width, height, grams, folds = SIZES[variant.sku]
    variant.length_mm, variant.width_mm, variant.height_mm, variant.weight_g = length, width, height, grams
    variant.product.is_foldable = folds


# ── for tests whose account is with the carrier on paper ─────────────────────


@pytest.fixture
def carrier(tmp_path, monkeypatch):
    made = PaperCarrier(tmp_path)
    monkeypatch.setitem(carriers._ADAPTERS, made.platform, made)
    return made


@pytest.fixture
def bench(shop, carrier):
    yield Bench(shop)
    books_agree()


@pytest.fixture
def job(shop, bench):
    """Two jackets and a kettle, picked."""
    return bench.picked((shop.jacket, 2), (shop.kettle, 1))
