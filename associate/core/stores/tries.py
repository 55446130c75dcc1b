"""Tries that are counted for all processes together: there is one database, however many they are."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base, atomic, db, insert_into


class Tries(Base):
    """How often one address tried one thing since `began_at`. The address is here as a hash only."""

    __tablename__ = "tries"
    who: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    seconds: Mapped[int] = mapped_column(primary_key=True)  # the length of the window
    began_at: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


def count_try(who: str, seconds: int) -> int:
    """The number of this try in a window that began with the first one, `seconds` ago at most."""
    over = Tries.began_at <= now() - timedelta(seconds=seconds)
    claim = insert_into(Tries).values(who=who, seconds=seconds, began_at=now(), count=1)
    again = claim.on_conflict_do_update(
        index_elements=["who", "seconds"],
        set_={
            "count": sa.case((over, 1), else_=Tries.count + 1),
            "began_at": sa.case((over, now()), else_=Tries.began_at),
        },
    )
    with atomic():
        return int(db.session.scalar(again.returning(Tries.count)) or 0)


def tries_of(who: str, seconds: int) -> int:
    """How many were counted in the window that is open now; nothing is counted by asking."""
    open_now = sa.select(Tries.count).where(Tries.began_at > now() - timedelta(seconds=seconds))
    return db.session.scalar(open_now.where(Tries.who == who, Tries.seconds == seconds)) or 0


def forget_tries(before: datetime) -> int:
    """Inside atomic(): drop windows that began before this. Returns how many."""
    gone = db.session.execute(sa.delete(Tries).where(Tries.began_at < before).returning(Tries.who))
    return len(gone.all())
