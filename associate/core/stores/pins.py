"""Six digits that switch the person on a store's device. Misses lock one person on one device, nobody else.

Rules from NIST SP 800-63B-4, section 3.2.10 (activation secrets): at least six characters, a blocklist, few
tries; and OWASP ASVS 5.0, 6.3.1 and 6.3.3 (two factors: the enrolled device and the PIN).
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.models import Event
from associate.core.events.record import Actor, record
from associate.core.stores.credentials import PinTries
from associate.core.stores.devices import Device, DeviceKind
from associate.core.stores.passwords import hasher, is_hash_of
from associate.core.stores.sessions import end_sessions
from associate.core.stores.staff import Staff, StaffSession
from associate.core.stores.weak_pins import is_weak
from associate.db import atomic, db, insert_into
from associate.errors import Refused
from associate.keys import keyed_hash
from associate.words import _, ngettext

DIGITS = 6
TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
A_DAY = timedelta(hours=24)
MOST_A_DAY = 480  # misses of one pair in 24 h: what 5 in 15 min come to, whatever lies between them
MISSED = "staff.pin_missed"


def set_pin(staff: Staff, pin: str, *, by: Actor) -> None:
    """Give a person this PIN; locks that the old one had earned are gone.

    Raises Refused("not_six_digits" | "weak_pin").
    """
    if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
        raise Refused("not_six_digits", _("A PIN is six digits."))
    if is_weak(pin, staff):
        raise Refused("weak_pin", _("That one is easy to guess. Take another."))
    hashed = hasher.hash(_peppered(staff, pin))
    with atomic(staff):
        staff.pin_hash = hashed
        _forget_tries(staff)
        record("staff.set_pin", about=staff, by=by)


def clear_pin(staff: Staff, *, by: Actor) -> None:
    """Take the PIN away, with its locks and the sessions it began: the person signs in with the password
    next, and chooses a new one then."""
    with atomic(staff):
        staff.pin_hash = None
        _forget_tries(staff)
        end_sessions(StaffSession.staff_id == staff.id, StaffSession.begun_by == "pin")
        record("staff.cleared_pin", about=staff, by=by)


def check_pin(staff: Staff, pin: str, device: Device | None) -> None:
    """Is this the person's PIN? Call it outside atomic(): a try counts even when the deed is refused.

    The try is written down under lock before the PIN is looked at, so that of any number of guesses at one
    moment five are looked at. Raises Refused("no_device" | "no_pin" | "pin_locked" | "wrong_pin").
    """
    assert not db.session.info.get("atomic"), "the deed's rollback would forget the miss"
    if device is None or device.revoked_at is not None:
        raise Refused("no_device", _("A PIN works only on a tablet or phone of the store."))
    if staff.pin_hash is None or not staff.is_active:
        raise Refused("no_pin", _("There’s no PIN yet. Use the password, then choose one."))
    left, until = _spend_a_try(staff, device)
    if not _matches(staff, pin):
        _write_down_the_miss(staff, device)
        raise _locked(device, until) if until else _missed(device, left)
    with atomic():
        _forget_tries(staff, device)


def locked_until(device: Device) -> dict[int, datetime]:
    """Staff id → when this device listens to them again; only those it doesn't listen to now."""
    found = sa.select(PinTries.staff_id, PinTries.locked_until).where(
        PinTries.device_id == device.id, PinTries.locked_until > now()
    )
    return {staff_id: until for staff_id, until in db.session.execute(found) if until}


def lock_words(device: Device, until: datetime) -> str:
    """ "This tablet asks for your PIN again at 14:24. …": until when, and what helps before."""
    at = until.astimezone(device.store.timezone).strftime("%H:%M")
    words: str = (
        _("Your PIN is locked on this phone until %(at)s. Your password or a manager’s reset helps.", at=at)
        if device.kind == DeviceKind.PHONE
        else _(
            "Your PIN is locked on this tablet until %(at)s. Your password or a manager’s reset helps.", at=at
        )
    )
    return words


def _spend_a_try(staff: Staff, device: Device) -> tuple[int, datetime | None]:
    """(tries left after this one, until when it is locked if it misses). Raises Refused("pin_locked")."""
    with atomic():
        tries = _tries(staff, device)
        if tries.locked_until and tries.locked_until <= now():
            tries.misses, tries.locked_until = 0, None
        if until := tries.locked_until or _full_day(staff, device):
            raise _locked(device, until)
        tries.misses += 1
        if tries.misses >= TRIES:
            tries.locked_until = now() + LOCKED_FOR
        return TRIES - tries.misses, tries.locked_until


def _tries(staff: Staff, device: Device) -> PinTries:
    """The pair's row, which is nobody else's until the transaction ends."""
    row = insert_into(PinTries).values(device_id=device.id, staff_id=staff.id, misses=0)
    db.session.execute(row.on_conflict_do_nothing())
    pair = {"device_id": device.id, "staff_id": staff.id}
    return db.session.get_one(PinTries, pair, with_for_update=True, populate_existing=True)


def _full_day(staff: Staff, device: Device) -> datetime | None:
    """When the oldest of too many misses is a day old. Five below the limit: so many may be under way."""
    of_the_pair = sa.select(Event.at).where(
        Event.about == staff.ref, Event.kind == MISSED, Event.device_id == device.id, Event.at > now() - A_DAY
    )
    latest_first = of_the_pair.order_by(Event.id.desc()).offset(MOST_A_DAY - TRIES).limit(1)
    oldest = db.session.scalar(latest_first)
    return oldest and oldest + A_DAY


def _write_down_the_miss(staff: Staff, device: Device) -> None:
    with atomic():
        record(MISSED, about=staff, by=Actor(device.ref, device.id))


def _forget_tries(staff: Staff, device: Device | None = None) -> None:
    mine = sa.delete(PinTries).where(PinTries.staff_id == staff.id)
    db.session.execute(mine.where(PinTries.device_id == device.id) if device else mine)


def _matches(staff: Staff, pin: str) -> bool:
    return is_hash_of(staff.pin_hash or "", _peppered(staff, pin[:100]))


def _peppered(staff: Staff, pin: str) -> str:
    """Bound to the person, so that one's hash opens nothing for another."""
    return keyed_hash("pin", f"{staff.id}:{pin}")


def _locked(device: Device, until: datetime) -> Refused:
    return Refused("pin_locked", lock_words(device, until))


def _missed(device: Device, left: int) -> Refused:
    if device.kind == DeviceKind.PHONE:
        words = ngettext(
            "That PIN didn’t match. %(num)d try left on this phone.",
            "That PIN didn’t match. %(num)d tries left on this phone.",
            left,
        )
    else:
        words = ngettext(
            "That PIN didn’t match. %(num)d try left on this tablet.",
            "That PIN didn’t match. %(num)d tries left on this tablet.",
            left,
        )
    return Refused("wrong_pin", words)
