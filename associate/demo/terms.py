"""What the demo takes back: its rules for returns, one of each kind a shop soon wants."""

from datetime import date
from typing import Any

from associate.clock import now
from associate.core.returns.models import ReturnRule
from associate.db import db

LAST_PIECE = "last piece"
"""The tag of what is sold for good."""


def set_terms() -> None:
    """Inside atomic(). The holidays are those of this year."""
    year = now().year
    autumn = {"since": date(year, 10, 15), "until": date(year, 12, 24)}
    _rules(
        ("Dear things", {}, {"ceiling": 15000, "second_person_above": 30000}),
        ("Without a receipt", {}, {"no_receipt": True, "no_receipt_ceiling": 5000}),
        ("Say what is wrong", {}, {"needs_note": ["not_as_described"], "needs_photo": ["damaged"]}),
        ("Food and wine stay", {"category": "Food and wine"}, {"returnable": False}),
        ("Last pieces", {"tag": LAST_PIECE}, {"final_sale": True}),
        ("Presents", autumn, {"open_until": date(year + 1, 1, 31).isoformat()}),
    )


def _rules(*rules: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    for position, (name, named, says) in enumerate(rules, 1):
        db.session.add(ReturnRule(position=position, name=name, says=says, **named))
    db.session.flush()
