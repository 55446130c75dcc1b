"""Bring a file in: try it, look at the report, then carry out exactly what it said. The page and the command
are the same code."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Channel, Platform
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.imports import Import
from associate.core.events.record import Actor, record
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.files.columns import missing, names
from associate.files.kinds import catalog, orders, stock, tills
from associate.files.plan import Context, Plan
from associate.files.table import Table, decode, read_table
from associate.words import _

BITE = 500  # rows of a stock file in one transaction


@dataclass(frozen=True)
class Kind:
    plan: Callable[[Table, Context], Plan]
    platform: Platform | None = None  # of the channel whose file it is
    in_bites: bool = False  # its deed makes transactions of its own, each safe to come again
    after: Callable[[], None] = lambda: None


KINDS: dict[str, Kind] = {
    "catalog": Kind(catalog.plan, after=catalog.after),
    "stock": Kind(stock.plan),
    "sales": Kind(tills.plan_sales, Platform.TILL, in_bites=True),
    "returns": Kind(tills.plan_returns, Platform.TILL, in_bites=True),
    "orders": Kind(orders.plan, Platform.API, in_bites=True),
}


@dataclass(frozen=True)
class Options:
    """What was said beside the file. `store` is where its sender works; `everywhere`: or of any other."""

    store: Store | None = None
    everywhere: bool = False
    channel: Channel | None = None
    decimal: str = "."
    how: str = "shelf"


def channels_for(kind: str) -> list[Channel]:
    platform = KINDS[kind].platform
    find = sa.select(Channel).where(Channel.platform == platform, Channel.is_active.is_(True))
    return list(db.session.scalars(find.order_by(Channel.name))) if platform else []


def try_out(kind: str, name: str, content: bytes, options: Options, *, by: Actor) -> Import:
    """Keep the file with its report; nothing else is changed.

    Raises Refused for a file that can't be read at all: too_big, not_text, no_table, empty_file,
    too_many_rows, no_column, no_channel.
    """
    text = decode(content)
    table = _table(kind, text)
    if KINDS[kind].platform and options.channel is None:
        raise Refused("no_channel", _("Say whose file it is."))
    made_at = now()
    report = {"decimal": options.decimal, "how": options.how, "everywhere": options.everywhere}
    plan = KINDS[kind].plan(table, _context(options, made_at, ""))
    with atomic():
        row = Import(
            kind=kind,
            name=name[:200] or "file.csv",
            store_id=options.store.id if options.store else None,
            channel_id=options.channel.id if options.channel else None,
            text=text,
            report={**report, **plan.report(), "content": plan.content if kind == "stock" else None},
            created_at=made_at,
            created_by=by.ref,
        )
        row.report["unknown_columns"] = [each for each in table.columns if each not in names(kind)]
        db.session.add(row)
        db.session.flush()
        record("import.tried", about=row, by=by, kind_of=kind, rows=plan.rows)
    return row


def bring_in(row: Import, *, by: Actor, intent: Intent | None = None) -> dict[str, Any]:
    """Do what the report of this trial says. A second time changes nothing and answers the same; one that was
    stopped in the middle goes on where it was.

    Raises OutOfDate("changed_since") when the file would do something else by now, Refused("nothing_to_do").
    """
    kind = KINDS[row.kind]
    if row.kind == "stock":
        while take_a_bite(row, by):
            pass
    result = _again(row).deed(by) if kind.in_bites and row.done_at is None else {}
    with atomic(row):
        done = answered(intent) if intent else None
        if done is not None or row.done_at is not None:
            return done or row.report["result"]
        if row.kind == "stock":  # a database may keep names in an order of its own
            result = {name: row.report["result"][name] for name in stock.DONE}
        else:
            result = result or _again(row).deed(by)
        row.done_at, row.text = now(), ""
        row.report = {**row.report, "result": result, "done_by": by.ref}
        record("import.done", about=row, by=by, kind_of=row.kind, **result)
        if intent:
            answer(intent, **result)
    kind.after()
    return result


def take_a_bite(row: Import, by: Actor) -> bool:
    """One transaction: the next rows, and in the report what became of them. False: there are no more.

    What isn’t written yet of a file that was tried is written as its trial found it, whenever that goes on.
    """
    with atomic(row):
        report, content = row.report, row.report["content"] or []
        bite = content[row.taken : row.taken + BITE]
        if row.done_at is not None or not (bite or "result" not in report):
            return False
        if not row.text:
            raise Refused("no_text", _("This file isn’t kept any more. Choose it again."))
        did, left = stock.take(bite, _context(_options(row), row.created_at, row.ref), by)
        result = {name: n + report.get("result", {}).get(name, 0) for name, n in did.items()}
        row.taken += len(bite)
        row.report = {
            **report,
            "result": result,
            "left": [*report.get("left", []), *map(asdict, left)],
        }
        return True


def _again(row: Import) -> Plan:
    """The plan of the trial, made anew. Raises OutOfDate where it isn't the same any more."""
    if not row.text:
        raise Refused("no_text", _("This file isn’t kept any more. Choose it again."))
    context = _context(_options(row), row.created_at, row.ref)
    plan = KINDS[row.kind].plan(_table(row.kind, row.text), context)
    if plan.digest != row.report["digest"]:
        sentence = _("Something changed since this file was tried. Try it again and look at the report.")
        raise OutOfDate("changed_since", sentence)
    if not plan.new + plan.changed:
        raise Refused("nothing_to_do", _("There’s nothing new in this file."))
    return plan


def _options(row: Import) -> Options:
    """As they were said with the trial."""
    return Options(
        store=db.session.get(Store, row.store_id) if row.store_id else None,
        everywhere=row.report["everywhere"],
        channel=db.session.get(Channel, row.channel_id) if row.channel_id else None,
        decimal=row.report["decimal"],
        how=row.report["how"],
    )


def _context(options: Options, as_of: Any, cause: str) -> Context:
    return Context(
        default_store=options.store or db.session.scalar(sa.select(Store).order_by(Store.id).limit(1)),
        only_store=None if options.everywhere else options.store,
        channel=options.channel,
        decimal=options.decimal,
        how=options.how,
        as_of=as_of,
        cause=cause,
    )


def _table(kind: str, text: str) -> Table:
    table = read_table(text)
    if lacking := missing(kind, table.columns):
        raise Refused("no_column", _("These columns are missing: %(names)s.", names=", ".join(lacking)))
    return table
