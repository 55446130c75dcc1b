"""A session: it begins when a person is known, and ends at once when they, a manager or time say so."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.stores.devices import Device, DeviceKind
from associate.core.stores.staff import Staff, StaffSession
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _

A_SHIFT = timedelta(hours=14)
IDLE = {DeviceKind.TABLET: timedelta(minutes=2), DeviceKind.PHONE: timedelta(minutes=5)}
IDLE_ELSEWHERE = timedelta(minutes=30)
NOTED_EVERY = timedelta(
    seconds=10
)  # how exactly `used_at` is kept: a command writes it only when it is older


def idle_after(device: Device | None) -> timedelta:
    """How long nothing may be touched before the screen locks."""
    return IDLE[device.kind] if device else IDLE_ELSEWHERE


def is_idle(session: StaffSession) -> bool:
    """Nobody has done anything for too long: it is locked, for commands and for looking."""
    return now() > idle_at(session)


def idle_at(session: StaffSession) -> datetime:
    """When it will be, if nobody does anything more."""
    return (session.used_at or session.created_at) + idle_after(session.device) + NOTED_EVERY


def is_standing(session: StaffSession) -> bool:
    """Neither ended nor out of time, and its device still is one of the person's store."""
    device = session.device
    at_home = device is None or (device.revoked_at is None and works_at(session.staff, device.store_id))
    return session.is_live() and at_home


def works_at(staff: Staff, store_id: int) -> bool:
    """In this store, or in all of them."""
    return staff.store_id in (None, store_id)


def begin_session(
    staff: Staff, token_hash: str, *, device: Device | None, begun_by: str, before: StaffSession | None
) -> StaffSession:
    """A new row under a new token; `before` was this browser's and ends. On a device it has its store.

    Raises Refused("other_store") on a device of another store, Refused("left") for who works here no more.
    """
    if device is not None and not works_at(staff, device.store_id):
        words = _("This one belongs to %(store)s. Use one of your own store.", store=device.store.name)
        raise Refused("other_store", words)
    with atomic(*([device] if device else []), staff):
        if not staff.is_active or (device and device.revoked_at):
            raise Refused("left", _("That’s over: the person or this device was taken off the list."))
        if before is not None:
            end_session(before, by=before.staff.actor)
        return _begun(staff, token_hash, device, begun_by)


def _begun(staff: Staff, token_hash: str, device: Device | None, begun_by: str) -> StaffSession:
    session = StaffSession(
        token_hash=token_hash, staff=staff, begun_by=begun_by, used_at=now(), expires_at=now() + A_SHIFT
    )
    if device is not None:
        session.device, session.store = device, device.store
        device.seen_at = now()
    db.session.add(session)
    db.session.flush()
    by = Actor(staff.ref, device.id if device else None)
    record("staff.signed_in", about=staff, by=by, session=session.id, how=begun_by)
    return session


def end_session(session: StaffSession, *, by: Actor, why: str = "signed_out") -> None:
    """Inside atomic() or by itself: from its next request on the cookie opens nothing. Ends only once."""
    with atomic(session):
        if session.ended_at is None:
            session.ended_at = now()
            actor = Actor(by.ref, by.device_id or session.device_id)
            record("staff.signed_out", about=session.staff, by=actor, session=session.id, why=why)


def end_sessions(*which: sa.ColumnElement[bool]) -> int:
    """Inside atomic(): end all of these that still stand; returns how many."""
    standing = sa.update(StaffSession).where(StaffSession.ended_at.is_(None), *which)
    return db.session.execute(standing.values(ended_at=now())).rowcount  # type: ignore[attr-defined,no-any-return]


def note_use(session: StaffSession) -> None:
    """Somebody is at work there. Written at most every few seconds; a poll never calls this."""
    if now() - (session.used_at or session.created_at) >= NOTED_EVERY:
        with atomic():
            session.used_at = now()


def sessions_of(staff: Staff) -> list[StaffSession]:
    """Where this person is signed in, the latest first."""
    theirs = sa.select(StaffSession).filter_by(staff_id=staff.id, ended_at=None)
    found = db.session.scalars(theirs.where(StaffSession.expires_at > now()).order_by(StaffSession.id.desc()))
    return [session for session in found if is_standing(session)]
