"""API tokens: make one, end one."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.events.api_tokens import SHOWN, ApiToken, hash_of, new_token
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate
from associate.words import _
from associate.workflows.settings.rules.columns import Said


@dataclass(frozen=True)
class Wanted:
    """A token as it was asked for. `channel` is whose orders and sales it sends."""

    name: str
    scopes: list[str]
    channel: Channel | None
    expires_at: datetime | None


def tokens() -> list[ApiToken]:
    """Those in use first, the latest first."""
    is_over = sa.or_(ApiToken.revoked_at.is_not(None), sa.func.coalesce(ApiToken.expires_at < now(), False))
    return list(db.session.scalars(sa.select(ApiToken).order_by(is_over, ApiToken.id.desc())))


def token_with(number: int) -> ApiToken:
    """Raises Missing."""
    found = db.session.get(ApiToken, number)
    if found is None:
        raise Missing("no_token", _("There’s no such token."))
    return found


def make(wanted: Wanted, *, intent: Intent, by: Actor) -> str:
    """The new token, for one showing: only its hash is kept.

    Raises OutOfDate("shown_before") for a second sending.
    """
    with atomic():
        if answered(intent) is not None:
            raise OutOfDate("shown_before", _("It was shown once. Make another if it wasn’t kept."))
        text = new_token()
        token = ApiToken(
            name=wanted.name,
            start=text[:SHOWN],
            token_hash=hash_of(text),
            scopes=wanted.scopes,
            channel_id=wanted.channel.id if wanted.channel else None,
            created_by=by.ref,
            expires_at=wanted.expires_at,
        )
        db.session.add(token)
        db.session.flush()
        record("api_token.made", about=token, by=by, name=token.name, scopes=token.scopes)
        answer(intent, token=token.id)
        return text


def revoke(token: ApiToken, *, intent: Intent, by: Actor) -> Said:
    """It opens nothing from now on. A second time changes nothing."""
    with atomic(token):
        if (done := answered(intent)) is not None:
            return done
        if token.revoked_at is None:
            token.revoked_at = now()
            record("api_token.revoked", about=token, by=by, name=token.name)
        said = {"kind": "ok", "word": _("Revoked"), "what": _("%(name)s opens nothing now.", name=token.name)}
        return answer(intent, **said)
