"""Kits: things that are sold as one, and lie on the shelf as their parts.

A kit has no stock of its own; a box that was packed beforehand is simply a thing. What a kit was made of when
it was sold stays with its order, so this is what the next one is made of.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from associate.core.catalog.models import Variant
from associate.db import Base, db
from associate.errors import Refused
from associate.words import _

BITE = 5000


class KitPart(Base):
    """So many units of one thing in each kit. Neither of them is both a kit and a part."""

    __tablename__ = "kit_parts"
    kit_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("variants.id"), primary_key=True, index=True)
    units: Mapped[int]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    part: Mapped[Variant] = relationship(foreign_keys=part_id, lazy="joined")
    __table_args__ = (
        sa.CheckConstraint("units >= 1", name="at_least_one"),
        sa.CheckConstraint("kit_id <> part_id", name="not_itself"),
    )

    @property
    def share(self) -> int:
        """Its weight in the price of the kit: what these units cost by themselves, in minor units."""
        return self.part.price * self.units


class Made(NamedTuple):
    """What a kit should be made of, as a file says it: units by SKU."""

    sku: str
    units: int


def parts_of(variant_ids: Collection[int]) -> dict[int, list[KitPart]]:
    """Of these things those that are kits: id → parts in their order."""
    wanted, found = sorted(set(variant_ids)), dict[int, list[KitPart]]()
    for first in range(0, len(wanted), BITE):
        find = sa.select(KitPart).where(KitPart.kit_id.in_(wanted[first : first + BITE]))
        for part in db.session.scalars(find.order_by(KitPart.kit_id, KitPart.position)):
            found.setdefault(part.kit_id, []).append(part)
    return found


def every_kit() -> sa.Select[int]:
    """The ids of all kits, for a condition."""
    return sa.select(KitPart.kit_id)


def is_kit(variant_id: int) -> bool:
    return db.session.scalar(sa.select(KitPart.kit_id).filter_by(kit_id=variant_id).limit(1)) is not None


def must_have_stock(variant_id: int) -> None:
    """Raises Refused("kit_stock") for a kit: only its parts are counted, moved and corrected."""
    if is_kit(variant_id):
        raise Refused("kit_stock", _("That’s a set: it has no stock of its own. Take its parts."))


def made_of(skus: Iterable[str]) -> dict[str, list[Made]]:
    """What these are made of now, by SKU; left out where they are no kits."""
    kit = sa.orm.aliased(Variant)
    find = sa.select(kit.sku, Variant.sku, KitPart.units).select_from(KitPart)
    find = find.join(kit, kit.id == KitPart.kit_id).join(Variant, Variant.id == KitPart.part_id)
    found: dict[str, list[Made]] = {}
    for sku, part, units in db.session.execute(
        find.where(kit.sku.in_(sorted(set(skus)))).order_by(KitPart.kit_id, KitPart.position)
    ):
        found.setdefault(sku, []).append(Made(part, units))
    return found


def used_in(skus: Collection[str]) -> set[str]:
    """Of these SKUs those that are part of a kit."""
    find = sa.select(Variant.sku).join(KitPart, KitPart.part_id == Variant.id)
    return set(db.session.scalars(find.where(Variant.sku.in_(sorted(skus))).distinct()))


def make_kits(made: Mapping[int, Sequence[tuple[int, int]]]) -> None:
    """Inside atomic(): kit id → (part id, units) from now on; none: it is a kit no more."""
    gone = sa.delete(KitPart).where(KitPart.kit_id.in_(sorted(made)))
    db.session.execute(gone, execution_options={"synchronize_session": False})
    db.session.expire_all()
    for kit_id, parts in sorted(made.items()):
        for position, (part_id, units) in enumerate(parts):
            db.session.add(KitPart(kit_id=kit_id, part_id=part_id, units=units, position=position))
    db.session.flush()
