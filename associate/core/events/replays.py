"""A write that comes twice under one Idempotency-Key is done once and answered twice.

As the IETF draft "The Idempotency-Key HTTP Header Field" has it: the same key with another payload is
refused, one that is still being worked on conflicts, one that is done gets its stored answer. The claim
commits by itself, so that every process sees it; the answer is stored in the write's own transaction, so
that there is no moment in which the one is there without the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.api_tokens import ApiAnswer
from associate.db import atomic, db, insert_into
from associate.errors import OutOfDate, Refused
from associate.words import _

GIVEN_UP = timedelta(minutes=1)  # whoever made no answer for so long has died


class KeyReused(Refused):
    """The key was used for another payload."""


class InFlight(OutOfDate):
    """The first request with this key has no answer yet."""


@dataclass(frozen=True)
class Claim:
    """The turn of one request. `at` tells it from a later one that took it over."""

    token_id: int
    key: str
    at: datetime


@dataclass(frozen=True)
class Stored:
    status: int
    body: str


def claim(token_id: int, key: str, fingerprint: str) -> Claim | Stored:
    """The turn to do it, or what was answered before.

    Raises KeyReused for another payload, InFlight while the first is being worked on.
    """
    turn = Claim(token_id, key, now())
    with atomic():
        if _insert(turn, fingerprint):
            return turn
        kept = db.session.scalars(_row(turn).execution_options(populate_existing=True)).one()
        if kept.fingerprint != fingerprint:
            raise KeyReused("key_reused", _("This Idempotency-Key was used before with something else."))
        if kept.status is not None:
            return Stored(kept.status, kept.body)
        if kept.at > turn.at - GIVEN_UP or not _take_over(turn, kept.at):
            raise InFlight("in_flight", _("The first request with this key isn’t done yet. Ask again soon."))
        return turn


def store_answer(turn: Claim, status: int, body: str) -> None:
    """Inside the write's atomic(), as its last deed. Raises InFlight when another took the turn meanwhile."""
    mine = _still(turn.token_id, turn.key, turn.at)
    if not _changes(sa.update(ApiAnswer).where(mine).values(status=status, body=body)):
        raise InFlight("in_flight", _("Another request with this key took over. Ask again soon."))


def let_go(turn: Claim) -> None:
    """It was refused and changed nothing: the key is free again."""
    with atomic():
        db.session.execute(
            sa.delete(ApiAnswer)
            .where(_still(turn.token_id, turn.key, turn.at))
            .execution_options(synchronize_session=False)
        )


def _insert(turn: Claim, fingerprint: str) -> bool:
    row = insert_into(ApiAnswer).values(
        token_id=turn.token_id, key=turn.key, fingerprint=fingerprint, body="", at=turn.at
    )
    return db.session.scalar(row.on_conflict_do_nothing().returning(ApiAnswer.key)) is not None


def _take_over(turn: Claim, since: datetime) -> bool:
    left = _still(turn.token_id, turn.key, since)
    return _changes(sa.update(ApiAnswer).where(left).values(at=turn.at))


def _row(turn: Claim) -> sa.Select[ApiAnswer]:
    return sa.select(ApiAnswer).filter_by(token_id=turn.token_id, key=turn.key)


def _still(token_id: int, key: str, at: datetime) -> sa.ColumnElement[bool]:
    """Nobody has answered or taken over since."""
    row = sa.and_(ApiAnswer.token_id == token_id, ApiAnswer.key == key)
    return sa.and_(row, ApiAnswer.status.is_(None), ApiAnswer.at == at)


def _changes(statement: sa.Update) -> bool:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return bool(done.rowcount)  # type: ignore[attr-defined]
