"""What a seal is made of: the bytes of an event, the sum of a stretch, the hash that holds seals together.

The same events give the same bytes on every engine, however it orders the keys of its JSON or writes numbers.
"""

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

_MARK = struct.Struct(">q8s")
EXACT = 2**53  # below it a whole number is itself, also where it was written as a fraction


class Told(Protocol):
    """An event as it was read, from either engine."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def order_id(self) -> int | None: ...
    @property
    def store_id(self) -> int | None: ...
    @property
    def by(self) -> str: ...
    @property
    def device_id(self) -> int | None: ...
    @property
    def facts(self) -> dict[str, Any]: ...


class Head(NamedTuple):
    """A seal by its number and hash: what is written down outside, to know later that it is still there."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


NOTHING = Head(0, "0" * 64)


class Mark(NamedTuple):
    """An event's id and the first 8 bytes of its sum."""

    event_id: int
    beginning: bytes


def canonical(event: Told) -> bytes:
    """ASCII JSON of all that an event says: keys sorted, no spaces, UTC to the microsecond, and one way to
    write each number (PostgreSQL gives 1e2 back as 100, SQLite as 100.0)."""
    said = [
        event.id,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.kind,
        event.about,
        event.order_id,
        event.store_id,
        event.by,
        event.device_id,
        _plain(event.facts),
    ]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    return value


@dataclass
class Stretch:
    """The sum of events that follow one another, taken one at a time."""

    events: int = 0
    last: int = 0
    marks: bytearray = field(default_factory=bytearray)
    _sum: Any = field(default_factory=hashlib.sha256)

    def add(self, event: Told) -> Mark:
        leaf = hashlib.sha256(canonical(event)).digest()
        self._sum.update(leaf)
        mark = Mark(event.id, leaf[:8])
        self.marks += _MARK.pack(*mark)
        self.events, self.last = self.events + 1, event.id
        return mark

    @property
    def digest(self) -> str:
        return str(self._sum.hexdigest())


def read_marks(packed: bytes) -> Iterator[Mark]:
    """Raises struct.error where somebody cut into it."""
    return (Mark(*each) for each in _MARK.iter_unpack(packed))


def seal_hash(
    number: int, before: str, after: int, last: int, events: int, digest: str, marks: bytes, at: datetime
) -> str:
    """SHA-256 as 64 hex digits over everything that a seal says, the hash of the one before it included."""
    marked = hashlib.sha256(marks).hexdigest()
    when = at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [number, before, after, last, events, digest, marked, when]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
