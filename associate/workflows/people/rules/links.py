"""A link that lets one person choose a password, once, within a day. We keep only its SHA-256."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.credentials import Passkey, WelcomeLink
from associate.core.stores.passwords import hash_password, must_be_good, nobodys_password
from associate.core.stores.pins import clear_pin
from associate.core.stores.sessions import end_sessions
from associate.core.stores.staff import Staff, StaffSession
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _
from associate.workflows.people.rules.reach import must_be_another, still_in_reach

GOOD_FOR = timedelta(hours=24)


def make_link(person: Staff, *, by: Actor) -> str:
    """Inside atomic(person). The token of a new link, to be shown once; earlier links end."""
    token = secrets.token_urlsafe(24)
    _end_links(person)
    db.session.add(
        WelcomeLink(
            staff_id=person.id, token_hash=_hash(token), created_by=by.ref, expires_at=now() + GOOD_FOR
        )
    )
    record("staff.link_made", about=person, by=by)
    return token


def reset_password(person: Staff, *, pin_too: bool, intent: Intent, by: Actor, me: Staff) -> str:
    """Password, passkeys and sessions end at once, with `pin_too` the PIN as well. The token of the link to
    choose a new password.

    Raises Refused("yourself"), OutOfDate("link_shown") when it was sent twice: a link shows only once.
    """
    nobodys = nobodys_password()  # slow on purpose, so before the lock
    with atomic(person):
        if answered(intent) is not None:
            raise _shown_once()
        still_in_reach(person, me=me)
        must_be_another(person, by, _("You can’t reset your own password here. Ask another manager."))
        if not person.is_active:
            raise Refused("disabled", _("Let %(name)s sign in again first.", name=person.first_name))
        person.password_hash = nobodys
        _forget_passkeys(person)
        end_sessions(StaffSession.staff_id == person.id)
        record("staff.password_reset", about=person, by=by)
        if pin_too and person.pin_hash:
            clear_pin(person, by=by)
        answer(intent, person=person.id)
        return make_link(person, by=by)


def person_by_link(token: str) -> Staff:
    """Whose link it is. Raises Missing("link_gone") for unknown, used, replaced and old ones alike."""
    return _link(token)[1]


def choose_password(token: str, sentence: str, again: str) -> Staff:
    """The person's own password from now on; the link is used up.

    Raises Missing("link_gone"), Refused with "not_the_same", "too_short", "too_long" or "too_common".
    """
    person = person_by_link(token)
    if sentence != again:
        raise Refused("not_the_same", _("The two aren’t the same. Type them again."))
    must_be_good(sentence, person)
    hashed = hash_password(sentence)
    with atomic(person):
        link, person = _link(token)
        link.ended_at = now()
        person.password_hash = hashed
        end_sessions(StaffSession.staff_id == person.id)
        record("staff.password_chosen", about=person, by=person.actor)
    return person


def has_link(person: Staff) -> bool:
    """Does one wait to be used?"""
    waits = sa.select(WelcomeLink.id).where(WelcomeLink.staff_id == person.id, _is_good())
    return db.session.scalar(waits.limit(1)) is not None


def end_links_and_passkeys(person: Staff) -> None:
    """Inside atomic(person): no way in is left open."""
    _end_links(person)
    _forget_passkeys(person)


def _link(token: str) -> tuple[WelcomeLink, Staff]:
    find = sa.select(WelcomeLink, Staff).join(Staff, Staff.id == WelcomeLink.staff_id)
    found = db.session.execute(
        find.where(WelcomeLink.token_hash == _hash(token), _is_good(), Staff.is_active)
    )
    row = found.one_or_none()
    if row is None:
        raise Missing("link_gone", _("This link doesn’t work any more. Ask your manager for a new one."))
    return row[0], row[1]


def _is_good() -> sa.ColumnElement[bool]:
    return sa.and_(WelcomeLink.ended_at.is_(None), WelcomeLink.expires_at > now())


def _end_links(person: Staff) -> None:
    open_ones = sa.update(WelcomeLink).where(
        WelcomeLink.staff_id == person.id, WelcomeLink.ended_at.is_(None)
    )
    db.session.execute(open_ones.values(ended_at=now()))


def _forget_passkeys(person: Staff) -> None:
    db.session.execute(sa.delete(Passkey).where(Passkey.staff_id == person.id))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _shown_once() -> OutOfDate:
    return OutOfDate("link_shown", _("That link was shown once already. If it got lost, make a new one."))
