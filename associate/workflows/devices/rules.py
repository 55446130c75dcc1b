"""Enrolling a tablet or phone for a store, once, by a code; and taking it off the list again."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import SYSTEM, Actor, record
from associate.core.stores.devices import Device, DeviceKind, EnrollmentCode
from associate.core.stores.hours import wall_time
from associate.core.stores.models import Store
from associate.core.stores.sessions import end_sessions
from associate.core.stores.shifts import PushSubscription
from associate.core.stores.staff import StaffSession
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.keys import keyed_hash
from associate.words import _

LIVES = timedelta(minutes=15)
LETTERS = "ABCDEFGHJKMNPRSTVWXYZ"  # none that reads like another letter or a digit
LENGTH = 8  # of 21 letters: 35 bits, once, for a quarter of an hour, at a few tries a minute


def make_code(store: Store, name: str, kind: DeviceKind, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """A new code for a device of this name. Returns {"id"}; `code_of(intent)` is the code itself, which is
    kept nowhere. Raises Refused("name_taken") while another device of the store has the name, and
    Refused("name_promised") while a code for one waits."""
    with atomic(store):
        if (done := answered(intent)) is not None:
            return done
        _no_namesake(store.id, name)
        _no_code_waits(store, name)
        code = EnrollmentCode(
            store_id=store.id,
            code_hash=_hash(code_of(intent)),
            name=name,
            kind=kind,
            created_by=by.ref,
            expires_at=now() + LIVES,
        )
        db.session.add(code)
        db.session.flush()
        record("device.code_made", about=code, by=by, name=name, of=kind.value)
        return answer(intent, id=code.id)


def code_of(intent: Intent) -> str:
    """The same letters whenever the same intent comes again, for nobody who doesn't know our secret."""
    number, letters = int(keyed_hash("enrollment letters", intent.key), 16), ""
    for _nth in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return letters


def enroll(typed: str, token_hash: str) -> Device:
    """Make the device that this code is for; its browser will hold the token with this hash.

    Raises Refused("unknown_code" | "code_used" | "code_expired" | "name_taken").
    """
    find = sa.select(EnrollmentCode).filter_by(code_hash=_hash("".join(filter(str.isalpha, typed.upper()))))
    code = db.session.scalar(find)
    if code is None:
        raise Refused("unknown_code", _("That code isn’t one of ours. Look at the manager’s screen again."))
    store = db.session.get_one(Store, code.store_id)
    with atomic(store, code):
        _still_good(code)
        _no_namesake(code.store_id, code.name)
        device = _add_device(store, code.name, code.kind, token_hash, code.created_by)
        code.used_at, code.device_id = now(), device.id
    return device


def enroll_for_the_demo(token_hash: str) -> Device:
    """A tablet of the first store, for a browser that tries things out."""
    with atomic():
        store = db.session.scalars(sa.select(Store).order_by(Store.id).limit(1)).one()
        there = sa.select(sa.func.count()).where(Device.store_id == store.id)
        name = _("Tablet %(n)s", n=(db.session.scalar(there) or 0) + 1)
        return _add_device(store, name, DeviceKind.TABLET, token_hash, SYSTEM.ref)


def _add_device(store: Store, name: str, kind: DeviceKind, token_hash: str, by: str) -> Device:
    device = Device(store=store, name=name, kind=kind, token_hash=token_hash, enrolled_by=by)
    db.session.add(device)
    db.session.flush()
    record("device.enrolled", about=device, by=Actor(by, device.id), name=name, of=kind.value)
    return device


def revoke(device: Device, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """Lost or given away: its sessions and alerts end now, and its browser is emptied when it next comes by.

    Raises OutOfDate("revoked") when somebody was faster.
    """
    with atomic(device):
        if (done := answered(intent)) is not None:
            return done
        if device.revoked_at is not None:
            raise OutOfDate("revoked", _("%(device)s was retired already.", device=device.name))
        device.revoked_at = now()
        ended = end_sessions(StaffSession.device_id == device.id)
        db.session.execute(sa.delete(PushSubscription).where(PushSubscription.device_id == device.id))
        record("device.revoked", about=device, by=by, name=device.name, sessions=ended)
        return answer(intent, name=device.name)


def set_printer(device: Device, takes: str, dpi: int, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """What the label printer beside it takes: "pdf" or "zpl", for so many dots an inch.

    Raises OutOfDate("revoked") for one that was retired meanwhile.
    """
    with atomic(device):
        if (done := answered(intent)) is not None:
            return done
        if device.revoked_at is not None:
            raise OutOfDate("revoked", _("%(device)s was retired already.", device=device.name))
        before = [device.label_format, device.label_dpi]
        if before != [takes, dpi]:
            device.label_format, device.label_dpi = takes, dpi
            record(
                "device.printer_set", about=device, by=by, name=device.name, before=before, after=[takes, dpi]
            )
        return answer(intent, name=device.name)


def _still_good(code: EnrollmentCode) -> None:
    if code.used_at is not None:
        raise Refused("code_used", _("That code was used already. Ask for a new one."))
    if code.expires_at <= now():
        raise Refused("code_expired", _("That code is older than 15 minutes. Ask for a new one."))


def _no_namesake(store_id: int, name: str) -> None:
    same = sa.func.lower(Device.name) == name.lower()
    found = sa.select(Device.id).where(Device.store_id == store_id, Device.revoked_at.is_(None), same)
    if db.session.scalar(found.limit(1)):
        raise Refused("name_taken", _("There’s a %(name)s in this store. Give it another name.", name=name))


def _no_code_waits(store: Store, name: str) -> None:
    mine, same = EnrollmentCode.store_id == store.id, sa.func.lower(EnrollmentCode.name) == name.lower()
    waits = sa.and_(EnrollmentCode.used_at.is_(None), EnrollmentCode.expires_at > now())
    until = db.session.scalar(sa.select(sa.func.max(EnrollmentCode.expires_at)).where(mine, same, waits))
    if until:
        told = {"name": name, "at": wall_time(store, until)}
        raise Refused(
            "name_promised",
            _("A code for %(name)s waits until %(at)s. Use it, or take another name.", **told),
        )


def _hash(code: str) -> str:
    return keyed_hash("enrollment", code)
