"""What the demo shows that a shop never does: everybody's password, everybody's PIN."""

from flask import current_app
from sqlalchemy import select

from associate.core.stores.models import Store
from associate.core.stores.staff import Staff
from associate.db import db

DEMO_PASSWORD = "a sentence for the demo"
"""What the demo's people sign in with. It is on the login page then, and nowhere in a shop."""

DEMO_PIN = "402816"
"""What they switch with on a tablet of the demo."""


def is_demo() -> bool:
    return bool(current_app.config["DEMO"] == "yes")


def demo_pin() -> str:
    """The PIN to show, in the demo; empty in a shop."""
    return DEMO_PIN if is_demo() else ""


def demo_people() -> list[Staff]:
    """Everyone of the first two stores, then who works in all of them; nobody in a shop."""
    if not is_demo():
        return []
    first = select(Store.id).order_by(Store.id).limit(2)
    shown = select(Staff).where(Staff.is_active, Staff.store_id.in_(first) | Staff.store_id.is_(None))
    return list(db.session.scalars(shown.order_by(Staff.store_id.is_(None), Staff.store_id, Staff.id)))
