"""Safety stock stands in each level, so that one statement can reserve against it. The rules say how much.

Call `keep_safety` in the same transaction as what changes its answer: the rules, a product’s tags or
category, a store’s groups, a new level. The other buffers are asked when needed; where a threshold may fit
now that didn’t before, channels are shown their figures again.
"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from associate.core.catalog.models import Product, Variant
from associate.core.catalog.published import PublishedStock, look_again_at
from associate.core.inventory.buffers import BufferKind, Ruling, buffer_rules
from associate.core.inventory.models import StockLevel
from associate.core.inventory.untold import tell_of_levels
from associate.core.stores.models import Store
from associate.db import db, is_sqlite

Condition = sa.ColumnElement[bool]


def keep_safety(
    *,
    product_ids: Collection[int] | None = None,
    store_ids: Collection[int] | None = None,
    level_ids: Collection[int] | None = None,
) -> int:
    """Inside atomic(): bring the safety stock of these levels, or of all, up to the rules.

    One UPDATE, whatever their number; gives how many changed, and the world is told of those. Where a person
    set a level’s own, that stays.
    """
    wanted, among = _wanted(), _among(product_ids, store_ids, level_ids)
    changed = sa.update(StockLevel).where(StockLevel.safety != wanted, *among)
    changing = changed.values(safety=wanted).returning(StockLevel.id)
    ids = db.session.scalars(changing, execution_options={"synchronize_session": False}).all()
    tell_of_levels(ids)
    if level_ids is None and among and any(map(_names_what_changes, _thresholds())):
        look_again_at(PublishedStock.level_id.in_(sa.select(StockLevel.id).where(*among)))
    for held in list(db.session):
        if isinstance(held, StockLevel):
            db.session.expire(held, ["safety"])
    return len(ids)


def levels_where(rule: Ruling) -> Condition:
    """The levels whose product and store fit the rule; of any channel."""
    named = [_of_variant(rule)] if rule.tag or rule.category else []
    if rule.store_id is not None:
        named.append(StockLevel.store_id == rule.store_id)
    if rule.store_group:
        named.append(
            StockLevel.store_id.in_(sa.select(Store.id).where(_lists(Store.groups, rule.store_group)))
        )
    return sa.and_(sa.true(), *named)


def products_where(rule: Ruling) -> Condition:
    named = [_lists(Product.tags, rule.tag)] if rule.tag else []
    return sa.and_(sa.true(), *named, *([Product.category == rule.category] if rule.category else []))


def _wanted() -> sa.ColumnElement[int]:
    rules = buffer_rules({BufferKind.SAFETY}).rules
    cases = [(StockLevel.own_safety.is_not(None), StockLevel.own_safety)]
    cases += [(levels_where(rule), sa.literal(rule.units)) for rule in reversed(rules)]  # type: ignore[misc]
    return sa.case(*cases, else_=0)


def _thresholds() -> Sequence[Ruling]:
    return buffer_rules({BufferKind.THRESHOLD}).rules


def _names_what_changes(rule: Ruling) -> bool:
    """A product’s tags and category change, and a store’s groups."""
    return bool(rule.tag or rule.category or rule.store_group)


def _of_variant(rule: Ruling) -> Condition:
    return StockLevel.variant_id.in_(sa.select(Variant.id).join(Product).where(products_where(rule)))


def _among(
    product_ids: Collection[int] | None, store_ids: Collection[int] | None, level_ids: Collection[int] | None
) -> list[Condition]:
    among: list[Condition] = []
    if product_ids is not None:
        variants = sa.select(Variant.id).where(Variant.product_id.in_(sorted(product_ids)))
        among.append(StockLevel.variant_id.in_(variants))
    if store_ids is not None:
        among.append(StockLevel.store_id.in_(sorted(store_ids)))
    return among if level_ids is None else [*among, StockLevel.id.in_(sorted(level_ids))]


def _lists(column: Any, name: str) -> Condition:
    """Is this text one of the JSON list’s? Each database has words of its own for it."""
    if not is_sqlite():
        return sa.type_coerce(column, JSONB).contains([name])
    each = sa.func.json_each(column).table_valued("value")
    return sa.exists().where(each.c.value == name).correlate_except(each)
