"""What a scan at the counter means: the customer's QR code, a spoken code, a bag, an order."""

from dataclasses import dataclass

import sqlalchemy as sa

from associate.core.catalog.codes import Code, read_code, scan_key
from associate.core.fulfillment.links import SPOKEN, pass_by_qr, passes_by_code
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passes import PickupPass
from associate.core.fulfillment.queries import open_bag
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Missing, Refused
from associate.words import _


@dataclass(frozen=True)
class Found:
    """The job a scan leads to, in whichever store, and what the scan proves about who holds the code."""

    job: Fulfillment
    qr: PickupPass | None = None
    spoken: PickupPass | None = None


def find_by_scan(raw: str, *, store: Store, key: str) -> Found:
    """Raises Missing("nothing_found"), and Refused("used_pass") for a code that opened a handover before."""
    code = read_code(raw)
    if code.kind == "PUP":
        return _by_qr(code.value)
    if code.kind == "LOC":
        raise Refused("a_place", _("That’s a place. Scan the customer’s QR code, a bag or the order."))
    found = _by_number(code.value) or _by_tag(code, store) or _by_spoken(code.text, store, key)
    if found is None:
        raise Missing("nothing_found", _("Nothing here has that code. Try the name, phone or email."))
    return found


def proof_of(job: Fulfillment, raw: str, *, store: Store, key: str) -> Found:
    """What a scan kept on the page still proves about this job; nothing without a scan of it."""
    found = find_by_scan(raw, store=store, key=key) if raw else Found(job)
    return found if found.job is job else Found(job)


def _by_qr(value: str) -> Found:
    qr = pass_by_qr(value)
    job = qr and db.session.get(Fulfillment, qr.fulfillment_id)
    if qr is None or job is None:
        raise Missing("nothing_found", _("That QR code isn’t one of ours. Try the name, phone or email."))
    if qr.used_at and job.state in WITH_CUSTOMER_TO_COME:
        raise Refused("used_pass", _("That code was used before. Ask for the one on the page now."))
    return Found(job, qr=None if qr.used_at else qr)


def _by_number(text: str) -> Found | None:
    find = sa.select(Fulfillment).where(sa.func.upper(Fulfillment.number) == text.strip().upper())
    job = db.session.scalar(find)
    return job and Found(job)


def _by_tag(code: Code, store: Store) -> Found | None:
    bag = open_bag(store, code.key)
    return bag and Found(bag.fulfillment)


def _by_spoken(text: str, store: Store, key: str) -> Found | None:
    if len(scan_key(text)) != SPOKEN:
        return None
    passes = passes_by_code(text, store_id=store.id, key=key)
    if len(passes) > 1:
        raise Refused("twin_code", _("Two orders have that code. Find this one by name."))
    return (
        Found(db.session.get_one(Fulfillment, passes[0].fulfillment_id), spoken=passes[0]) if passes else None
    )
