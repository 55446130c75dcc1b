"""Which language and which clock a page speaks: the person's, else the store's, else the browser's."""

from typing import Any

from flask import Blueprint, Flask, g, has_request_context, request, url_for
from flask_babel import Babel, get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from associate.core.events.record import record
from associate.core.stores.models import Store
from associate.db import atomic
from associate.errors import Refused
from associate.web.access import me, signed_in
from associate.web.catalogs import Catalogs
from associate.web.htmx import go
from associate.web.paths import is_api
from associate.words import LANGUAGES, _, spoken

bp = Blueprint("language", __name__)
babel = Babel()


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=_language, timezone_selector=_zone)
    babel.domain_instance = Catalogs()
    app.context_processor(lambda: {"lang": str(get_locale() or "en"), "languages": LANGUAGES})


@bp.post("/me/language")
@signed_in
def choose_language() -> Response | Any:
    """The language of my screens, wherever I sign in; empty is the store's."""
    wanted, staff = request.form.get("language", ""), current_user.staff
    if wanted and wanted not in LANGUAGES:
        raise Refused("no_such_language", _("We don’t speak that language yet."))
    with atomic(staff):
        before, staff.locale = staff.locale, wanted
        record("staff.chose_language", about=staff, by=me(), before=before, after=wanted)
    return go(url_for("login.show_person"))


def _language() -> str | None:
    """A person chose one; a customer's came with the order, or with their browser; then the store's."""
    if not has_request_context():
        return None
    if is_api():
        return "en"
    if current_user and current_user.is_authenticated:
        return spoken(current_user.staff.locale, _locale_of(current_user.store))
    order, store = g.get("order"), g.get("store")
    asked = request.accept_languages.values()
    return spoken(order.locale if order else None, *asked, _locale_of(store))


def _locale_of(store: Store | None) -> str | None:
    return store.locale if store else None


def _zone() -> str | None:
    signed_in_here = current_user and current_user.is_authenticated
    store = g.get("store") or (current_user.store if signed_in_here else None)
    return store.zone if store else None
