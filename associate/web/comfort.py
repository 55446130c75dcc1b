"""How a screen sits in the hand and meets the eye: for the person, on whatever they pick up."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user

from associate.core.events.record import record
from associate.core.stores.staff import Hand
from associate.db import atomic
from associate.errors import Refused
from associate.web.access import me, signed_in
from associate.web.htmx import go
from associate.web.said import say
from associate.words import _

bp = Blueprint("comfort", __name__)
TEXT_SIZES = (100, 125, 150, 200)
"""In percent of the browser's. WCAG 2.2, 1.4.4: up to 200 % without loss of content or function."""


@bp.app_context_processor
def _sizes() -> dict[str, Any]:
    return {"text_sizes": TEXT_SIZES}


@bp.post("/me/comfort")
@signed_in
def choose_comfort() -> Any:
    """The hand that holds it, and how large the letters are."""
    hand, size, staff = _hand(), _text_size(), current_user.staff
    with atomic(staff):
        staff.hand, staff.text_size = hand, size
        record("staff.chose_comfort", about=staff, by=me(), hand=hand, text_size=size)
    say("ok", _("So it stays"), _("On every tablet and phone you sign in on."))
    return go(url_for("login.show_person"))


def _hand() -> Hand:
    try:
        return Hand(request.form.get("hand", ""))
    except ValueError:
        raise Refused("no_such_hand", _("Choose the left or the right hand.")) from None


def _text_size() -> int:
    asked = request.form.get("text_size", "")
    if asked not in map(str, TEXT_SIZES):
        raise Refused("no_such_size", _("Choose one of the sizes."))
    return int(asked)
