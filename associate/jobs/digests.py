"""The figures of the day before, by email to whoever asked, from six in the morning of their store on.

A try is written down before it; a mail that went out twice carries the same Message-ID.
"""

import threading
import time
from datetime import date, timedelta

import sqlalchemy as sa
import structlog
from flask_babel import force_locale

from associate.clock import now
from associate.core.figures.models import FigureReader
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.integrations.notifications.port import Answer, Message, Outcome
from associate.jobs.outlets import Config, outlet
from associate.words import spoken
from associate.workflows.figures.screens.digest import digest

FROM = 6  # o’clock, on the store’s wall
TRIES = 5
PAUSE = timedelta(minutes=5)  # doubled with each try
log = structlog.get_logger("associate.digests")


def mail_digests(config: Config, stop: threading.Event | None = None, *, seconds: float = 60.0) -> int:
    """Everything that is due, or what begins within so many seconds. How many mails that was."""
    ends, sent = time.monotonic() + seconds, 0
    for staff, store, day in _due():
        if time.monotonic() > ends or (stop is not None and stop.is_set()):
            break
        if _claim(staff, store, day):
            sent += _mail(staff, store, day, config)
    return sent


def _due() -> list[tuple[Staff, Store, date]]:
    """Who may be told now, of which day. Whether somebody else is at it, the claim knows."""
    find = sa.select(FigureReader, Staff, Store).where(FigureReader.next_at <= now())
    find = find.join(Staff, Staff.id == FigureReader.staff_id).join(Store, Store.id == FigureReader.store_id)
    found = []
    for reader, staff, store in db.session.execute(find.execution_options(populate_existing=True)):
        local = now().astimezone(store.timezone)
        day = local.date() - timedelta(days=1)
        is_new = reader.since.astimezone(store.timezone).date() > day
        is_told = reader.told is not None and reader.told >= day
        if local.hour >= FROM and not is_told and not is_new and _may_read(staff, store):
            found.append((staff, store, day))
    return found


def _claim(staff: Staff, store: Store, day: date) -> bool:
    """So many minutes it is ours."""
    with atomic():
        row = db.session.get(FigureReader, (staff.id, store.id), with_for_update=True, populate_existing=True)
        if row is None or row.next_at > now() or (row.told is not None and row.told >= day):
            return False
        row.tries += 1
        row.next_at = now() + PAUSE * 2 ** (row.tries - 1)
        return True


def _mail(staff: Staff, store: Store, day: date, config: Config) -> bool:
    message, key = _written(staff, store, day, config), (staff.id, store.id)
    db.session.rollback()
    answer = outlet("email", config).send(message)
    _keep(key, day, answer)
    return answer.outcome == Outcome.SENT


def _may_read(staff: Staff, store: Store) -> bool:
    """Still, and still there."""
    return staff.is_active and staff.can("see_figures") and staff.store_id in (None, store.id)


def _written(staff: Staff, store: Store, day: date, config: Config) -> Message:
    address = f"{config['BASE_URL'].rstrip('/')}/figures"
    with force_locale(spoken(staff.locale, store.locale) or "en"):
        told = digest(store, day, address)
    return Message(
        key=f"figures-{store.id}-{staff.id}-{day:%Y%m%d}",
        sender=config["MAIL_FROM"],
        sender_name=config["RETAILER"],
        recipient=staff.email,
        subject=told.subject,
        text=f"{told.text}\n",
    )


def _keep(key: tuple[int, ...], day: date, answer: Answer) -> None:
    """What never went is left at that: the page has it, and the next day comes."""
    with atomic():
        row = db.session.get(FigureReader, key, with_for_update=True, populate_existing=True)
        if row is None:
            return
        if answer.outcome == Outcome.SENT or answer.outcome == Outcome.REFUSED or row.tries >= TRIES:
            row.told, row.tries, row.next_at = day, 0, now()
        if answer.outcome != Outcome.SENT:
            log.warning("digest", staff=row.staff_id, store=row.store_id, outcome=answer.outcome.value)
