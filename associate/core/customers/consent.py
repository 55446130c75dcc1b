"""Whether an address may be written to. It belongs to the address: whoever says STOP means every order."""

import hashlib

from associate.clock import now
from associate.core.customers.addresses import normal_email
from associate.core.customers.models import Consent, ConsentChange
from associate.db import db


def may_write(medium: str, address: str) -> bool:
    """Email goes to whoever ordered, until they say no; a text message only to who said yes."""
    if not address:
        return False
    kept = _kept(medium, address)
    return kept.is_given if kept else medium == "email"


def has_stopped(medium: str, address: str) -> bool:
    """Did the person behind this address say STOP? Only they can take that back, by START."""
    kept = _kept(medium, address)
    return kept is not None and not kept.is_given and kept.source == "stop"


def give_consent(medium: str, address: str, *, source: str) -> None:
    """Inside atomic(). `source`: "link", "staff", "start"."""
    _keep(medium, address, True, source)


def withdraw_consent(medium: str, address: str, *, source: str) -> None:
    """Inside atomic(). `source`: "stop"."""
    _keep(medium, address, False, source)


def address_hash(medium: str, address: str) -> str:
    """SHA-256 of the normal form: email in lower case, numbers as E.164."""
    normal = normal_email(address) if medium == "email" else address
    return hashlib.sha256(normal.encode()).hexdigest()


def _kept(medium: str, address: str) -> Consent | None:
    return db.session.get(Consent, (address_hash(medium, address), medium))


def _keep(medium: str, address: str, is_given: bool, source: str) -> None:
    consent = _kept(medium, address)
    if consent is None:
        consent = Consent(address_hash=address_hash(medium, address), medium=medium, is_given=is_given)
        db.session.add(consent)
    consent.is_given, consent.source, consent.at = is_given, source, now()
    said = {"is_given": is_given, "source": source, "at": consent.at}
    db.session.add(ConsentChange(address_hash=consent.address_hash, medium=medium, **said))
    db.session.flush()
