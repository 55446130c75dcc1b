"""One intent, one effect: a command that comes twice is answered twice and done once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from associate.clock import now
from associate.core.events.models import CommandRow
from associate.core.events.record import Actor
from associate.db import db, is_sqlite
from associate.errors import Refused
from associate.words import _

# every deed of the floor pays for these two: built once, and of the table, which costs half of the class
_commands = cast(sa.Table, CommandRow.__table__)
_ANSWER = (
    sa.update(_commands)
    .where(_commands.c.key == sa.bindparam("intent"))
    .values(result=sa.bindparam("answer", type_=_commands.c.result.type))
)


@cache
def _claim(on_sqlite: bool) -> sa.Insert:
    insert = sqlite.insert if on_sqlite else postgresql.insert
    # RETURNING, not rowcount: for an INSERT PostgreSQL leaves that at -1, which reads as done
    return insert(_commands).on_conflict_do_nothing().returning(_commands.c.key)


@dataclass(frozen=True)
class Intent:
    """What somebody means to do once: rendered into the form, or made in the browser for each scan."""

    key: str
    name: str
    by: Actor
    fingerprint: str


def intent(key: str, name: str, by: Actor, content: Mapping[str, Any]) -> Intent:
    """The intent with this key. Its fingerprint is taken over the content, so a key can't mean two things."""
    text = json.dumps(content, sort_keys=True, default=str)
    return Intent(key, name, by, hashlib.sha256(text.encode()).hexdigest())


def answered(intent: Intent) -> dict[str, Any] | None:
    """Claim the intent as the first statement of its transaction: None, go ahead; else its stored answer.

    On PostgreSQL a second sender waits here for the first to commit. Raises Refused("reused_key") when
    the key was used for something else.
    """
    claim = {
        "key": intent.key,
        "by": intent.by.ref,
        "name": intent.name,
        "fingerprint": intent.fingerprint,
        "result": {},
        "at": now(),
    }
    if db.session.scalar(_claim(is_sqlite()), claim):
        return None
    kept = db.session.scalars(sa.select(CommandRow).where(CommandRow.key == intent.key)).one()
    if (kept.by, kept.name, kept.fingerprint) != (intent.by.ref, intent.name, intent.fingerprint):
        raise Refused("reused_key", _("That was sent before with something else in it. Open the page again."))
    db.session.info["replayed"] = True  # for the log
    return kept.result


def answer(intent: Intent, **result: Any) -> dict[str, Any]:
    """Keep what the intent led to, in the same transaction, and return it."""
    db.session.execute(_ANSWER, {"intent": intent.key, "answer": result})
    return result
