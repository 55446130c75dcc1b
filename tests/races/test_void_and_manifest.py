"""Labels are voided and bought while manifests are closed, by many at once: one state wins, no label counts
twice."""

# ruff: noqa: F811  a fixture has the name of what it gives

from contextlib import suppress

import pytest
import sqlalchemy as sa

from associate.core.acts import labels as acts
from associate.core.acts.manifests import close_manifest, hand_off, scan_off
from associate.core.acts.shipments import ship_date
from associate.core.shipping.labels import Label, Void
from associate.core.shipping.manifests import Manifest, ManifestParcel
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.jobs.labels import ask_carriers
from tests.races.buyers import again, in_processes
from tests.support.packing import bench, books_agree, carrier  # noqa: F401  fixtures
from tests.support.shop import look_again

ORDERS, CLOSERS, VOIDERS = 8, 2, 2


def labeled(bench, count):
    """Numbers of parcels with a label each."""
    numbers = []
    for n in range(count):
        parcel = bench.packs(bench.picked((bench.shop.jacket, 1), number=str(n)))
        acts.want_label(parcel, bench.swift, by=bench.by)
        numbers.append(parcel.number)
    ask_carriers()
    return numbers


def parcel_at(number):
    return db.session.scalars(sa.select(Parcel).filter_by(number=number)).one()


def close(by):
    store = db.session.scalars(sa.select(Store).filter_by(code="MQ")).one()
    account = db.session.scalars(sa.select(CarrierAccount).filter_by(key="swift")).one()
    return close_manifest(store, account, ship_date(store), by=by)


@pytest.mark.parametrize("round_", range(2))
def test_a_label_is_voided_or_goes_never_both(app, shop, bench, carrier, round_):
    numbers, by = labeled(bench, ORDERS), bench.by
    halves = [numbers[::2], numbers[1::2][::-1]]

    def work(n):
        if n < CLOSERS:
            again(lambda: close(by))
        else:
            for number in halves[(n + round_) % 2]:
                again(lambda number=number: acts.want_void(parcel_at(number), by=by))

    in_processes(app, CLOSERS + VOIDERS, work)
    look_again()
    ask_carriers()
    with suppress(Refused):
        close(by)
    on_paper = set(db.session.scalars(sa.select(ManifestParcel.parcel_id)))
    for parcel, label in db.session.execute(sa.select(Parcel, Label).join(Label)):
        is_void = label.void == Void.DONE
        assert is_void != (parcel.id in on_paper)
        assert parcel.state == (ParcelState.CLOSED if is_void else ParcelState.MANIFESTED)
    assert len(carrier.sold()) == ORDERS
    books_agree()


def test_many_hands_buy_close_and_hand_off_at_once(app, shop, bench, carrier):
    """Four tap “buy”, ask the carrier, close and hand off: each parcel is paid for once and leaves once."""
    parcels = [bench.packs(bench.picked((shop.jacket, 1), number=str(n))).number for n in range(ORDERS)]
    by, before = bench.by, shop.level(shop.jacket)[0]

    def work(n):
        account = db.session.scalars(sa.select(CarrierAccount).filter_by(key="swift")).one()
        for number in parcels if n % 2 else parcels[::-1]:
            again(lambda number=number: acts.want_label(parcel_at(number), account, by=by))
        for _round in range(3):
            again(ask_carriers)
            again(lambda: close(by))
            for manifest in again(lambda: list(db.session.scalars(sa.select(Manifest)))):
                for row in list(manifest.parcels):
                    again(lambda m=manifest, p=row.parcel: scan_off(m, p.number, by=by))
                again(lambda m=manifest: hand_off(m, driver="Joe", by=by))

    in_processes(app, 4, work)
    look_again()
    for _left in range(2):
        ask_carriers()
        with suppress(Refused):
            close(by)
    assert sorted(carrier.sold()) == sorted(f"{parcel_at(number).uid}-1" for number in parcels)
    states = [parcel_at(number).state for number in parcels]
    assert set(states) <= {ParcelState.MANIFESTED, ParcelState.SHIPPED}
    assert shop.level(shop.jacket)[0] == before - states.count(ParcelState.SHIPPED)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ManifestParcel)) == ORDERS
    books_agree()
