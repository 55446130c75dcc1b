"""Words for whoever goes on: left with a pause, read first by the one who takes up what lies there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.waves import Wave
from associate.db import Base, db
from associate.errors import Refused
from associate.words import _

MOST = 200  # characters
Picked = Fulfillment | Wave


class Baton(Base):
    """Of one order's picking or of a wave's; never both. `taken_by`: who went on, also whoever left it."""

    __tablename__ = "batons"
    id: Mapped[int] = mapped_column(primary_key=True)
    fulfillment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fulfillments.id"), index=True)
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("waves.id"), index=True)
    words: Mapped[str] = mapped_column(sa.String(MOST))
    left_by: Mapped[str] = mapped_column(sa.String(60))
    left_at: Mapped[datetime] = mapped_column(default=now)
    taken_by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    taken_at: Mapped[datetime | None]


def leave_baton(about: Picked, words: str, *, by: Actor) -> None:
    """Inside atomic(about), as it is put down: these words take the place of earlier ones; none leave those.

    Raises Refused("too_long").
    """
    words = " ".join(words.split())
    if len(words) > MOST:
        raise Refused("too_long", _("At most %(most)d characters.", most=MOST))
    if words:
        take_up(about, by=by)
        db.session.add(Baton(**_of(about), words=words, left_by=by.ref))


def take_up(about: Picked, *, by: Actor) -> None:
    """Inside atomic(about): whoever goes on has them."""
    if baton := open_baton(about):
        baton.taken_by, baton.taken_at = by.ref, now()


def open_baton(about: Picked) -> Baton | None:
    """What was left and nobody took up yet."""
    return db.session.scalar(_latest(about).where(Baton.taken_at.is_(None)))


def baton_for(about: Picked) -> Baton | None:
    """What its owner got with it, taking over or from a lead, until the first scan; or what they left there
    themselves."""
    if about.is_paused:
        return open_baton(about)
    since, scanned = about.owned_at, about.last_scan_at
    if since is None or (scanned and scanned >= since):
        return None
    me, taken = f"staff:{about.owner_id}", Baton.taken_by == f"staff:{about.owner_id}"
    if scanned:
        taken = sa.and_(taken, Baton.taken_at > scanned)
    mine = _latest(about).where(Baton.left_by != me, sa.or_(Baton.taken_at.is_(None), taken))
    return db.session.scalar(mine)


def _latest(about: Picked) -> sa.Select[Baton]:
    return sa.select(Baton).filter_by(**_of(about)).order_by(Baton.id.desc()).limit(1)


def _of(about: Picked) -> dict[str, int]:
    return {"wave_id" if isinstance(about, Wave) else "fulfillment_id": about.id}
