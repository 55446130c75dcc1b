"""Who is asking, and may they? Every view says who may use it; a test refuses the build if one forgets."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from flask import Flask, abort, g, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select
from werkzeug.local import LocalProxy

from associate.core.events.commands import Intent, intent
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff, StaffSession
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _

View = Callable[..., Any]
logins = LoginManager()
logins.session_protection = None  # the session is a row here; a tablet's address changes all day


@dataclass
class SignedIn(UserMixin):
    """The person at this browser, for as long as their session row lives."""

    session: StaffSession
    token: str

    def get_id(self) -> str:
        return self.token

    @property
    def staff(self) -> Staff:
        return self.session.staff

    @property
    def store(self) -> Store | None:
        return self.session.staff.store or self.session.store


def init_app(app: Flask) -> None:
    logins.init_app(app)
    app.context_processor(lambda: {"me": current_staff, "store": _store(), "new_command": new_command})


def new_command() -> str:
    """An id for one intent, rendered into the form that means it."""
    return secrets.token_urlsafe(12)


@logins.user_loader
def _load(token: str) -> SignedIn | None:
    session = db.session.scalar(select(StaffSession).filter_by(token_hash=token_hash(token)))
    return SignedIn(session, token) if session and session.is_live() else None


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _store() -> Store | None:
    return current_user.store if current_user.is_authenticated else None


def _must_have_store() -> Store:
    store = _store()
    if store is None:
        raise Refused("no_store", _("Choose a store first."))
    return store


current_staff = cast(Staff, LocalProxy(lambda: current_user.staff if current_user.is_authenticated else None))
current_store = cast(Store, LocalProxy(_must_have_store))


def here() -> Store:
    """The store itself, not the proxy: what rules and queries are given."""
    return _must_have_store()


def me() -> Actor:
    return current_user.staff.actor


def staff_can(permission: str) -> Callable[[View], View]:
    """Only people whose role has this permission. A page that belongs to another store than the one
    chosen since is out of date."""

    def allowed() -> None:
        if not current_user.is_authenticated:
            abort(401)
        if not current_user.staff.can(permission):
            abort(403)
        _same_store()

    return _guard(f"staff:{permission}", allowed)


def signed_in(view: View) -> View:
    """Anyone who works here."""
    return _guard("staff", lambda: None if current_user.is_authenticated else abort(401))(view)


def public(view: View) -> View:
    """Anyone at all."""
    return _guard("public", lambda: None)(view)


def link_holder(view: View) -> View:
    """Whoever holds the customer's link; the view looks the token up."""
    return _guard("link", lambda: None)(view)


def signed(view: View) -> View:
    """A machine whose signature the view verifies."""
    return _guard("signature", lambda: None)(view)


def read_intent(name: str) -> Intent:
    """The command id that the form or the scan carries, over all that was sent with it."""
    key = request.form.get("command_id", "")
    if not 8 <= len(key) <= 80:
        raise Refused("no_command_id", _("This page is too old to send that. Open it again."))
    content = {k: request.form.getlist(k) for k in request.form if k not in ("csrf_token", "command_id")}
    return intent(key, name, g.get("actor") or me(), {"path": request.path, **content})


def _guard(label: str, allowed: Callable[[], None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            allowed()
            return view(*args, **kwargs)

        guarded.allows = label  # type: ignore[attr-defined]
        return guarded

    return decorate


def _same_store() -> None:
    meant = request.form.get("store")
    store = _store()
    if meant and store and meant != store.code:
        raise OutOfDate(
            "other_store", _("You’re working in %(store)s now. Open the page again.", store=store.name)
        )
