"""Evidence files: a PDF that was signed, and what the journal says of it."""

import json
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class EvidenceKind(StrEnum):
    HANDOVER = "handover"
    RETURN = "return"


class Evidence(Base):
    """One file about one deed, as it was drawn: asked for again, it is the same bytes. When what it tells
    changes (an undo), the next one is another file, and this one stays proven. Its bytes name people and are
    forgotten with them (upkeep/retention.py); the sum and the signature stay, to prove a copy by."""

    __tablename__ = "evidence_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)  # as printed on it: "EV-7K3M9QX2"
    kind: Mapped[EvidenceKind]
    about: Mapped[str] = mapped_column(sa.String(60))  # "handover:7", "return:3"
    order_id: Mapped[int | None] = mapped_column(index=True)
    store_id: Mapped[int]
    told: Mapped[str] = mapped_column(
        sa.String(64)
    )  # a sum over what it tells: the same again, the same file
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    key_id: Mapped[str] = mapped_column(sa.String(16))
    signature: Mapped[str] = mapped_column(sa.String(128))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (sa.UniqueConstraint("about", "told"),)

    @property
    def ref(self) -> str:
        return f"evidence:{self.id}"


FORGOTTEN = {"body": b"", "told": Evidence.code}
"""The bytes go, and whoever asks again gets a file of its own."""


def signed_words(code: str, about: str, sha256: str) -> str:
    """What the signature is over: which file, about what."""
    return json.dumps([code, about, sha256], separators=(",", ":"))
