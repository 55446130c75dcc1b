"""Who has learned what: the lessons of practice, and the people of a store who passed their checks."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.stores.staff import Staff
from associate.db import Base, db

LESSONS = ("pick", "short", "stage", "handover", "curbside", "return")
"""In the order in which they are learned."""


class LessonPassed(Base):
    """The first time that this person passed the check of a lesson."""

    __tablename__ = "lessons_passed"
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    lesson: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    passed_at: Mapped[datetime] = mapped_column(default=now)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("devices.id"))


def passed_by(staff: Staff) -> dict[str, datetime]:
    """When they passed each lesson that they passed."""
    found = db.session.scalars(sa.select(LessonPassed).filter_by(staff_id=staff.id))
    return {each.lesson: each.passed_at for each in found}


def lessons_of(people: Iterable[int]) -> dict[int, int]:
    """How many of today’s lessons each of these people (ids) passed; who passed none is not in it."""
    theirs = LessonPassed.staff_id.in_(list(people)) & LessonPassed.lesson.in_(LESSONS)
    count = sa.select(LessonPassed.staff_id, sa.func.count()).where(theirs)
    return {row[0]: row[1] for row in db.session.execute(count.group_by(LessonPassed.staff_id))}


def practices(staff: Staff) -> bool:
    """Is it work they do? Who never stands in a store has no lessons to pass."""
    return staff.can("pick")
