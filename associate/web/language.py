"""Which language and which clock a page speaks: the store's, until people may choose."""

from flask import Flask, g
from flask_babel import Babel
from flask_login import current_user

babel = Babel()


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=_locale, timezone_selector=_zone)


def _locale() -> str | None:
    store = g.get("store") or _my_store()
    return store.locale if store else None


def _zone() -> str | None:
    store = g.get("store") or _my_store()
    return store.zone if store else None


def _my_store():  # type: ignore[no-untyped-def]
    return current_user.store if current_user and current_user.is_authenticated else None
