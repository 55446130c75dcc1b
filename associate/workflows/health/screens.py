"""Is the system well? One light a thing, a sentence, and what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from babel.numbers import format_decimal

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.events.models import Delivery, Inbound, InboundState
from associate.core.payments.calls import PaymentCall
from associate.core.stores.scope import Scope
from associate.core.tasks.models import Task, TaskKind
from associate.db import db
from associate.upkeep import beats, probes, readings
from associate.words import _, language, ngettext

WEBHOOKS_SHOWN = 20
SLOW = timedelta(minutes=2)  # in a queue before it is amber
BACKUP_SOON, BACKUP_LATE = timedelta(hours=26), timedelta(hours=72)
CHECK_SOON = timedelta(hours=26)
SEALED_LATE = timedelta(hours=1)
LITTLE_SPACE = 0.1  # of the disk
BIG_LOG = 64 * 1024**2  # bytes
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ORDER = ("ok", "soon", "late")


@dataclass(frozen=True)
class Light:
    """One thing that is well or not. `kind`: ok, soon (look at it today) or late (it stands still)."""

    name: str
    kind: str
    sentence: str
    to_do: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Page:
    lights: list[Light]
    failed_messages: int
    failed_webhooks: int
    webhooks: list[tuple[Inbound, Channel]]
    channels: list[tuple[Channel, datetime | None]]
    check_is_wanted: bool
    database: str
    version: str

    @property
    def kind(self) -> str:
        return max((light.kind for light in self.lights), key=ORDER.index)

    @property
    def wanting(self) -> list[tuple[int, Light]]:
        """What is not well, the worst first, each with its number among the lights."""
        found = [(n, light) for n, light in enumerate(self.lights, 1) if light.kind != "ok"]
        return sorted(found, key=lambda each: -ORDER.index(each[1].kind))


def page(scope: Scope, config: Mapping[str, Any]) -> Page:
    return Page(
        lights=[light() for light in LIGHTS],
        failed_messages=_open(TaskKind.MESSAGE_FAILED, scope),
        failed_webhooks=_open(TaskKind.INBOUND_FAILED, scope),
        webhooks=_failed_webhooks(scope),
        channels=_last_webhooks(),
        check_is_wanted=beats.last(beats.CHECK_WANTED) is not None,
        database=f"{ENGINES[db.engine.dialect.name]}, {megabytes(readings.database_bytes())}",
        version=readings.version(),
    )


def megabytes(size: int) -> str:
    if size >= 1024**3:
        return f"{format_decimal(size / 1024**3, '#,##0.0', locale=language())} GB"
    return f"{max(1, round(size / 1024**2))} MB" if size else "0 MB"


def _worker() -> Light:
    found, name = beats.last(beats.WORKER), _("Background work")
    if found is None or now() - found.at >= probes.SILENT:
        words = _("Nobody sends messages or takes orders in.")
        return Light(name, "late", words, _("Start the worker, or restart Associate."), found and found.at)
    return Light(name, "ok", _("The worker is there."), at=found.at)


def _messages() -> Light:
    found, name = readings.queue(Delivery), _("Messages to customers")
    if found.late >= probes.LATEST.total_seconds():
        words = _("Messages have been waiting for %(n)d minutes.", n=found.late // 60)
        return Light(name, "late", words, _("See whether the worker runs and the mail server answers."))
    if found.given_up:
        words = ngettext("%(num)d message didn’t go out.", "%(num)d messages didn’t go out.", found.given_up)
        return Light(name, "soon", words, _("Send them again below, or open the tasks."))
    return Light(name, _slow(found), _waiting(found))


def _webhooks() -> Light:
    found, name = readings.queue(Inbound), _("Orders coming in")
    if found.late >= probes.LATEST.total_seconds():
        words = _("What web shops sent has been waiting for %(n)d minutes.", n=found.late // 60)
        return Light(name, "late", words, _("See whether the worker runs."))
    if found.given_up:
        words = ngettext(
            "%(num)d webhook couldn’t be taken in.", "%(num)d webhooks couldn’t be taken in.", found.given_up
        )
        return Light(name, "soon", words, _("See them below, mend the cause, take them in again."))
    return Light(name, _slow(found), _waiting(found))


def _money() -> Light:
    found, name = readings.queue(PaymentCall), _("Money both ways")
    if found.late >= probes.LATEST.total_seconds():
        words = _("Money has been waiting to be moved for %(n)d minutes.", n=found.late // 60)
        return Light(name, "late", words, _("See whether the worker runs and the payment account answers."))
    if found.given_up:
        words = ngettext(
            "%(num)d time money didn’t move.", "%(num)d times money didn’t move.", found.given_up
        )
        return Light(name, "soon", words, _("Open the tasks: each has the words of whoever holds it."))
    return Light(name, _slow(found), _waiting(found))


def _disk() -> Light:
    found, name = readings.disk(), _("Disk")
    words = _("%(free)s of %(total)s are free.", free=megabytes(found.free), total=megabytes(found.total))
    if found.free < probes.LEAST_FREE:
        return Light(name, "late", words, _("Make room now: soon nothing can be saved any more."))
    if found.free_share < LITTLE_SPACE:
        return Light(name, "soon", words, _("Make room this week."))
    if readings.wal_bytes() > BIG_LOG:
        to_do = _("The database’s log has grown. Restart Associate at closing time.")
        return Light(name, "soon", words, to_do)
    return Light(name, "ok", words)


def _backup() -> Light:
    found, name = beats.last(beats.BACKUP), _("Backup")
    to_do = _("Let flask backup run every night. deploy/README.md says how.")
    if found is None:
        return Light(name, "late", _("There’s no backup yet."), to_do)
    age = now() - found.at
    words = _("The last one was proven, %(size)s.", size=megabytes(int(found.facts.get("bytes", 0))))
    if age >= BACKUP_SOON:
        return Light(name, "late" if age >= BACKUP_LATE else "soon", words, to_do, found.at)
    return Light(name, "ok", words, at=found.at)


def _check() -> Light:
    found, name = beats.last(beats.CHECK), _("Books")
    if found is None:
        return Light(name, "soon", _("Nobody has checked them yet."), _("Check them now, below."))
    if wrong := int(found.facts.get("mismatches", 0)):
        words = ngettext("%(num)d figure doesn’t agree.", "%(num)d figures don’t agree.", wrong)
        return Light(name, "late", words, _("Run flask check: it names each. Then call support."), found.at)
    if now() - found.at >= CHECK_SOON:
        return Light(name, "soon", _("The last check is old."), _("Check them now, below."), found.at)
    return Light(name, "ok", _("Stock, reservations and states agree."), at=found.at)


def _journal() -> Light:
    found, name = readings.unsealed(), _("Journal")
    if found.is_refused:
        words = _("Its last seal isn’t ours, so it isn’t sealed any more.")
        return Light(name, "late", words, _("Run flask audit verify: it says why."))
    if found.late >= readings.SEALED_SOON.total_seconds():
        kind = "late" if found.late >= SEALED_LATE.total_seconds() else "soon"
        words = _("What happened has been waiting for its seal for %(n)d minutes.", n=int(found.late // 60))
        return Light(name, kind, words, _("See whether the worker runs."))
    return Light(name, "ok", _("What happened is under seal."))


LIGHTS: tuple[Callable[[], Light], ...] = (
    _worker, _messages, _webhooks, _money, _check, _journal, _backup, _disk
)  # fmt: skip


def _slow(found: readings.Queue) -> str:
    return "soon" if found.late >= SLOW.total_seconds() else "ok"


def _waiting(found: readings.Queue) -> str:
    if not found.waiting:
        return _("Nothing waits.")
    return ngettext("%(num)d waits for its time.", "%(num)d wait for their time.", found.waiting)


def _open(kind: TaskKind, scope: Scope) -> int:
    mine = sa.select(sa.func.count()).where(
        Task.kind == kind, Task.done_at.is_(None), scope.covers(Task.store_id)
    )
    return db.session.scalar(mine) or 0


def _failed_webhooks(scope: Scope) -> list[tuple[Inbound, Channel]]:
    """The newest that were given up: where from and about what, never what stands in them."""
    if not scope.storeless and not scope.everywhere:
        return []
    find = (
        sa.select(Inbound, Channel)
        .join(Channel, Channel.id == Inbound.channel_id)
        .where(Inbound.state == InboundState.FAILED)
        .order_by(Inbound.id.desc())
        .limit(WEBHOOKS_SHOWN)
    )
    return [(inbound, channel) for inbound, channel in db.session.execute(find)]


def _last_webhooks() -> list[tuple[Channel, datetime | None]]:
    newest = (
        sa.select(Inbound.channel_id, sa.func.max(Inbound.received_at).label("at"))
        .group_by(Inbound.channel_id)
        .subquery()
    )
    find = sa.select(Channel, newest.c.at).outerjoin(newest, newest.c.channel_id == Channel.id)
    return [(channel, at) for channel, at in db.session.execute(find.order_by(Channel.name))]
