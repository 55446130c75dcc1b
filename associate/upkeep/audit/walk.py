"""Once over the journal and its seals, in pages: as much memory for a million events as for a thousand."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from associate.core.events.models import Event
from associate.core.events.seals import Seal
from associate.db import db
from associate.upkeep.audit.seal import COLUMNS

PAGE = 2000  # events at a time
SEALS = 100  # at a time: each has up to 16 KB of marks


class Walk:
    """The events by rising id. Whoever asks takes them as far as they go; the next one goes on there."""

    def __init__(self) -> None:
        self._rows = self._all()
        self._next = next(self._rows, None)

    def up_to(self, last: int) -> Iterator[Any]:
        while self._next is not None and self._next.id <= last:
            event, self._next = self._next, next(self._rows, None)
            yield event

    def skip_to(self, last: int | None) -> None:
        if last is not None:
            for _event in self.up_to(last):
                pass

    def rest(self) -> Iterator[Any]:
        while self._next is not None:
            yield from self.up_to(self._next.id)

    def _all(self) -> Iterator[Any]:
        page = sa.select(*COLUMNS).order_by(Event.id).limit(PAGE)
        rows = db.session.execute(page).all()
        while rows:
            yield from rows
            rows = db.session.execute(page.where(Event.id > rows[-1].id)).all()


def seals() -> Iterator[Any]:
    page = sa.select(Seal).order_by(Seal.id).limit(SEALS)
    found = list(db.session.scalars(page))
    while found:
        last = found[-1].id
        yield from found
        for seal in found:
            db.session.expunge(seal)
        found = list(db.session.scalars(page.where(Seal.id > last)))
