"""Who is asking, and may they? Every view says who may use it; a test refuses the build if one forgets."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, cast

from flask import Flask, abort, g, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import select
from werkzeug.local import LocalProxy

from associate.core.events.commands import Intent, intent
from associate.core.events.record import Actor
from associate.core.stores import sessions
from associate.core.stores.devices import Device
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff, StaffSession
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.web.devices import device_of_cookie, device_token
from associate.web.made import is_late, read_made
from associate.web.paths import is_api
from associate.web.tokens import token_hash
from associate.words import _

View = Callable[..., Any]
SOURCES = ("wedge", "camera", "typed")
"""How a code got into a scan field, as the browser tells. A page without JavaScript doesn’t."""
UNTOLD = {"csrf_token", "command_id", "pin", "approver_pin", "approver_password"}
"""Form fields that an intent's fingerprint leaves out: of a PIN even a hash would tell it."""
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
    app.before_request(_note_use)
    app.context_processor(
        lambda: {
            "me": current_staff,
            "store": _store(),
            "new_command": new_command,
            "this_device": current_device(),
            "idle_seconds": _idle_seconds(),
        }
    )


def new_command() -> str:
    """An id for one intent, rendered into the form that means it."""
    return secrets.token_urlsafe(12)


@logins.user_loader
def _load(token: str) -> SignedIn | None:
    """Whoever holds this token, while the session stands. One that nobody used for long is locked: it opens
    nothing, and `g.locked` says whose it was."""
    session = db.session.scalar(select(StaffSession).filter_by(token_hash=token_hash(token)))
    if session is None or not sessions.is_standing(session) or not _is_its_device(session.device):
        return None
    if sessions.is_idle(session):
        g.locked = session
        return None
    if is_late():
        session = read_made(session) or session
    return SignedIn(session, token)


def current_device() -> Device | None:
    """The tablet or phone of a store that this browser is; None for any other browser."""
    if current_user.is_authenticated:
        return cast(SignedIn, current_user).session.device
    device = device_of_cookie()
    return device if device and device.revoked_at is None else None


def session_here() -> StaffSession | None:
    """This browser's session, also one that is locked."""
    return current_user.session if current_user.is_authenticated else g.get("locked")


def way_in(back: str = "") -> str:
    """Where a browser goes that nobody is signed in at: the same person's PIN after an idle lock on a device,
    else the login. `back` is the page that comes after it."""
    locked = g.get("locked")
    if locked and locked.device_id:
        return url_for("switching.show_pin", staff_id=locked.staff_id, next=back or None)
    return url_for("login.show_login", next=back or None)


def _idle_seconds() -> int:
    """After how long without a touch this screen locks; 0 where nobody is signed in."""
    if not current_user.is_authenticated:
        return 0
    return int(sessions.idle_after(current_user.session.device).total_seconds())


def _is_its_device(device: Device | None) -> bool:
    """A session that began on a device lives there only: its cookie alone opens nothing elsewhere."""
    return device is None or hmac.compare_digest(token_hash(device_token()), device.token_hash)


def _note_use() -> None:
    """A command says that somebody is there. Looking does not, since polls look too; nor does what was done
    earlier and comes by itself."""
    if request.method == "POST" and not (is_api() or is_late()) and current_user.is_authenticated:
        sessions.note_use(current_user.session)


def _store() -> Store | None:
    return current_user.store if current_user.is_authenticated else None


current_staff = cast(Staff, LocalProxy(lambda: current_user.staff if current_user.is_authenticated else None))


def here() -> Store:
    """The store that this person works in now. Raises Refused("no_store")."""
    store = _store()
    if store is None:
        raise Refused("no_store", _("Choose a store first."))
    return store


def me() -> Actor:
    """Who does it, on which device, and how what they scanned came in."""
    source = request.form.get("source", "")
    known = source if source in SOURCES else ""
    made = g.get("made")
    by = made.by if made else Actor(current_user.staff.ref, current_user.session.device_id)
    return replace(by, source=known)


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


def token_can(scope: str) -> Callable[[View], View]:
    """Only a machine whose token has this scope; web/api/door.py looks before it reads what was sent."""
    return _guard(f"token:{scope}", lambda: None)


def read_intent(name: str) -> Intent:
    """The command id that the form or the scan carries, over all that was sent with it."""
    key = request.form.get("command_id", "")
    if not 8 <= len(key) <= 80:
        raise Refused("no_command_id", _("This page is too old to send that. Open it again."))
    content = {k: request.form.getlist(k) for k in request.form if k not in UNTOLD}
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
