"""What a channel tells of a product, written where it may: each channel’s settings say for which fields its
word counts (`Channel.authority`). What is empty here is filled in by anybody.
"""

from typing import Any

from associate.core.catalog.channels import Channel
from associate.core.catalog.codes import gtin14
from associate.core.catalog.models import Product, Variant
from associate.core.orders.incoming import IncomingProduct, IncomingVariant

OURS = "ours"
CATALOG, PRICE, TAX = "catalog", "price", "tax"


def may_overwrite(channel: Channel, field: str) -> bool:
    return bool(channel.authority.get(field) != OURS)


def write_product(product: Product, channel: Channel, told: IncomingProduct) -> None:
    """Title, vendor, category, tags, picture, tax class. An empty one says nothing; of a part only tells its
    own variants a known title stays."""
    wins = may_overwrite(channel, CATALOG)
    if not (told.is_partial and product.title):
        _set(product, "title", told.title or product.title or told.external_id, wins)
    for name, value in (
        ("vendor", told.vendor),
        ("category", told.category),
        ("tags", list(told.tags)),
        ("picture", told.picture_url),
    ):
        _set(product, name, value, wins)
    _set(product, "tax_class", told.tax_class, may_overwrite(channel, TAX))


def write_variant(row: Variant, channel: Channel, told: IncomingVariant, *, is_new: bool) -> None:
    """Codes, traits, weight, whether it is sold; and its price with what belongs to it, as one."""
    wins = may_overwrite(channel, CATALOG) or is_new
    for name, value in (
        ("gtin", gtin14(told.gtin)),
        ("size", told.size),
        ("color", told.color),
        ("weight_g", told.weight_g),
    ):
        _set(row, name, value, wins)
    if told.is_active is not None and wins:
        row.is_active = told.is_active
    if told.price is not None and (is_new or may_overwrite(channel, PRICE)):
        row.price, row.compare_at = told.price, told.compare_at
        row.promotion, row.promotion_until = told.promotion, told.promotion_until


def _set(row: Any, name: str, value: Any, wins: bool) -> None:
    """Empty says nothing, and fills nothing in."""
    if value and (wins or not getattr(row, name)):
        setattr(row, name, value)
    elif getattr(row, name) is None and name not in ("gtin", "weight_g"):
        setattr(row, name, [] if name == "tags" else "")
