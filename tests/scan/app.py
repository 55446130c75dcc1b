"""The app as a shop runs it, but for what would keep a scanner from seeing what lies behind."""

import re
from typing import Any, cast

from flask import Flask, request
from flask_login import current_user, user_logged_in
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from associate import create_app
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.web.access import SignedIn, new_command
from associate.workflows.settings.forms.draft import mark_of

RENDERED = re.compile(r"[\w-]{16}")  # what `new_command` writes into a form; else it is the scanner's own


def create_scan_app() -> Flask:
    """Nobody is told to wait, since a 429 is all that a scanner would see then; and a form that is sent again
    with other contents counts as a new intent, agreed to and of today, since it would only be told that its
    command id is used up, or be asked to look again.
    Who works in all stores chooses the first one as they sign in.
    """
    app = create_app({"RATELIMIT_ENABLED": False})
    app.before_request(_mean_it_anew)
    user_logged_in.connect(_choose_a_store, app)
    return app


class Current(str):
    """The stamp of what a form showed, which counts as current whatever the scanner has changed since."""

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


def _mean_it_anew() -> None:
    form = MultiDict(request.form)
    if RENDERED.fullmatch(form.get("command_id", "")):
        form["command_id"] = new_command()
        if "mark" in form:  # of the settings: filled once it was shown once more, to be agreed to
            form["seen"] = Current(form.get("seen", ""))
            form["mark"] = form["mark"] and mark_of(form)
        request.__dict__["form"] = ImmutableMultiDict(form)  # `form` is a cached property


def _choose_a_store(_app: Flask, **_told: Any) -> None:
    row = cast(SignedIn, current_user).session
    if row.staff.store_id is None:
        with atomic(row):
            row.store_id = db.session.scalar(select(Store.id).order_by(Store.id).limit(1))
