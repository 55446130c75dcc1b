"""The signed word of a page: who works on it, and when it was drawn. A step that was made on it without a
network is sent with it, and counts for that person, whoever holds the device by then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from associate.clock import now
from associate.core.acts.offline import Made
from associate.core.events.record import Actor
from associate.core.stores.staff import StaffSession
from associate.db import db

GOOD_FOR = timedelta(days=7)  # less than commands are remembered
PAGE, DONE_AT = "X-Made-On", "X-Made-At"  # the word of the page; milliseconds by the device's clock


def word_for(session: StaffSession) -> str:
    """For a page that is drawn now, in this session. It opens nothing by itself."""
    return str(_signer().dumps([session.id, int(now().timestamp() * 1000)]))


def is_late() -> bool:
    """Does this request bring a step that was made without a network?"""
    return request.method == "POST" and PAGE in request.headers


def read_made(here: StaffSession) -> StaffSession | None:
    """The session in which it was made, where the step may come through this one: from the same device, or in
    anybody's own browser from the same person. What is known of it is then `g.made`."""
    try:
        session_id, drawn = _signer().loads(request.headers[PAGE])
    except BadSignature:
        return None
    seen_at, theirs = _moment(drawn), db.session.get(StaffSession, session_id)
    if theirs is None or theirs.device_id != here.device_id:
        return None
    if here.device_id is None and theirs.staff_id != here.staff_id:
        return None
    g.made = _made(theirs, seen_at, sent_by=here.staff.ref)
    return theirs


def may_wait(view: Callable[..., Any]) -> Callable[..., Any]:
    """What may be done without a network and sent later. Nothing else is taken that way."""
    view.may_wait = True  # type: ignore[attr-defined]
    return view


def _made(session: StaffSession, seen_at: datetime, *, sent_by: str) -> Made:
    """After the page was drawn and before now, whatever the device's clock says."""
    told = request.headers.get(DONE_AT, "")
    at = _moment(int(told)) if told.isascii() and told.isdigit() and len(told) < 15 else now()
    done_at = min(max(at, seen_at), now())
    by = Actor(
        session.staff.ref,
        session.device_id,
        made_at=done_at.isoformat(timespec="seconds"),
        sent_by=sent_by,
    )
    return Made(session.staff, by, seen_at, done_at)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="made-offline")
