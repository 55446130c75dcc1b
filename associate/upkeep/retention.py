"""Forget what nobody needs any more. Ids, amounts and times stay: the books have to close for years.

Each chore takes a bounded bite in one transaction and says how many rows it changed; a big backlog is eaten
in several rounds, so that no tap waits behind it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from associate.clock import now
from associate.core.acts.outage_packs import KIND
from associate.core.events.api_tokens import ApiAnswer
from associate.core.events.evidence import FORGOTTEN, Evidence
from associate.core.events.imports import Import
from associate.core.events.models import CommandRow, Inbound, InboundState
from associate.core.events.outbox import Outgoing, Post
from associate.core.events.record import SYSTEM, record
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.fulfillment.offline import Fate, OfflineStep
from associate.core.fulfillment.passes import PickupLink
from associate.core.fulfillment.states import OPEN
from associate.core.fulfillment.visits import Visit
from associate.core.orders.models import Order, OrderState
from associate.core.payments.news import PaymentNews
from associate.core.shipping.documents import StoredDocument
from associate.core.shipping.labels import Label
from associate.core.shipping.manifests import Manifest
from associate.core.shipping.news import CarrierNews
from associate.core.stores.credentials import PinTries, WelcomeLink
from associate.core.stores.devices import EnrollmentCode
from associate.core.stores.staff import StaffSession
from associate.core.stores.tries import forget_tries
from associate.db import atomic, db
from associate.upkeep import beats
from associate.upkeep.customers import blank_customers

EVERY = timedelta(hours=1)
BITE = 500  # rows in one transaction
KEPT_PAYLOADS = timedelta(days=30)  # what platforms sent is not ours to keep longer
KEPT_COMMANDS = timedelta(days=30)
KEPT_SIGN_INS = timedelta(days=90)
KEPT_TRIES = timedelta(days=1)  # longer than any window they are counted in
KEPT_LINKS = timedelta(days=14)  # after the order's end; the link itself is closed a day after it
KEPT_CARS = timedelta(hours=22)  # this runs every hour, and within a day it must be gone
KEPT_MAILS = timedelta(days=30)
KEPT_FILES = timedelta(days=30)
KEPT_LABELS = timedelta(days=90)  # the files: by then a parcel has arrived or is lost
KEPT_LISTS = timedelta(days=2)  # what is open in a shop has another one by then
KEPT_POSTS = timedelta(days=30)  # so long they can be sent again
CLOSED = (OrderState.DONE, OrderState.CANCELED, OrderState.EXTERNAL)


class Installation:
    """What a journal entry is about that concerns no order and no store."""

    ref = "installation"


def forget_what_is_old(*, at_once: bool = False) -> None:
    """Every hour: each chore once, and one line in the journal with what they changed."""
    age = beats.age_of(beats.RETENTION)
    if not at_once and age is not None and age < EVERY:
        return
    counts = {name: n for name, chore in _chores(current_app.config).items() if (n := chore())}
    if counts:
        with atomic():
            record("retention.ran", about=Installation(), by=SYSTEM, **counts)
    beats.beat(beats.RETENTION, **counts)


def _chores(config: Mapping[str, Any]) -> dict[str, Callable[[], int]]:
    return {
        "payloads": payloads,
        "news": news,
        "commands": commands,
        "posts": posts,
        "files": files,
        "sign_ins": sign_ins,
        "links": links,
        "signatures": lambda: signatures(int(config["RETAIN_SIGNATURE_DAYS"])),
        "cars": cars,
        "labels": labels,
        "outage_lists": outage_lists,
        "orders": lambda: blank_customers(int(config["RETAIN_CUSTOMER_DAYS"]), BITE),
        "mails": lambda: mails(Path(config["MAIL_FOLDER"])),
    }


def payloads() -> int:
    old = sa.and_(
        Inbound.received_at < now() - KEPT_PAYLOADS, Inbound.body != "", Inbound.state != InboundState.PENDING
    )
    return _change(Inbound, Inbound.id, old, body="", problem="")


def news() -> int:
    """What webhooks told of parcels and money, once it is taken in: it stands in their own stories."""
    gone = 0
    for kind in (CarrierNews, PaymentNews):
        old = sa.and_(kind.received_at < now() - KEPT_PAYLOADS, kind.state != InboundState.PENDING)
        gone += _drop(kind, kind.id, old)
    return gone


def commands() -> int:
    """What was answered, to people, machines and outboxes: nobody sends it again after so long."""
    answers = _drop(ApiAnswer, ApiAnswer.key, ApiAnswer.at < now() - KEPT_COMMANDS)
    steps = sa.and_(OfflineStep.sent_at < now() - KEPT_COMMANDS, OfflineStep.settled_at.is_not(None))
    sent = sa.and_(OfflineStep.sent_at < now() - KEPT_COMMANDS, OfflineStep.fate == Fate.APPLIED)
    answers += _drop(OfflineStep, OfflineStep.id, sa.or_(steps, sent))
    return answers + _drop(CommandRow, CommandRow.key, CommandRow.at < now() - KEPT_COMMANDS)


def posts() -> int:
    """What the world was told, with what came of it. What was not spread yet is not told yet."""
    old = sa.and_(Outgoing.at < now() - KEPT_POSTS, Outgoing.spread_at.is_not(None))
    some = sa.select(Outgoing.id).where(old).order_by(Outgoing.id).limit(BITE)
    with atomic():
        _rows(sa.delete(Post).where(Post.outgoing_id.in_(some)))
        return _rows(sa.delete(Outgoing).where(Outgoing.id.in_(some)))


def files() -> int:
    """What people brought in as files, carried out or not: the report stays."""
    old = sa.and_(Import.created_at < now() - KEPT_FILES, Import.text != "")
    return _change(Import, Import.id, old, text="")


def sign_ins() -> int:
    """Sessions that ended, codes that nobody typed, links used or run out, misses that are long forgiven."""
    before = now() - KEPT_SIGN_INS
    ended = sa.func.coalesce(StaffSession.ended_at, StaffSession.expires_at) < before
    forgiven = PinTries.locked_until < before
    with atomic():
        tries = forget_tries(now() - KEPT_TRIES) + _rows(sa.delete(PinTries).where(forgiven))
    return (
        tries
        + _drop(StaffSession, StaffSession.id, ended)
        + _drop(EnrollmentCode, EnrollmentCode.id, EnrollmentCode.expires_at < before)
        + _drop(WelcomeLink, WelcomeLink.id, WelcomeLink.expires_at < before)
    )


def links() -> int:
    """Links of orders that ended long ago: they open nothing any more."""
    before = now() - KEPT_LINKS
    still = sa.exists().where(
        Fulfillment.order_id == Order.id,
        sa.or_(Fulfillment.state.in_(OPEN), Fulfillment.state_since >= before),
    )
    ended = sa.select(Order.id).where(Order.state.in_(CLOSED), Order.source_updated_at < before, ~still)
    return _drop(PickupLink, PickupLink.id, PickupLink.order_id.in_(ended))


def signatures(days: int) -> int:
    """Of customers at the counter and of drivers, and the files that show them."""
    if not days:
        return 0
    before = now() - timedelta(days=days)
    old = sa.and_(Handover.signature != "", Handover.closed_at < before)
    signed = sa.or_(Manifest.signature != "", Manifest.driver != "")
    drivers = sa.and_(signed, Manifest.handed_off_at < before)
    drawn = sa.and_(Evidence.made_at < before, sa.func.length(Evidence.body) > 0)
    return (
        _change(Handover, Handover.id, old, signature="", verified_note="")
        + _change(Manifest, Manifest.id, drivers, signature="", driver="")
        + _change(Evidence, Evidence.id, drawn, **FORGOTTEN)
    )


def cars() -> int:
    """Who came in which car: gone within a day of the visit. How long they waited stays, for the figures."""
    told = sa.or_(
        *(column != "" for column in (Visit.name, Visit.make, Visit.color, Visit.plate)),
        Visit.bay_id.is_not(None),
        Visit.eta_at.is_not(None),
        Visit.load.is_not(None),
        Visit.needs_help,
    )
    nothing = dict.fromkeys(("name", "make", "color", "plate"), "") | {"needs_help": False}
    gone = dict.fromkeys(("bay_id", "eta_at", "load"), None)
    return _change(Visit, Visit.id, sa.and_(Visit.ended_at < now() - KEPT_CARS, told), **nothing, **gone)


def labels() -> int:
    """Files of labels and forms, and what ours are drawn from: the sums stay, to know a copy by."""
    before = now() - KEPT_LABELS
    drawn = sa.and_(Label.created_at < before, sa.cast(Label.drawing, sa.Text) != "{}")
    kept = sa.and_(StoredDocument.created_at < before, sa.func.length(StoredDocument.body) > 0)
    return _change(Label, Label.id, drawn, drawing={}, is_undrawn=False) + _change(
        StoredDocument, StoredDocument.id, kept, body=b""
    )


def outage_lists() -> int:
    """Of stores that stayed closed: first names and the ends of codes are in it."""
    old = sa.and_(StoredDocument.kind == KIND, StoredDocument.created_at < now() - KEPT_LISTS)
    return _change(
        StoredDocument, StoredDocument.id, sa.and_(old, sa.func.length(StoredDocument.body) > 0), body=b""
    )


def mails(folder: Path) -> int:
    """What the console twin kept. In a shop that sends mail there are none."""
    before = now() - KEPT_MAILS
    old = [file for file in folder.glob("*.eml") if _changed_at(file) < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _changed_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=now().tzinfo)


def _change(table: Any, key: Any, which: Any, **values: Any) -> int:
    some = sa.select(key).where(which).limit(BITE)
    with atomic():
        return _rows(sa.update(table).where(key.in_(some)).values(**values))


def _drop(table: Any, key: Any, which: Any) -> int:
    some = sa.select(key).where(which).limit(BITE)
    with atomic():
        return _rows(sa.delete(table).where(key.in_(some), which))


def _rows(statement: Any) -> int:
    return int(db.session.execute(statement, execution_options={"synchronize_session": False}).rowcount)  # type: ignore[attr-defined]
