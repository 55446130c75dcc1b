"""Sentences that people read, in their language. Core words need no request, only an app."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as later
from flask_babel import ngettext

__all__ = ["_", "later", "ngettext"]
