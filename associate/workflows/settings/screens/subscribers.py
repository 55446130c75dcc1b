"""Webhooks as pages: who is told what, and what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.outbox import Outgoing, Post, PostState, Subscriber
from associate.core.events.publish import KINDS, PUBLIC, STOCK, TEST
from associate.core.events.webhook_words import off_words
from associate.core.events.words import SENTENCES, describe
from associate.core.fulfillment.states import State
from associate.db import db
from associate.words import _, later, ngettext
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.rules.subscribers import subscribers

SHOWN = 50  # posts on a page
OWN_WORDS = {
    STOCK: later("Stock changed"),
    TEST: later("A test"),
    "order.routed": later("Stores chosen"),
    "order.released": later("Given to a store"),
}
RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One subscriber and how it is. `kind`: ok, soon, late, or "" for off and for never tried."""

    subscriber: Subscriber
    kind: str
    health: str
    last_at: datetime | None


def overview() -> dict[str, Any]:
    return {"rows": [row_of(each) for each in subscribers()]}


def row_of(who: Subscriber) -> Row:
    if who.off_at is not None:
        words = _("Off since %(day)s: %(why)s", day=f"{who.off_at:%Y-%m-%d}", why=off_words(who.off_why))
        return Row(who, "", words, _last(who))
    counts = _counts(who)
    if counts[PostState.FAILED]:
        n = counts[PostState.FAILED]
        words = ngettext("%(num)d given up since yesterday", "%(num)d given up since yesterday", n)
        return Row(who, "late", words, _last(who))
    if trying := _trying(who):
        words = ngettext("%(num)d waits for another try", "%(num)d wait for another try", trying)
        return Row(who, "soon", words, _last(who))
    last = _last(who)
    return Row(who, "ok" if last else "", _("works") if last else _("nothing sent yet"), last)


def page_of(who: Subscriber) -> dict[str, Any]:
    find = sa.select(Post).where(Post.subscriber_id == who.id).order_by(Post.id.desc()).limit(SHOWN)
    return {
        "subscriber": who,
        "kind_words": kind_words,
        "row": row_of(who),
        "posts": list(db.session.scalars(find.execution_options(populate_existing=True))),
        "spans": [
            ("1", _("The last hour")),
            ("24", _("The last day")),
            ("72", _("The last three days")),
            ("720", _("The last thirty days")),
        ],
        "which": [("failed", _("Only what failed")), ("all", _("All of it"))],
        "both_until": who.old_until if who.old_until and who.old_until > now() else None,
        "can_resend": who.off_at is None,
        "draft": opened({"since": "24", "which": "failed"}, "", None),
    }


def open_subscriber() -> Draft:
    return opened({}, "new", None)


def options() -> dict[str, Any]:
    return {"kinds": [(kind, kind_words(kind), kind) for kind in PUBLIC]}


def kind_words(kind: str) -> str:
    """ "Picked up": what happened, as the journal says it."""
    if kind in OWN_WORDS:
        return str(OWN_WORDS[kind])
    event = next((ours for ours, public in KINDS.items() if public == kind), kind)
    state = event.removeprefix("fulfillment.")
    is_unworded = event not in SENTENCES and state in set(State)
    return State(state).words.capitalize() if is_unworded else describe(event, {})


def _counts(who: Subscriber) -> dict[PostState, int]:
    """Of what happened lately."""
    find = sa.select(Post.state, sa.func.count()).join(Outgoing, Post.outgoing_id == Outgoing.id)
    rows = db.session.execute(
        find.where(Post.subscriber_id == who.id, Outgoing.at >= now() - RECENT).group_by(Post.state)
    )
    return {**dict.fromkeys(PostState, 0), **dict(rows.all())}


def _trying(who: Subscriber) -> int:
    failed_once = sa.and_(Post.subscriber_id == who.id, Post.state == PostState.PENDING, Post.result != "")
    return db.session.scalar(sa.select(sa.func.count()).select_from(Post).where(failed_once)) or 0


def _last(who: Subscriber) -> datetime | None:
    return db.session.scalar(sa.select(sa.func.max(Post.sent_at)).where(Post.subscriber_id == who.id))
