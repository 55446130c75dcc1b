"""Live screens ask every few seconds whether they are current, and nearly always they are.

The answer is kept: while neither the store’s counter nor who may look has moved, the same question of one
browser is answered from memory, before anything else of the app is asked. When the counter moved, the first
who asks has the fragment drawn; whoever sees the same is given that drawing. What is kept only ever allows:
whatever doesn't fit goes the long way, which reads the session's row.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Flask, Response, current_app, g, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from prometheus_client import Counter
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from associate.clock import now
from associate.core.stores.sessions import idle_at
from associate.core.stores.versions import Reading, access_version, fresh_reading, reading
from associate.db import db
from associate.upkeep import counters
from associate.web.access import here
from associate.web.door import Answer, Door
from associate.web.fragments import anybodys, somebodys
from associate.web.htmx import wants_fragment
from associate.web.logs import route

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 20_000  # questions a process keeps; the one not asked for longest goes
ALWAYS = datetime.max.replace(tzinfo=UTC)
UNSENT = {"content-type", "content-length", "x-request-id"}  # headers that belong to one answer
Question = tuple[str, str, Hashable]  # cookies, path, query but for the version
_VERSION = re.compile(r'data-version="([^"]*)"')


@dataclass(frozen=True)
class Current:
    """What one browser shows, and what has to stay as it is for that to be current."""

    version: str
    store_id: int
    store_n: int
    until: datetime  # when what it shows changes by the clock
    access_n: int
    ends: datetime  # when the person may not look any more, if nothing else changes
    route: str  # its template, for the metrics
    staff_id: int
    view: Hashable = None  # what they see: the same for all who are given the same drawing
    csrf: str = ""
    headers: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Drawing:
    """A fragment without what belongs to one browser. `apart`: ids of people who see it otherwise."""

    text: str
    version: str
    store_n: int
    until: datetime
    apart: frozenset[int]


def init_app(app: Flask) -> None:
    memory = app.wsgi_app = Memory(app, app.wsgi_app)  # type: ignore[method-assign]
    app.extensions["polls"] = memory
    app.before_request_funcs.setdefault(None, []).insert(0, _look_before_access)
    app.after_request(memory.keep)  # the last to see an answer: nothing is laid before this part


def is_shown(version: object) -> bool:
    """Is it this that the live part shows who asks?"""
    return wants_fragment() and request.args.get("v") == str(version)


def still_shown(
    n: int,
    version: object = None,
    *,
    step: int = 0,
    until: datetime | None = None,
    view: Hashable = None,
) -> Response | None:
    """204 to a live part that shows what is so; None: draw it.

    `n` is the counter of the store here as the route read it, `version` what it made of it (else `n`). That
    may follow the clock as well: every `step` seconds since the epoch, and at `until`; but nothing else.
    `view` is what `shared` says of the same part.
    """
    version = str(n if version is None else version)
    if not is_shown(version):
        return None
    _note(version, n, min(_next(step), until or ALWAYS), view)
    return Response(status=204)


def shared(n: int, html: str, *, step: int, view: Hashable, apart: Collection[int]) -> None:
    """This live part was drawn for all who have the same `view`, but for the people `apart` (ids).

    It carries its version, which follows `n` and, with `step`, the clock; see `still_shown`.
    """
    found = _VERSION.search(html)
    assert found, "a live part carries its version"
    until = _next(step)
    if current_user.staff.id not in apart:
        drawings: dict[Hashable, Drawing] = current_app.extensions["polls"].drawings
        drawings[view] = Drawing(anybodys(html), found[1], n, until, frozenset(apart))
    if wants_fragment():
        _note(found[1], n, until, view)


def _next(step: int) -> datetime:
    """When the clock next reaches a multiple of so many seconds."""
    return datetime.fromtimestamp((now().timestamp() // step + 1) * step, UTC) if step else ALWAYS


def _note(version: str, n: int, until: datetime, view: Hashable) -> None:
    """What this browser shows after this answer."""
    if "access_n" not in g:
        return
    session = current_user.session
    g.current = Current(
        version=version,
        store_id=here().id,
        store_n=n,
        until=until,
        access_n=g.access_n,
        ends=min(idle_at(session), session.expires_at),
        route=route(),
        staff_id=session.staff_id,
        view=view,
        csrf=generate_csrf() if view is not None else "",
    )


def _look_before_access() -> None:
    """Before anybody asks who this is: what is allowed under this number holds while it stands."""
    if "v" in request.args and wants_fragment():
        g.access_n = access_version()


class Memory:
    """In front of the app: answers what is kept, and keeps what the app answers."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app, self.inner = app, inner
        self.kept: OrderedDict[Question, Current] = OrderedDict()
        self.drawings: dict[Hashable, Drawing] = {}
        self.lock = threading.Lock()
        self.door = Door(self.answer_at_once)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and "HTTP_HX_REQUEST" in environ:
            question, version = _question(environ)
            if answer := self._answer(question, version):
                self.door.learn(environ, question, version)
                start_response(answer.status, [*answer.headers])
                return answer.body
        return self.inner(environ, start_response)

    def answer_at_once(self, question: Question, version: str) -> Answer | None:
        """Without the database: None where the counters would have to be read anew."""
        known, reading = self._find(question), fresh_reading(self.engine)
        return self._told(known, question, version, reading) if known and reading else None

    def keep(self, response: Response) -> Response:
        if "current" in g and response.status_code in (200, 204) and "Set-Cookie" not in response.headers:
            headers = tuple((k, v) for k, v in response.headers.items() if k.lower() not in UNSENT)
            self._keep(_question(request.environ)[0], replace(g.current, headers=headers))
        return response

    @cached_property
    def engine(self) -> Engine:
        with self.app.app_context():
            return db.engine

    def _find(self, question: Question) -> Current | None:
        with self.lock:
            if question in self.kept:
                self.kept.move_to_end(question)
            return self.kept.get(question)

    def _keep(self, question: Question, current: Current) -> None:
        with self.lock:
            self.kept[question] = current
            if len(self.kept) > MOST:
                self.kept.popitem(last=False)

    def _answer(self, question: Question, version: str) -> Answer | None:
        known = self._find(question)
        if not known:
            return None
        try:
            with self.app.app_context():
                read = reading()
        except SQLAlchemyError:
            return None  # the long way says what is wrong
        return self._told(known, question, version, read)

    def _told(self, known: Current, question: Question, version: str, read: Reading) -> Answer | None:
        """The fragment, or that what is shown is current; None where nobody knows it here."""
        moment, n = now(), read.stores.get(known.store_id, 0)
        if moment >= known.ends or read.access != known.access_n:
            return None
        if version == known.version and n == known.store_n and moment < known.until:
            return _current(known)
        drawing = self.drawings.get(known.view)
        if drawing is None or drawing.store_n != n or moment >= drawing.until:
            return None
        if known.staff_id in drawing.apart:
            return None
        fresh = replace(known, version=drawing.version, store_n=n, until=drawing.until)
        self._keep(question, fresh)
        return _current(known) if version == drawing.version else _drawn(known, drawing)


@cache
def _counter(route_: str, status: str) -> Counter:
    return counters.requests.labels(route_, "GET", status)


def _current(known: Current) -> Answer:
    _counter(known.route, "204").inc()
    return Answer("204 No Content", known.headers)


def _drawn(known: Current, drawing: Drawing) -> Answer:
    _counter(known.route, "200").inc()
    body = somebodys(drawing.text, known.csrf).encode()
    about = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))))
    return Answer("200 OK", known.headers + about, (body,))


def _question(environ: "WSGIEnvironment") -> tuple[Question, str]:
    """What is asked, and the version that is shown."""
    told = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    rest = tuple(pair for pair in told if pair[0] != "v")
    version = next((value for name, value in told if name == "v"), "")
    return (environ.get("HTTP_COOKIE", ""), environ["PATH_INFO"], rest), version
