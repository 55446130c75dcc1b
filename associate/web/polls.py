"""Live screens ask every few seconds whether they are current, and nearly always they are.

The first answer "you are current" is kept: while neither the store's counter nor who may look has moved, the
same question of the same browser is answered from memory, before anything else of the app is asked. What is
kept only ever allows: whatever doesn't fit goes the long way, which reads the session's row.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from associate.clock import now
from associate.core.stores.sessions import idle_at
from associate.core.stores.versions import access_version, store_version
from associate.upkeep import counters
from associate.web.access import here
from associate.web.htmx import wants_fragment
from associate.web.logs import route

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 20_000  # questions a process keeps; the one not asked for longest goes
Question = tuple[str, str, str]  # cookies, path, query


@dataclass(frozen=True)
class Current:
    """What has to stay as it is for the answer to hold."""

    access_n: int
    store_id: int
    store_n: int
    until: datetime
    route: str  # its template, for the metrics


def init_app(app: Flask) -> None:
    memory = app.wsgi_app = FromMemory(app, app.wsgi_app)  # type: ignore[method-assign]
    app.before_request_funcs.setdefault(None, []).insert(0, _look_before_access)
    app.after_request(memory.keep)


def still_shown(
    n: int, version: object = None, *, step: int = 0, until: datetime | None = None
) -> Response | None:
    """204 to a live part that shows what is so; None: draw it.

    `n` is the counter of the store here as the route read it, `version` what it made of it (else `n`). That
    may follow the clock as well: every `step` seconds since the epoch, and at `until`; but nothing else.
    """
    if not is_shown(n if version is None else version):
        return None
    ends = [idle_at(current_user.session), current_user.session.expires_at]
    if step:
        ends.append(datetime.fromtimestamp((now().timestamp() // step + 1) * step, UTC))
    ends += [until] if until else []
    g.current = Current(g.access_n, here().id, n, min(ends), route())
    return Response(status=204)


def is_shown(version: object) -> bool:
    """Is it this that the live part shows who asks?"""
    return wants_fragment() and request.args.get("v") == str(version)


def _look_before_access() -> None:
    """Before anybody asks who this is: what is allowed under this number holds while it stands."""
    if "v" in request.args and wants_fragment():
        g.access_n = access_version()


class FromMemory:
    """In front of the app: answers what is kept, and keeps what the app answers."""

    def __init__(self, app: Flask, inner: "WSGIApplication") -> None:
        self.app, self.inner = app, inner
        self.kept: OrderedDict[Question, Current] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and "HTTP_HX_REQUEST" in environ:
            known = self._find(_question(environ))
            if known and self._holds(known):
                counters.requests.labels(known.route, "GET", "204").inc()
                start_response("204 No Content", [("Cache-Control", "no-store")])
                return ()
        return self.inner(environ, start_response)

    def keep(self, response: Response) -> Response:
        if "current" in g and response.status_code == 204 and "Set-Cookie" not in response.headers:
            with self.lock:
                self.kept[_question(request.environ)] = g.current
                if len(self.kept) > MOST:
                    self.kept.popitem(last=False)
        return response

    def _find(self, question: Question) -> Current | None:
        with self.lock:
            if question in self.kept:
                self.kept.move_to_end(question)
            return self.kept.get(question)

    def _holds(self, known: Current) -> bool:
        if now() >= known.until:
            return False
        try:
            with self.app.app_context():
                return known.access_n == access_version() and known.store_n == store_version(known.store_id)
        except SQLAlchemyError:
            return False  # the long way says what is wrong


def _question(environ: "WSGIEnvironment") -> Question:
    return environ.get("HTTP_COOKIE", ""), environ["PATH_INFO"], environ["QUERY_STRING"]
