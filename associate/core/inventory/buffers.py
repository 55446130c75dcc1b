"""Three buffers that keep units back: from promising, from a channel, from routing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.db import Base, db


class BufferKind(StrEnum):
    SAFETY = "safety"  # never promised to anybody: the last one on a shelf is often not there
    THRESHOLD = "threshold"  # not shown to a channel
    MINIMUM = "minimum"  # a store with fewer isn’t routed an order


class BufferRule(Base):
    """Units kept back where everything that the rule names fits. The last fitting rule wins.

    Empty means any: a rule that names nothing holds for every product in every store.
    """

    __tablename__ = "buffer_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BufferKind]
    position: Mapped[int]
    units: Mapped[int]
    tag: Mapped[str] = mapped_column(sa.String(80), default="")
    category: Mapped[str] = mapped_column(sa.String(80), default="")
    store_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stores.id"))
    store_group: Mapped[str] = mapped_column(sa.String(80), default="")
    channel_id: Mapped[int | None] = mapped_column(sa.ForeignKey("channels.id"))
    __table_args__ = (
        sa.UniqueConstraint("kind", "position"),
        sa.CheckConstraint("units >= 0", name="units_not_negative"),
    )

    @property
    def ref(self) -> str:
        return f"buffer_rule:{self.id}"


class Ruling(Protocol):
    """What a rule is made of: a BufferRule, or one that is only thought about."""

    @property
    def kind(self) -> BufferKind: ...
    @property
    def units(self) -> int: ...
    @property
    def tag(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def store_id(self) -> int | None: ...
    @property
    def store_group(self) -> str: ...
    @property
    def channel_id(self) -> int | None: ...


@dataclass(frozen=True)
class Thing:
    """Of a product, what rules name."""

    category: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """Of a store, what rules name."""

    store_id: int
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BufferRules:
    """Rules of any kind, each kind in its order."""

    rules: Sequence[Ruling] = ()

    def units(self, kind: BufferKind, thing: Thing, place: Place, channel_id: int | None = None) -> int:
        """Units kept back here: of the last rule that fits, 0 where none does."""
        fitting = (rule for rule in reversed(self.of(kind)) if fits(rule, thing, place, channel_id))
        return next((rule.units for rule in fitting), 0)

    def of(self, kind: BufferKind) -> list[Ruling]:
        return [rule for rule in self.rules if rule.kind == kind]


def fits(rule: Ruling, thing: Thing, place: Place, channel_id: int | None = None) -> bool:
    """Does everything that the rule names fit?"""
    return (
        rule.category in ("", thing.category)
        and (not rule.tag or rule.tag in thing.tags)
        and rule.store_id in (None, place.store_id)
        and (not rule.store_group or rule.store_group in place.groups)
        and rule.channel_id in (None, channel_id)
    )


def thing_of(category: str, tags: Iterable[object]) -> Thing:
    return Thing(category, frozenset(map(str, tags)))


def place_of(store_id: int, groups: Iterable[object]) -> Place:
    return Place(store_id, frozenset(map(str, groups)))


def buffer_rules(kinds: Collection[BufferKind] = tuple(BufferKind)) -> BufferRules:
    """The rules as they stand, in order."""
    find = sa.select(BufferRule).where(BufferRule.kind.in_(kinds))
    return BufferRules(db.session.scalars(find.order_by(BufferRule.kind, BufferRule.position)).all())
