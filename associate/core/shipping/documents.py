"""Files that were bought or drawn and have to come out the same again: labels, forms, manifests."""

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base, db


class StoredDocument(Base):
    """A file as it was, with its SHA-256. It names a person: it is shown to who may see it, never logged,
    and its bytes are forgotten after a while (upkeep/retention.py); the sum stays, to prove a copy by."""

    __tablename__ = "stored_documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))  # label, form, manifest
    about: Mapped[str] = mapped_column(sa.String(60), index=True)
    media: Mapped[str] = mapped_column(sa.String(10))  # pdf, zpl, png
    sha256: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def ref(self) -> str:
        return f"document:{self.id}"


def store_document(kind: str, about: str, body: bytes, *, media: str) -> StoredDocument:
    """Inside atomic(): keep this file."""
    digest = hashlib.sha256(body).hexdigest()
    document = StoredDocument(kind=kind, about=about, media=media, sha256=digest, body=body)
    db.session.add(document)
    db.session.flush()
    return document
