"""What could go instead of a missing thing: like goods that are on the shelf here, the likeliest first."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from associate.core.catalog.models import Product, Variant
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import free
from associate.core.orders.models import OrderLine
from associate.core.stores.models import Store
from associate.db import db
from associate.errors import Refused
from associate.words import _

MOST = 3  # on the customer’s page
SEEN = 6  # that a person chooses them from
LOOKED_AT = 300  # variants
Rank = tuple[int, int, int, int]


def suggested(variant: Variant, units: int, store: Store, *, most: int = SEEN) -> list[Variant]:
    """The same thing in another color, then like things, then another size of it: each with enough units
    that nobody speaks for."""
    like = [each for each in _like(variant, store) if _may_go_for(each, variant)]
    here = _free(store, like)
    fits = [each for each in like if here[each.id] >= units]
    return sorted(fits, key=lambda each: _rank(each, variant))[:most]


def must_go_for(variant: Variant, missing: Variant, units: int, store: Store) -> None:
    """Raises Refused("same_thing" | "other_currency" | "not_sold" | "too_few")."""
    if variant.id == missing.id:
        raise Refused("same_thing", _("That’s what is missing. Choose something else."))
    if variant.currency != missing.currency:
        raise Refused("other_currency", _("Its price is in another currency. Choose something else."))
    if not variant.is_active or variant.product.stopped:
        raise Refused("not_sold", _("The %(name)s isn’t sold just now.", name=variant.name))
    here = _free(store, [variant])[variant.id]
    if here < units:
        raise Refused(
            "too_few",
            _(
                "Too few of the %(name)s are free: %(n)d wanted, %(free)d here.",
                name=variant.name,
                n=units,
                free=here,
            ),
        )


def cheaper_by(line: OrderLine, price: int, units: int) -> int:
    """Minor units that `units` of a thing of this price cost less than what was paid for the line’s; 0 where
    they cost as much or more.

    With the discount and the tax of the line, whatever they were: its total per unit price, floored in the
    customer’s favor.
    """
    full = line.unit_price * line.quantity
    if full <= 0:
        return 0
    return max(0, line.total * units // line.quantity - price * units * line.total // full)


def is_dearer(line: OrderLine, price: int) -> bool:
    return price > line.unit_price


def goes_for(each: Variant, missing: Variant) -> bool:
    """Is it a thing of the same product or category that anybody may offer instead?"""
    category = missing.product.category
    like = each.product_id == missing.product_id or (category and each.product.category == category)
    return bool(like) and _may_go_for(each, missing)


def _may_go_for(each: Variant, missing: Variant) -> bool:
    """Without anybody’s look: nothing with a higher age, nothing in another currency, nothing recalled."""
    age, wanted = each.product.min_age or 0, missing.product.min_age or 0
    sold = each.is_active and not each.product.stopped and each.currency == missing.currency
    return sold and age <= wanted and each.id != missing.id


def _like(variant: Variant, store: Store) -> Sequence[Variant]:
    """Of the same product or category, that this store has at all."""
    product = variant.product
    same = [Variant.product_id == product.id]
    if product.category:
        same.append(Product.category == product.category)
    find = sa.select(Variant).join(Product, Product.id == Variant.product_id)
    find = find.join(
        StockLevel, sa.and_(StockLevel.variant_id == Variant.id, StockLevel.store_id == store.id)
    )
    find = find.where(sa.or_(*same), StockLevel.on_hand > 0).order_by(Variant.id)
    return db.session.scalars(find.limit(LOOKED_AT)).all()


def _free(store: Store, variants: Collection[Variant]) -> dict[int, int]:
    find = sa.select(StockLevel).where(
        StockLevel.store_id == store.id, StockLevel.variant_id.in_([each.id for each in variants])
    )
    found = {level.variant_id: free(level) for level in db.session.scalars(find)}
    return {each.id: found.get(each.id, 0) for each in variants}


def _rank(each: Variant, missing: Variant) -> Rank:
    is_same, fits = each.product_id == missing.product_id, each.size == missing.size
    step = 0 if is_same and fits else 2 if is_same else 1
    shared = len(set(map(str, each.product.tags)) & set(map(str, missing.product.tags)))
    return step, -shared, abs(each.price - missing.price), each.id
