"""The people who may take a device into their hand, as its first screen shows them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.stores.devices import Device
from associate.core.stores.pins import locked_until
from associate.core.stores.staff import Staff, StaffSession
from associate.db import db
from associate.errors import Missing
from associate.words import _

SHOWN = 12  # faces; more than one looks through is found by name


@dataclass(frozen=True)
class Face:
    staff: Staff
    locked_until: datetime | None
    here_since: datetime | None  # signed in at this device now


@dataclass(frozen=True)
class Faces:
    shown: list[Face]
    hidden: int


def faces_at(device: Device, name: str, session: StaffSession | None) -> Faces:
    """Those of the device's store, who used it last first; by name also those who work in every store."""
    locked = locked_until(device)
    found = db.session.scalars(_people(device, name)).all()
    since = {session.staff_id: session.created_at} if session else {}
    faces = [Face(staff, locked.get(staff.id), since.get(staff.id)) for staff in found]
    return Faces(faces[:SHOWN], len(faces[SHOWN:]))


def face_of(device: Device, staff_id: int) -> Staff:
    """Somebody who may sign in at this device. Raises Missing for anyone else."""
    found = db.session.scalar(_may_use(device).where(Staff.id == staff_id))
    if found is None:
        raise Missing("no_such_person", _("Nobody of this store goes by that."))
    return found


def _people(device: Device, name: str) -> sa.Select[Staff]:
    used = (
        sa.select(StaffSession.staff_id, sa.func.max(StaffSession.id).label("latest"))
        .where(StaffSession.device_id == device.id)
        .group_by(StaffSession.staff_id)
        .subquery()
    )
    find = _may_use(device).outerjoin(used, used.c.staff_id == Staff.id)
    if name.strip():
        full = Staff.first_name + " " + Staff.last_name
        find = find.where(sa.func.lower(full).contains(name.strip().lower(), autoescape=True))
    else:
        find = find.where(sa.or_(Staff.store_id.is_not(None), used.c.latest.is_not(None)))
    return find.order_by(sa.func.coalesce(used.c.latest, 0).desc(), Staff.first_name, Staff.id)


def _may_use(device: Device) -> sa.Select[Staff]:
    theirs = sa.or_(Staff.store_id == device.store_id, Staff.store_id.is_(None))
    return sa.select(Staff).where(Staff.is_active, theirs)
