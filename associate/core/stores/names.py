"""Who a reference of the journal means: "staff:7" is Ana. First names only, and only of our own people."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.events.record import Actor
from associate.core.stores.staff import Staff
from associate.db import db


def first_names(refs: Iterable[str]) -> dict[str, str]:
    """Reference → first name, in one read; what is none of our people is left out."""
    ids = {number for ref in refs if (number := Actor(ref).staff_id)}
    if not ids:
        return {}
    found = db.session.execute(sa.select(Staff.id, Staff.first_name).where(Staff.id.in_(ids)))
    return {f"staff:{number}": name for number, name in found}


def first_name(ref: str) -> str:
    """Of one of them; empty for whoever is none of our people."""
    number = Actor(ref).staff_id
    staff = db.session.get(Staff, number) if number else None
    return staff.first_name if staff else ""
