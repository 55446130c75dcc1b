"""The app as a shop runs it, but for what would keep a scanner from seeing what lies behind."""

import re
from typing import Any, cast

from flask import Flask, request
from flask_login import current_user, user_logged_in
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict

from associate import create_app
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.web.access import SignedIn, new_command

RENDERED = re.compile(
    r"[\w-]{16}"
)  # what `new_command` writes into a form; what is none is the scanner's own


def create_scan_app() -> Flask:
    """Nobody is told to wait, since a 429 is all that a scanner would see then; and a form that is sent again
    with other contents counts as a new intent, since it would only be told that its command id is used up.
    Who works in all stores chooses the first one as they sign in.
    """
    app = create_app({"RATELIMIT_ENABLED": False})
    app.before_request(_mean_it_anew)
    user_logged_in.connect(_choose_a_store, app)
    return app


def _mean_it_anew() -> None:
    if RENDERED.fullmatch(request.form.get("command_id", "")):
        fields = [(key, value) for key, value in request.form.items(multi=True) if key != "command_id"]
        meant = ImmutableMultiDict([*fields, ("command_id", new_command())])
        request.__dict__["form"] = meant  # `form` is a cached property


def _choose_a_store(_app: Flask, **_told: Any) -> None:
    row = cast(SignedIn, current_user).session
    if row.staff.store_id is None:
        with atomic(row):
            row.store_id = db.session.scalar(select(Store.id).order_by(Store.id).limit(1))
