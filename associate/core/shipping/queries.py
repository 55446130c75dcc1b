"""Find parcels, and what lies in them."""

import sqlalchemy as sa

from associate.core.fulfillment.models import Fulfillment
from associate.core.shipping.models import Box, CarrierAccount, Parcel, ParcelLine
from associate.core.shipping.parcel_states import HERE, ParcelState
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing
from associate.words import _


def parcel_here(number: str, *, store: Store) -> Parcel:
    """The parcel with this number in this store. Raises Missing, also when it is another store’s."""
    found = db.session.scalar(sa.select(Parcel).filter_by(number=number, store_id=store.id))
    if found is None:
        raise Missing("no_parcel", _("There’s no parcel %(number)s in this store.", number=number))
    return found


def parcel_of_id(parcel_id: int, *, store: Store) -> Parcel:
    """Raises Missing, also when it is another store’s."""
    found = db.session.scalar(sa.select(Parcel).filter_by(id=parcel_id, store_id=store.id))
    if found is None:
        raise Missing("no_parcel", _("There’s no such parcel in this store."))
    return found


def parcels_of(job: Fulfillment, *states: ParcelState) -> list[Parcel]:
    """In the order in which they were begun; without states all that are not canceled."""
    which = Parcel.state.in_(states) if states else Parcel.state != ParcelState.CANCELED
    find = sa.select(Parcel).where(Parcel.fulfillment_id == job.id, which)
    return list(db.session.scalars(find.order_by(Parcel.id)))


def to_send(store: Store) -> int:
    """Parcels with a label that no driver has taken yet."""
    waits = Parcel.state.in_((ParcelState.LABELED, ParcelState.MANIFESTED))
    find = sa.select(sa.func.count()).where(Parcel.store_id == store.id, waits)
    return db.session.scalar(find) or 0


def packed(job: Fulfillment) -> dict[int, int]:
    """Line id → units of it that lie in a parcel that is still here."""
    find = sa.select(ParcelLine.fulfillment_line_id, sa.func.sum(ParcelLine.quantity)).join(Parcel)
    here = (Parcel.fulfillment_id == job.id, Parcel.state.in_(HERE))
    rows = db.session.execute(find.where(*here).group_by(ParcelLine.fulfillment_line_id))
    return {line_id: int(units) for line_id, units in rows}


def units_before(lies: ParcelLine) -> int:
    """Units of the same line in parcels that were begun before: cents go to them first."""
    before = (parcel for parcel in parcels_of(lies.line.fulfillment) if parcel.id < lies.parcel_id)
    same = (each for parcel in before for each in parcel.lines if each.line == lies.line)
    return sum(each.quantity for each in same)


def boxes() -> list[Box]:
    """Those in use, by code."""
    return list(db.session.scalars(sa.select(Box).where(Box.is_active).order_by(Box.code)))


def sends_by_us() -> bool:
    """Does any store send parcels by an account of ours?"""
    active = sa.select(CarrierAccount.id).where(CarrierAccount.is_active)
    return db.session.scalar(active.limit(1)) is not None


def accounts_of(store_id: int) -> list[CarrierAccount]:
    """The accounts that this store sends by, its own first."""
    its = sa.or_(CarrierAccount.store_id == store_id, CarrierAccount.store_id.is_(None))
    find = sa.select(CarrierAccount).where(its, CarrierAccount.is_active)
    own_first = CarrierAccount.store_id.is_(None), CarrierAccount.id
    return list(db.session.scalars(find.order_by(*own_first)))
