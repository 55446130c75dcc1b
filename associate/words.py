"""Sentences that people read, in their language. Core words need no request, only an app."""

from flask_babel import get_locale, ngettext, pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as later

__all__ = ["LANGUAGES", "_", "language", "later", "ngettext", "pgettext", "spoken"]

LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
"""What we speak, each in its own name. Any but English has a catalog in associate/translations."""


def spoken(*wanted: str | None) -> str | None:
    """The first of these languages ("es-MX", "fr_CA", "de") that we speak, as "es" or "fr"."""
    for name in wanted:
        language = (name or "").replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return None


def language() -> str:
    """The language that is spoken just now: "en", "es" or "fr"."""
    locale = get_locale()
    return locale.language if locale else "en"
