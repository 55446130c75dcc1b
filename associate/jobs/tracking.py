"""Asks carriers where parcels are, for those who don’t say so by themselves or whose word got lost."""

import threading
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa

from associate.clock import now
from associate.core.acts.tracking import take_in
from associate.core.shipping.labels import Label
from associate.core.shipping.models import CarrierAccount, Parcel
from associate.core.shipping.parcel_states import ParcelState
from associate.db import atomic, db
from associate.integrations.carriers import PLATFORMS, carrier_for

EVERY = timedelta(hours=4)
EVERY_TOLD = timedelta(days=1)  # where the carrier tells by itself: only what it forgot
ASKED_FOR = timedelta(days=60)  # afterwards nobody expects it any more
MOST = 20  # in one round
ON_THE_WAY = (ParcelState.MANIFESTED, ParcelState.SHIPPED)


def follow_parcels_on_the_way(stop: threading.Event | None = None) -> int:
    """Ask about those nobody asked about for long or since they left, the longest first. Returns how many
    that was."""
    done = 0
    for label_id in _due():
        if stop is not None and stop.is_set():
            break
        done += _ask(label_id)
    return done


def _due() -> list[int]:
    platforms = {name: EVERY_TOLD if _tells(name) else EVERY for name in PLATFORMS}
    asked_long_ago = sa.or_(
        sa.false(),
        *(
            sa.and_(CarrierAccount.platform == name, _long_ago(now() - pause))
            for name, pause in platforms.items()
        ),
    )
    find = sa.select(Label.id).join(Parcel, Parcel.id == Label.parcel_id).join(CarrierAccount)
    find = find.where(Parcel.state.in_(ON_THE_WAY), Parcel.state_since > now() - ASKED_FOR, asked_long_ago)
    find = find.where(Label.voided_at.is_(None), CarrierAccount.is_active)
    return list(db.session.scalars(find.order_by(Label.tracked_at.nulls_first(), Label.id).limit(MOST)))


def _ask(label_id: int) -> bool:
    """Whoever wrote the time down asks: another worker that looked at the same moment doesn’t."""
    label = db.session.get_one(Label, label_id)
    before, account = label.tracked_at, label.account
    assert account is not None
    unchanged = Label.tracked_at.is_(None) if before is None else Label.tracked_at == before
    mine = sa.update(Label).where(Label.id == label_id, unchanged).values(tracked_at=now())
    with atomic():
        if not cast(sa.CursorResult[None], db.session.execute(mine)).rowcount:
            return False
    carrier, settings = carrier_for(account.platform), dict(account.settings)
    number, company, given_at = label.tracking_number, label.carrier, _given_at(label.parcel)
    db.session.rollback()
    _answer, told = carrier.track(number, company, settings=settings, given_at=given_at)
    take_in(told)
    return True


def _given_at(parcel: Parcel) -> datetime | None:
    return parcel.state_since if parcel.state == ParcelState.SHIPPED else None


def _tells(platform: str) -> bool:
    return "tracking_webhook" in carrier_for(platform).can


def _long_ago(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        Label.tracked_at.is_(None), Label.tracked_at < moment, Label.tracked_at < Parcel.state_since
    )
