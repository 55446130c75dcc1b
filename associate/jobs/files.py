"""Payload files through the same code as webhooks, and what became of each."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from associate.core.catalog.channels import Channel, Platform
from associate.core.events.task_words import task_words
from associate.core.fulfillment.models import Fulfillment
from associate.core.orders.incoming import IncomingNothing
from associate.core.orders.models import Order, OrderState
from associate.core.orders.queries import may_start
from associate.core.stores.models import Store
from associate.core.tasks.tasks import open_tasks_of
from associate.db import atomic, db
from associate.integrations.commerce import commerce_for
from associate.jobs.take_in import apply, read
from associate.outside.body import parse
from associate.words import _


def intake_files(
    platform: Platform, files: tuple[Path, ...], *, key: str | None, topic: str | None
) -> Iterator[dict[str, Any]]:
    """One report a file. A file with several orders has the others under `also`."""
    channel = channel_for(platform, key or platform.value)
    for file in files:
        reports = _take_in_file(channel, file, topic)
        yield {"file": file.name, **reports[0], **({"also": reports[1:]} if reports[1:] else {})}


def channel_for(platform: Platform, key: str) -> Channel:
    """The channel with this key, made on first use."""
    channel = db.session.scalar(sa.select(Channel).filter_by(key=key))
    if channel is None:
        with atomic():
            channel = Channel(
                key=key,
                platform=platform,
                name=key.title(),
                prefix=key[:3].upper(),
                secret=secrets.token_hex(32),  # nobody's: no webhook is believed until the platform's is set
            )
            db.session.add(channel)
    return channel


def _take_in_file(channel: Channel, file: Path, topic: str | None) -> list[dict[str, Any]]:
    adapter = commerce_for(channel.platform)
    try:
        raw = file.read_bytes()
        told = read(channel, topic or adapter.guess_topic(parse(raw)), raw.decode("utf-8", "replace"))
        return [_report(thing, apply(channel, thing)) for thing in told] or [_nothing("Nothing to take in.")]
    except (
        Exception
    ) as error:  # a file that can't be taken in is a line in the report, not the end of the run
        db.session.rollback()
        return [_nothing(getattr(error, "message", None) or str(error))]


def _report(told: Any, result: Any) -> dict[str, Any]:
    if isinstance(result, Order):
        return describe(result)
    if isinstance(told, IncomingNothing):
        return {"order": None, "problems": [told.problem.model_dump()]}
    kind = type(told).__name__.removeprefix("Incoming").removesuffix("Notice").lower()
    return {
        "order": None,
        "taken": kind,
        "problems": [{"code": "no_order", "message": f"This file holds a {kind}, not an order."}],
    }


def _nothing(message: str) -> dict[str, Any]:
    return {"order": None, "problems": [{"code": "not_taken", "message": message}]}


def describe(order: Order) -> dict[str, Any]:
    """The order as it stands now; money in minor units of its currency."""
    store = order.store_id and db.session.get(Store, order.store_id)
    job = db.session.scalar(sa.select(Fulfillment.state).filter_by(order_id=order.id))
    return {
        "order": order.number,
        "state": order.state.value,
        "fulfillment": job.value if job else None,
        "currency": order.currency,
        "lines": [
            {
                "sku": line.sku,
                "title": line.title,
                "quantity": line.quantity,
                "to_fulfill": line.to_fulfill,
                "unit_price": line.unit_price,
                "discount": line.discount,
                "tax": line.tax,
                "total": line.total,
            }
            for line in order.lines
        ],
        "shipping": order.shipping,
        "tax": order.tax,
        "total": order.total,
        "payment": order.payment.value,
        "store": store.code if store else None,
        "method": order.method.value if order.method else None,
        "problems": [*order.problems, *_waiting_for(order)],
    }


def _waiting_for(order: Order) -> list[dict[str, str]]:
    """What keeps the order from the floor, as far as the payload's own problems don't say it."""
    said = {problem["code"] for problem in order.problems}
    tasks = [task for task in open_tasks_of(order.id) if task.kind.value not in said]
    waits = [{"code": task.kind.value, "message": task_words(task.kind.value)} for task in tasks]
    if order.state == OrderState.WAITING and not may_start(order, cash_on_pickup=True):
        waits.append({"code": "payment", "message": _("The payment is not there yet.")})
    return waits
