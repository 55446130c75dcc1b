"""Webhooks in: verify over the raw body, store, answer. The worker takes them in afterwards.

What is signed and whole is answered before the app (Door): nothing that only people's pages need is done for
it. Whatever doesn't fit goes the long way, which says what is wrong.
"""

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, abort, current_app, request
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

from associate.core.catalog.channels import Channel
from associate.core.events.models import Inbound
from associate.core.events.nudge import nudge
from associate.db import atomic, db, insert_into
from associate.integrations.commerce import commerce_for
from associate.integrations.commerce.masking import masked_body
from associate.integrations.commerce.port import Envelope
from associate.integrations.commerce.together import Row, Together
from associate.outside.headers import Headers
from associate.web.access import signed
from associate.web.limits import limiter, was_wrongly_signed_too_often
from associate.web.machines import Asked
from associate.web.security import csrf

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/webhooks"
ROUTE = "/<platform>/<key>"
FRESH = 2.0  # seconds; another process learns that late that a secret was changed, or a channel closed
BROKE = "associate.inbox.broke"  # in the environ: why it could not be stored before the app
NOTHING_TO_DO = ("ping", "ignored")

bp = Blueprint("inbox", __name__, url_prefix=PREFIX)
limiter.exempt(bp)
csrf.exempt(bp)


_INBOUND: Any = Inbound.__table__  # its statements cost half of what the class's do
_CHANNEL = sa.select(Channel.id, Channel.platform, Channel.secret).where(
    Channel.key == sa.bindparam("key"), Channel.platform == sa.bindparam("platform"), Channel.is_active
)


def init_app(app: Flask) -> None:
    app.wsgi_app = Door(app, app.wsgi_app)  # type: ignore[method-assign]


@bp.post(ROUTE)
@signed
def create_inbound(platform: str, key: str) -> Response:
    """200 once it is stored, and when it was stored before; 401 unsigned, 429 too often; 404 for no such
    channel."""
    if error := request.environ.get(BROKE):
        raise error
    sender = _sender(platform, key)
    if sender is None:
        abort(404)
    adapter, raw = commerce_for(platform), request.get_data()
    if adapter.is_ping(raw, request.headers):
        return Response(status=200)
    if not adapter.verify(
        raw, request.headers, secret=sender.secret, url=_address(current_app, request.path)
    ):
        return _wrongly_signed(sender)
    envelope = adapter.envelope(raw, request.headers)
    if envelope.topic not in NOTHING_TO_DO:
        keep(sender.id, envelope, raw)
        nudge()
    return Response(status=200)


def _wrongly_signed(sender: "Sender") -> Response:
    """It is looked at before it is counted: what is signed right passes, whatever else its address sends."""
    if was_wrongly_signed_too_often(sender.id):
        return Response("Too many wrong signatures.", 429, {"Retry-After": "60"})
    return Response("The signature doesn’t match.", 401)


def keep(channel_id: int, envelope: Envelope, raw: bytes) -> None:
    """One row for one delivery: the second sending of the same finds it there."""
    _write([_row(channel_id, envelope, raw)])


@dataclass(frozen=True)
class Sender:
    """The channel that a webhook's address names, as it was read at `at` (time.monotonic)."""

    id: int
    secret: str
    at: float


class Door:
    """In front of the app: takes what is as it should be."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app, self.inner = app, inner
        self.senders: dict[tuple[str, str], Sender] = {}
        self.together = Together(self._write)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ.get("PATH_INFO", "").startswith(PREFIX):
            asked = Asked(environ, PREFIX + ROUTE)
            if self._takes(environ):
                asked.answered(200)
                start_response("200 OK", [("Content-Length", "0"), ("X-Request-ID", asked.id)])
                return ()
        return self.inner(environ, start_response)

    def _takes(self, environ: "WSGIEnvironment") -> bool:
        """Is it signed by a channel we know, and stored now? Its body can be read again."""
        path = environ["PATH_INFO"]
        sender = self._sender(path)
        raw = _whole_body(environ, self.app.config["MAX_CONTENT_LENGTH"]) if sender else None
        if sender is None or raw is None:
            return False
        headers, adapter = _headers(environ), commerce_for(path.split("/")[2])
        if not adapter.verify(raw, headers, secret=sender.secret, url=_address(self.app, path)):
            return False
        envelope = adapter.envelope(raw, headers)
        if envelope.topic in NOTHING_TO_DO:
            return True
        try:
            self.together.keep(_row(sender.id, envelope, raw))
        except Exception as error:  # the app has a word for each
            environ[BROKE] = error
            return False
        nudge()
        return True

    def _sender(self, path: str) -> Sender | None:
        """The channel, at most FRESH seconds old; what this process changed shows at once."""
        _nothing, _webhooks, *named = path.split("/")
        if len(named) != 2:
            return None
        platform, key = named
        known = self.senders.get((platform, key))
        if known and known.at > _changes.at and time.monotonic() - known.at < FRESH:
            return known
        try:
            with self._context():
                found = _sender(platform, key)
        except SQLAlchemyError:  # the app says so
            return None
        if found:
            self.senders[platform, key] = found
        return found

    def _write(self, rows: list[Row]) -> None:
        with self._context():
            _write(rows)

    def _context(self) -> AbstractContextManager[object]:
        """One that is open already is joined, as a request joins it."""
        is_open = bool(current_app) and current_app._get_current_object() is self.app  # type: ignore[attr-defined]
        return nullcontext() if is_open else self.app.app_context()


def _sender(platform: str, key: str) -> Sender | None:
    at = time.monotonic()  # before it is read: whatever changes from here on is newer
    found = db.session.execute(_CHANNEL, {"key": key, "platform": platform}).one_or_none()
    return Sender(found.id, found.secret, at) if found else None


def _row(channel_id: int, envelope: Envelope, raw: bytes) -> Row:
    return {
        "channel_id": channel_id,
        "topic": envelope.topic,
        "dedupe_key": envelope.dedupe_key,
        "body": masked_body(raw),
        "triggered_at": envelope.triggered_at,
    }


def _write(rows: list[Row]) -> None:
    """In one order: two processes that were sent the same wait for each other, and never both."""
    rows.sort(key=lambda row: (row["channel_id"], row["dedupe_key"]))
    with atomic():
        db.session.execute(_insert(db.engine.dialect.name), rows)


@cache
def _insert(_engine: str) -> sa.Insert:
    return insert_into(_INBOUND).on_conflict_do_nothing()


def _whole_body(environ: "WSGIEnvironment", most: int) -> bytes | None:
    """The body, which whoever asks next finds again; None where its length isn't told, or is too much."""
    length = environ.get("CONTENT_LENGTH") or ""
    if (
        not (length.isdecimal() and len(length) < 12 and int(length) <= most)
        or "HTTP_TRANSFER_ENCODING" in environ
    ):
        return None
    raw = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(raw)
    return raw if len(raw) == int(length) else None


def _headers(environ: "WSGIEnvironment") -> Headers:
    names = (name for name in environ if name.startswith("HTTP_"))
    return {name[5:].replace("_", "-").lower(): environ[name] for name in names}


def _address(app: Flask, path: str) -> str:
    """The address the platform was given: ours as the world sees it, with this path."""
    return str(app.config["BASE_URL"]).rstrip("/") + path


class _Changes:
    """When this process last changed a channel (time.monotonic)."""

    at = float("-inf")


_changes = _Changes()


def forget_senders() -> None:
    """Read anew at the next delivery."""
    _changes.at = time.monotonic()


@event.listens_for(db.session, "before_flush")
def _note_change(session: Session, _context: object, _instances: object) -> None:
    if any(isinstance(row, Channel) for row in (*session.dirty, *session.deleted)):
        session.info["channels"] = True


@event.listens_for(db.session, "do_orm_execute")
def _note_many(told: ORMExecuteState) -> None:
    mapper = told.bind_mapper if told.is_update or told.is_delete else None
    if mapper and issubclass(mapper.class_, Channel):
        told.session.info["channels"] = True


@event.listens_for(db.session, "after_commit")
def _forget(session: Session) -> None:
    if session.info.pop("channels", False):
        forget_senders()
