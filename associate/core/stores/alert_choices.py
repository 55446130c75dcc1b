"""Which alerts a person wants, and when none. Who chose nothing gets them all, while on shift."""

from collections.abc import Collection
from datetime import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.db import Base, db
from associate.words import later

CARS = ("on_the_way", "car_here", "car_waits", "car_waits_long")
FAMILIES: dict[str, tuple[str, ...]] = {
    "new_order": ("new_order",),
    "soon_late": ("soon_late",),
    "failed_message": ("failed_message",),
    "cars": CARS,
}
"""What one tick stands for. A kind that is in none of them always comes."""

WORDS = {
    "new_order": later("New orders"),
    "soon_late": later("Orders that are nearly late"),
    "cars": later("Cars"),
    "failed_message": later("Messages that failed"),
}


class AlertChoice(Base):
    """One person's. `off` names the families they don't want; the quiet hours are by their store's clock."""

    __tablename__ = "alert_choices"
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    off: Mapped[list[Any]] = mapped_column(default=list)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]

    def wants(self, kind: str, at: time) -> bool:
        """`at`: the time on the wall of the store where they work."""
        is_off = any(kind in FAMILIES[name] for name in self.off if name in FAMILIES)
        return not is_off and not self._is_quiet(at)

    def _is_quiet(self, at: time) -> bool:
        """Hours that go over midnight are the usual case; the same time twice means none."""
        begins, ends = self.quiet_from, self.quiet_until
        if begins is None or ends is None or begins == ends:
            return False
        return begins <= at < ends if begins < ends else at >= begins or at < ends


def choice_of(staff_id: int) -> AlertChoice:
    """What they chose, or what holds for whoever chose nothing."""
    return db.session.get(AlertChoice, staff_id) or AlertChoice(staff_id=staff_id, off=[])


def choices_of(people: Collection[int]) -> dict[int, AlertChoice]:
    """Of those who chose something, by person."""
    find = sa.select(AlertChoice).where(AlertChoice.staff_id.in_(people))
    return {choice.staff_id: choice for choice in db.session.scalars(find)}
