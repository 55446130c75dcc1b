"""The one door of the API: who is it, may they, how often, and is it JSON?

It looks before anything that was sent is read. A cookie is never looked at: that is why the API needs no
token against forged forms.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import current_app, g, request
from flask_openapi import APIBlueprint
from sqlalchemy.exc import OperationalError

from associate.core.catalog.channels import Channel
from associate.core.events.api_tokens import ApiToken, note_use, token_of
from associate.db import db
from associate.errors import Busy, Refused
from associate.web.api.idempotency import read_key
from associate.web.api.problems import ApiProblem
from associate.web.limits import seconds_to_wait, too_many
from associate.web.security import csrf

WRONG_TOKEN = "20 per minute"
OPEN = {"public"}

api = APIBlueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    operation_id_callback=lambda name, path, method: name,
)
csrf.exempt(api)


def bearer() -> ApiToken:
    """The token that asks."""
    return cast(ApiToken, g.api_token)


def has_scope(scope: str) -> bool:
    return scope in bearer().scopes


def own_channel() -> Channel:
    """The channel that this token speaks for. Raises ApiProblem 403 where it speaks for none."""
    channel = db.session.get(Channel, bearer().channel_id or 0)
    if channel is None or not channel.is_active:
        raise ApiProblem(403, "no_channel", "This token speaks for no channel that is in use.")
    return channel


@api.before_request
def look() -> None:
    view = cast(Callable[..., Any], current_app.view_functions[request.endpoint or ""])
    allows = cast(str, getattr(view, "allows", ""))
    if allows in OPEN:
        return
    token = _known()
    if (seconds := seconds_to_wait(f"api_token:{token.id}")) is not None:
        raise ApiProblem(429, "too_many", headers={"Retry-After": str(seconds)})
    scope = allows.removeprefix("token:")
    if scope not in token.scopes:
        raise ApiProblem(403, "no_scope", f"This token lacks the scope {scope}.")
    if request.method == "POST":
        _must_be_json()
    if getattr(view, "is_once", False):
        read_key()


@api.after_request
def remember_use(answer: Any) -> Any:
    """Written once the answer is out, and at most once a minute: a read stays a read."""
    if "api_token" in g:
        app, number = current_app._get_current_object(), g.api_token.id  # type: ignore[attr-defined]
        answer.call_on_close(lambda: _note(app, number))
    return answer


def _known() -> ApiToken:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    token = token_of(text.strip()) if scheme.lower() == "bearer" else None
    if token is not None and token.is_good():
        g.api_token = token
        return token
    if text and too_many(WRONG_TOKEN, "api_token"):
        raise ApiProblem(429, "too_many", headers={"Retry-After": "60"})
    if token is not None:
        raise ApiProblem(401, "token_over", "This token has expired or was revoked.")
    raise ApiProblem(401, "bad_token" if text else "no_token")


def _must_be_json() -> None:
    if request.mimetype != "application/json":
        raise ApiProblem(415, "not_json")
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # nested deeper than anything we ask for
        sent = None
    if not isinstance(sent, dict):
        raise ApiProblem(400, "bad_json", "Send one JSON object.")


def _note(app: Any, token_id: int) -> None:
    with app.app_context():
        try:
            note_use(token_id)
        except (Busy, OperationalError, Refused):  # the next use is noted instead
            db.session.rollback()
        finally:
            db.session.remove()
