"""Boxes and mailers: add one, change one. They are every store’s, and none is ever deleted."""

from typing import Any

import sqlalchemy as sa

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.shipping.models import Box
from associate.core.stores.settings import Snapshot, differences, keep_change, must_be_current
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "box"
COLUMNS = (
    "name",
    "inner_length_mm",
    "inner_width_mm",
    "inner_height_mm",
    "outer_length_mm",
    "outer_width_mm",
    "outer_height_mm",
    "weight_g",
    "max_g",
    "is_mailer",
    "is_active",
)


def every_box() -> list[Box]:
    """Those in use first, by code."""
    return list(db.session.scalars(sa.select(Box).order_by(Box.is_active.desc(), Box.code)))


def box_called(code: str) -> Box:
    """Raises Missing."""
    found = db.session.scalar(sa.select(Box).filter_by(code=code))
    if found is None:
        raise Missing("no_box", _("There’s no such box."))
    return found


def state_of(box: Box) -> Snapshot:
    return {name: getattr(box, name) for name in COLUMNS}


def add(values: dict[str, Any], *, intent: Intent, by: Actor) -> Said:
    """Raises Refused("code_taken")."""
    with atomic():
        if (done := answered(intent)) is not None:
            return done
        if db.session.scalar(sa.select(Box.id).filter_by(code=values["code"])):
            raise Refused("code_taken", _("There’s a box with this code already."))
        box = Box(**values)
        db.session.add(box)
        db.session.flush()
        record("box.added", about=box, by=by, code=box.code)
        return answer(intent, **saved())


def change(box: Box, values: dict[str, Any], *, seen: str, intent: Intent, by: Actor) -> Said:
    """Parcels that lie in one keep the size they were closed with. Raises OutOfDate("changed_since")."""
    with atomic(box):
        if (done := answered(intent)) is not None:
            return done
        before = state_of(box)
        must_be_current(box, SECTION, seen, before)
        for name in COLUMNS:
            setattr(box, name, values[name])
        keep_change(box, SECTION, differences(before, state_of(box)), by=by, thing=box.code)
        return answer(intent, **saved())
