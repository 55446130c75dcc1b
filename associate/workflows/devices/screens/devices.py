"""The devices of a store: who holds which, since when, and which are gone."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.fulfillment.qr import Drawing, draw
from associate.core.stores.devices import Device, EnrollmentCode
from associate.core.stores.models import Store
from associate.core.stores.names import first_names
from associate.core.stores.scope import Scope
from associate.core.stores.sessions import is_idle, is_standing
from associate.core.stores.staff import Staff, StaffSession
from associate.db import db
from associate.errors import Missing
from associate.words import _

GONE_SHOWN = 20


@dataclass(frozen=True)
class Row:
    device: Device
    holder: StaffSession | None  # who is signed in there and has not locked it
    seen_at: datetime
    enrolled_by: str


@dataclass(frozen=True)
class Devices:
    here: list[Row]
    gone: list[Row]


@dataclass(frozen=True)
class CodeScreen:
    """`code` is empty on a browser that did not make it."""

    row: EnrollmentCode
    store: Store
    code: str
    url: str
    drawing: Drawing | None

    @property
    def state(self) -> str:
        """ "used", "over" or "waits"; it is also the version of what the page shows."""
        if self.row.used_at is not None:
            return "used"
        return "waits" if self.row.expires_at > now() else "over"

    @property
    def spelled(self) -> str:
        """In two groups, as people read it out: "KFTX MPRD"."""
        return f"{self.code[:4]} {self.code[4:]}"


def devices(scope: Scope) -> Devices:
    """By store and name; of those that were retired the latest few."""
    found = list(db.session.scalars(sa.select(Device).where(scope.covers(Device.store_id))))
    names, latest = first_names(device.enrolled_by for device in found), _latest_sessions(found)
    rows = [_row(device, latest.get(device.id), names.get(device.enrolled_by, "")) for device in found]
    rows.sort(key=lambda row: (row.device.store.name, row.device.name.lower()))
    gone = [row for row in rows if row.device.revoked_at]
    gone.sort(key=lambda row: row.device.revoked_at or row.seen_at, reverse=True)
    return Devices([row for row in rows if not row.device.revoked_at], gone[:GONE_SHOWN])


def find_device(device_id: int, scope: Scope) -> Device:
    """Raises Missing, also when it is another store's."""
    found = db.session.scalar(sa.select(Device).where(Device.id == device_id, scope.covers(Device.store_id)))
    if found is None:
        raise Missing("no_device", _("There’s no such device here."))
    return found


def code_screen(code_id: int, scope: Scope, *, code: str, url: str) -> CodeScreen:
    """`code` are its letters and `url` the address that enrolls with them, both as this browser knows them.

    Raises Missing, also when it is for another store.
    """
    mine = scope.covers(EnrollmentCode.store_id)
    row = db.session.scalar(sa.select(EnrollmentCode).where(EnrollmentCode.id == code_id, mine))
    if row is None:
        raise Missing("no_code", _("There’s no such code here."))
    return CodeScreen(row, db.session.get_one(Store, row.store_id), code, url, draw(url) if code else None)


def stores_of(staff: Staff, store: Store) -> list[Store]:
    """Those that this person may enroll a device for."""
    if not staff.can("choose_store"):
        return [store]
    return list(db.session.scalars(sa.select(Store).order_by(Store.name)))


def _row(device: Device, session: StaffSession | None, enrolled_by: str) -> Row:
    seen = [device.enrolled_at, device.seen_at, session and (session.used_at or session.created_at)]
    standing = session is not None and is_standing(session) and not is_idle(session)
    return Row(device, session if standing else None, max(at for at in seen if at), enrolled_by)


def _latest_sessions(found: list[Device]) -> dict[int, StaffSession]:
    """Device id → the session that began there last."""
    of_them = StaffSession.device_id.in_([device.id for device in found])
    latest = sa.select(sa.func.max(StaffSession.id)).where(of_them).group_by(StaffSession.device_id)
    sessions = db.session.scalars(sa.select(StaffSession).where(StaffSession.id.in_(latest)))
    return {session.device_id: session for session in sessions if session.device_id}
