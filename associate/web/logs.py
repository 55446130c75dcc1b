"""One line for each request: what was asked, by which device, how it ended and what it cost.

Never in it: bodies, tokens, PINs, names, addresses. Paths are route templates, so no link is either.
"""

import hashlib
import re
import time
import uuid
from typing import Any

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from associate import loglines
from associate.db import db
from associate.upkeep.statements import Tally, tally_statements

QUIET = {"probes.show_health", "probes.show_readiness", "metrics.show_metrics"}  # asked every few seconds
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")  # W3C Trace Context
log = structlog.get_logger("associate.web")


def init_app(app: Flask) -> None:
    loglines.configure(app.config)
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request(say)


def begin() -> None:
    g.began = time.perf_counter()
    g.request_id = id_for(request.headers.get("traceparent", ""), request.headers.get("X-Request-ID", ""))
    g.tally = tally_statements()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def note_outcome(code: str) -> None:
    """What became of it, in a word for machines: the code of a refusal."""
    g.outcome = code


def say(response: Response) -> Response:
    """Log the request and echo its id."""
    if "request_id" not in g:  # it was refused before it began
        begin()
    response.headers["X-Request-ID"] = g.request_id
    write = log.debug if request.endpoint in QUIET else log.info
    write("request", **_line(response))
    structlog.contextvars.clear_contextvars()
    return response


def route() -> str:
    """The template of the route, "/pick/<number>", or "none" for an address that leads nowhere."""
    return request.url_rule.rule if request.url_rule else "none"


def _line(response: Response) -> dict[str, Any]:
    tally: Tally = g.tally
    who = _who()
    said = {
        "route": route(),
        "method": request.method,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began) * 1000, 1),
        "db_ms": round(tally.seconds * 1000, 1),
        "statements": tally.count,
        "staff": who[0],
        "device": who[1],
        "command": _command(),
        "replayed": db.session.info.pop("replayed", None),
        "outcome": g.get("outcome"),
    }
    return {name: value for name, value in said.items() if value is not None}


def id_for(traceparent: str, given: str) -> str:
    """The caller's, if it looks like one; else a new one."""
    if trace := TRACEPARENT.fullmatch(traceparent):
        return trace[1]
    return given if REQUEST_ID.fullmatch(given) and not given.isdigit() else uuid.uuid4().hex


def _who() -> tuple[int | None, int | None]:
    """Ids of the person and the device, where the request was somebody's."""
    session = getattr(g.get("_login_user"), "session", None)
    if session is None:
        return None, None
    try:
        return session.staff_id, session.device_id
    except SQLAlchemyError:  # the database is what broke
        db.session.rollback()
        return None, None


def _command() -> str | None:
    """A hash, so that lines of one intent can be put together and the id itself can't be sent again."""
    if request.method != "POST" or request.mimetype not in FORMS:
        return None
    try:
        key = request.form.get("command_id", "")
    except HTTPException:  # it was too big to read; the answer says so
        return None
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else None


FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
