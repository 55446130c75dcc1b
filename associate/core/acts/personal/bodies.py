"""What was sent and answered word for word: a person stands in it as their platform or a machine wrote it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from associate.core.acts.personal.places import UNSAID
from associate.core.acts.personal.theirs import Theirs
from associate.core.customers.addresses import normal_email
from associate.core.customers.models import Customer, CustomerIdentity
from associate.core.events.api_tokens import ApiAnswer
from associate.core.events.models import Inbound, InboundState
from associate.core.orders.models import Order
from associate.core.tasks.models import Task, TaskKind
from associate.db import db

BITE = 100  # texts that are looked for at once
NAMED_BY = ("id", "order_id", "customer_id", "parent_id", "external_id")
Said = set[tuple[int, str]]  # channel, its own id


@dataclass(frozen=True)
class Bodies:
    inbound: list[int] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)  # token, key


def find_bodies(whose: Theirs) -> Bodies:
    """Read before anything is locked, for it looks through all that is kept of the last weeks."""
    orders = db.session.execute(
        sa.select(Order.channel_id, Order.external_id, Order.number, Order.email).where(
            Order.id.in_(whose.orders)
        )
    ).all()
    people = db.session.execute(
        sa.select(CustomerIdentity.channel_id, CustomerIdentity.external_id).where(
            CustomerIdentity.customer_id.in_(whose.profiles)
        )
    ).all()
    known = db.session.scalars(sa.select(Customer.email).where(Customer.id.in_(whose.profiles)))
    emails = {normal_email(each) for each in (*known, *(row.email for row in orders))} - {""}
    said = {(row.channel_id, row.external_id) for row in orders}
    said |= {(row.channel_id, row.external_id) for row in people}
    return Bodies(_inbound(said, emails), _answers({row.number for row in orders}, emails))


def blank_bodies(found: Bodies) -> None:
    """Inside atomic(): nothing is left in them, and what couldn’t be taken in is dropped."""
    mine = Inbound.id.in_(found.inbound)
    failed = sa.update(Inbound).where(mine, Inbound.state == InboundState.FAILED)
    db.session.execute(failed.values(state=InboundState.IGNORED), execution_options=UNSAID)
    db.session.execute(sa.update(Inbound).where(mine).values(body="", problem=""), execution_options=UNSAID)
    keys = [f"{TaskKind.INBOUND_FAILED.value}:{number}" for number in found.inbound]
    told = sa.update(Task).where(Task.key.in_(keys)).values(facts={})
    db.session.execute(told, execution_options=UNSAID)
    answers = sa.tuple_(ApiAnswer.token_id, ApiAnswer.key).in_(found.answers)
    db.session.execute(sa.update(ApiAnswer).where(answers).values(body=""), execution_options=UNSAID)


def is_about_forgotten(channel_id: int, body: str) -> bool:
    """Is it about an order whose customer is forgotten? Its platform may go on naming them."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    whole = told if isinstance(told, dict) else {}
    parts = [whole, *(value for value in whole.values() if isinstance(value, dict))]
    ids = {str(part[name])[:80] for part in parts for name in ("id", "order_id") if part.get(name)}
    find = sa.select(Order.id).where(Order.channel_id == channel_id, Order.external_id.in_(ids))
    return bool(ids) and db.session.scalar(find.where(Order.erased_at.is_not(None)).limit(1)) is not None


def _inbound(said: Said, emails: set[str]) -> list[int]:
    kept = sa.and_(Inbound.body != "", Inbound.state != InboundState.PENDING)
    columns = (Inbound.id, Inbound.channel_id, Inbound.body)
    texts = sorted(emails | {own.lower() for _channel, own in said})
    rows = {row.id: row for row in _with(texts, columns, Inbound.body, kept)}
    return sorted(row.id for row in rows.values() if _names(row.body, row.channel_id, said, emails))


def _answers(numbers: set[str], emails: set[str]) -> list[tuple[int, str]]:
    texts = sorted(emails | {f'"{number.lower()}"' for number in numbers})
    columns = (ApiAnswer.token_id, ApiAnswer.key)
    return sorted({(row.token_id, row.key) for row in _with(texts, columns, ApiAnswer.body, sa.true())})


def _with(texts: list[str], columns: Any, body: Any, which: Any) -> Iterator[Any]:
    """Rows whose body holds one of these texts."""
    for start in range(0, len(texts), BITE):
        some = (sa.func.lower(body).contains(text, autoescape=True) for text in texts[start : start + BITE])
        yield from db.session.execute(sa.select(*columns).where(which, sa.or_(*some)))


def _names(body: str, channel_id: int, said: Said, emails: set[str]) -> bool:
    """A short number stands in many bodies: it counts where an id stands, and for its own channel."""
    try:
        waiting: list[Any] = [json.loads(body)]
    except (ValueError, RecursionError):
        return any(email in body.lower() for email in emails)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if any((channel_id, str(value[name])) in said for name in NAMED_BY if name in value):
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and normal_email(value) in emails:
            return True
    return False
