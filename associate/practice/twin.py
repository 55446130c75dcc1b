"""The app once more, with nothing that reaches out: no worker, no API, no webhooks, no one to write to.

It lives below /practice/shop/, so a page says by its address whether it is real, and a form of one side never
arrives at the other. It signs with a key of its own too: what it signed is worth nothing in the real shop.
"""

import hmac
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, Response, current_app, redirect, request, url_for
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from associate.practice import shop
from associate.practice.lessons import BY_NAME, step_of
from associate.practice.refusals import note_refusal
from associate.practice.seen import look
from associate.practice.worlds import at, file_of, inside, make_world
from associate.web.access import SignedIn
from associate.web.polls import Memory

MOUNT = "/practice/shop"
OPEN = {
    "today", "picking", "packing", "handover", "returns", "curbside", "putback", "orders", "stock", "lookup",
    "documents", "guide", "waves", "tasks",
}  # fmt: skip
"""Rooms of the floor. Accounts, settings, people and machines aren’t practiced with: they lead back out."""
TAKEN_OVER = ("RETAILER", "TESTING", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "WTF_CSRF_ENABLED")


class SameSession(SecureCookieSessionInterface):
    """The cookie of the real shop: the one thing that both sides can read."""

    def __init__(self, real: Flask) -> None:
        self._real = real

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(self._real)


class Twin:
    """Made when somebody first practices; then one for all, each request on the database of its person."""

    def __init__(self, real: Flask, make: Callable[[Mapping[str, Any]], Flask]) -> None:
        self._real, self._make, self._lock = real, make, Lock()
        self._app: Flask | None = None

    @property
    def app(self) -> Flask:
        with self._lock:
            self._app = self._app or self._made()
            return self._app

    def _made(self) -> Flask:
        app = self._make(self._settings())
        app.session_interface = SameSession(self._real)
        shelf = self._real.extensions["assets"]
        app.extensions.update(assets=shelf, polls=Memory(app, app.wsgi_app))  # kept, and never asked
        app.jinja_env.globals.update(asset=shelf.url, assets_version=shelf.version)
        app.before_request_funcs.setdefault(None, []).insert(0, _keep_to_the_floor)
        app.after_request(note_refusal)
        return app

    def file(self, staff_id: int) -> Path:
        return file_of(self._real.config["PRACTICE_FOLDER"], staff_id)

    def begin(self, me: SignedIn, lesson: str) -> None:
        """A fresh shop for this person, with what the lesson needs. Raises Refused("no_store")."""
        about = shop.About.of(me)
        make_world(self.app, self.file(about.staff_id), lambda: shop.furnish(about, lesson))

    def url_for(self, endpoint: str) -> str:
        """Where a page of the practice shop is, from the real one."""
        address = self.app.url_map.bind("", MOUNT).build(endpoint)
        return request.script_root + address

    def done(self, me: SignedIn) -> tuple[str, int]:
        """The lesson that this person began last, and how many of its steps are done; ("", 0) without one."""
        file = self.file(me.staff.id)
        if not file.exists():
            return "", 0
        with inside(self.app, file):
            seen = look()
            return (seen.lesson, step_of(BY_NAME[seen.lesson], seen)) if seen else ("", 0)

    def answer(self, path: str, me: SignedIn) -> Response:
        """What the practice shop answers to this request."""
        visitor = shop.Visitor.of(me.session)
        file = self.file(visitor.staff_id)
        if not file.exists():
            return redirect(url_for("practice.show_lessons"))
        environ = {
            **request.environ,
            "SCRIPT_NAME": request.script_root + MOUNT,
            "PATH_INFO": f"/{path}",
            "wsgi.input": BytesIO(request.get_data()),
        }
        with inside(self.app, file):
            shop.sign_in(visitor)
        with at(file):
            return Response.from_app(self.app.wsgi_app, environ, buffered=True)

    def _settings(self) -> dict[str, Any]:
        known = self._real.config
        return {
            **{name: known[name] for name in TAKEN_OVER if name in known},
            "PRACTICE": True,
            "SQLALCHEMY_DATABASE_URI": "sqlite://",  # empty: outside a world there is nothing
            "SECRET_KEY": hmac.digest(known["SECRET_KEY"].encode(), b"practice", "sha256").hex(),
            "BASE_URL": known["BASE_URL"].rstrip("/") + MOUNT,
            **dict.fromkeys(("MAIL_URL", "SMS_URL", "PUSH_URL"), "console:"),
            **dict.fromkeys(("ASSOCIATE_WORKER", "WEBHOOKS_TO_SELF", "DEMO", "METRICS_TOKEN"), ""),
            "TRUSTED_HOPS": "0",
        }


def twin() -> Twin:
    return current_app.extensions["practice"]  # type: ignore[no-any-return]


def _keep_to_the_floor() -> Any:
    """What isn’t practiced leads back to the lessons."""
    if request.blueprint in OPEN or request.endpoint == "switching.touch":
        return None
    return redirect(request.script_root.removesuffix("/shop"), code=303)
