"""Levels that say something else without a movement: a recall, safety stock, what a channel may see.

The deed marks them in its own transaction; the worker tells each as it is then, and takes the mark away.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from associate.clock import now
from associate.core.catalog.models import Variant
from associate.core.events.listening import somebody_listens
from associate.core.inventory.models import StockLevel
from associate.db import Base, db, insert_into, is_sqlite


class Untold(Base):
    """A level that the world isn’t told yet as it is. However often it changes meanwhile: one row."""

    __tablename__ = "untold_levels"
    level_id: Mapped[int] = mapped_column(sa.ForeignKey("stock_levels.id"), primary_key=True)
    at: Mapped[datetime]  # of the oldest such change


def tell_of_product(product_id: int) -> None:
    """Inside atomic(): other figures in every store, whatever lies there."""
    variants = sa.select(Variant.id).where(Variant.product_id == product_id)
    _mark(sa.select(StockLevel.id).where(StockLevel.variant_id.in_(variants)))


def tell_of_levels(ids: Collection[int]) -> None:
    """Inside atomic(), with the levels changed already: one INSERT, whatever their number."""
    if ids:
        each = _numbers(sorted(ids))
        _mark(sa.select(sa.cast(each.c.value, sa.BigInteger).label("id")).where(sa.true()))


def take_untold(most: int) -> dict[int, datetime]:
    """Inside atomic(), one at a time: the next ones, id → since when, taken off the list."""
    next_ones = sa.select(Untold.level_id).order_by(Untold.level_id).limit(most)
    gone = sa.delete(Untold).where(Untold.level_id.in_(next_ones)).returning(Untold.level_id, Untold.at)
    return dict(db.session.execute(gone, execution_options={"synchronize_session": False}).all())


def is_somebody_untold() -> bool:
    return db.session.scalar(sa.select(Untold.level_id).limit(1)) is not None


def forget_untold() -> None:
    """Inside atomic(): nobody listens any more."""
    db.session.execute(sa.delete(Untold), execution_options={"synchronize_session": False})


def _mark(levels: sa.Select[int]) -> None:
    """By rising id, so that two deeds never wait for each other."""
    if somebody_listens():
        found = levels.add_columns(sa.literal(now(), Untold.at.type)).order_by(sa.literal_column("1"))
        insert = insert_into(Untold).from_select(["level_id", "at"], found)
        db.session.execute(insert.on_conflict_do_nothing())


def _numbers(ids: list[int]) -> sa.TableValuedAlias:
    """As rows, however many. Each database has words of its own for it."""
    listed = sa.literal(ids, sa.JSON)
    each = sa.func.json_each if is_sqlite() else sa.func.json_array_elements_text
    return each(listed).table_valued("value")
