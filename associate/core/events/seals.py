"""Seals over the journal: what it was, signed, so that nobody can make it say something else unseen."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.events.chain import Head
from associate.db import Base, db


class Seal(Base):
    """One stretch of the journal: its events above `after`, up to and including `last`. Append-only.

    `digest` is over the events, `hash` over the seal and the one before it, `signature` over that; `marks`
    hold each event's id and the beginning of its sum, to say which one is not what it was (chain.py).
    """

    __tablename__ = "seals"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3: none may be missing
    after: Mapped[int]
    last: Mapped[int]
    events: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    marks: Mapped[bytes] = mapped_column(sa.LargeBinary)
    before: Mapped[str] = mapped_column(sa.String(64))  # the hash of the seal before
    hash: Mapped[str] = mapped_column(sa.String(64))
    key_id: Mapped[str] = mapped_column(sa.String(16))
    signature: Mapped[str] = mapped_column(sa.String(128))
    at: Mapped[datetime] = mapped_column(default=now)

    @property
    def head(self) -> Head:
        return Head(self.id, self.hash)


class SealKey(Base):
    """A public key that seals are signed with, and from where on: signed by itself, over the seal that was
    the last one then, so that nobody without the key can bring it in."""

    __tablename__ = "seal_keys"
    id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    public: Mapped[str] = mapped_column(sa.String(64))
    after_seal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after_hash: Mapped[str] = mapped_column(sa.String(64))
    signature: Mapped[str] = mapped_column(sa.String(128))
    since: Mapped[datetime] = mapped_column(default=now)


def last_seal() -> Seal | None:
    return db.session.scalar(sa.select(Seal).order_by(Seal.id.desc()).limit(1))
