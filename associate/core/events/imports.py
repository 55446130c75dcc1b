"""Files people brought in, and what became of each row."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.db import Base


class Import(Base):
    """One file. Tried first (`done_at` is None), then carried out by a second tap on the same report."""

    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))  # catalog, stock, orders, sales, returns, transfers
    name: Mapped[str] = mapped_column(sa.String(200))
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"))
    text: Mapped[str] = mapped_column(sa.Text)  # emptied once it is carried out or thirty days old
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)  # rows, new, changed, same, problems
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[str] = mapped_column(sa.String(60))
    taken: Mapped[int] = mapped_column(default=0, server_default="0")  # entries of its content, in bites
    done_at: Mapped[datetime | None]

    @property
    def ref(self) -> str:
        return f"import:{self.id}"
