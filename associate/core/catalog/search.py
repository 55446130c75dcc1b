"""Find things of the catalog by what a person scans or types."""

from contextlib import suppress

import sqlalchemy as sa

from associate.core.catalog.codes import gtin14, read_code
from associate.core.catalog.models import Product, Variant
from associate.core.catalog.symbols import read_symbol
from associate.db import db
from associate.errors import Refused

WORDS = 6  # of what was typed; more tell nothing


def variants_meant(text: str, *, most: int) -> list[Variant]:
    """By a code that is exactly theirs, else by words of the title, the traits or the SKU."""
    return variants_with_code(text, most=most) or variants_with_words(text, most=most)


def variants_with_code(scan: str, *, most: int) -> list[Variant]:
    """By SKU as typed, or by any GTIN that it may mean. Several share one where the catalog isn’t clean."""
    text = read_symbol(scan).text
    by = [sa.func.lower(Variant.sku) == text.lower()]
    with suppress(Refused):  # a number that is no code may still be a SKU
        by += [Variant.gtin.in_(gtins)] if (gtins := read_code(scan).gtins) else []
    return list(db.session.scalars(sa.select(Variant).where(sa.or_(*by)).order_by(Variant.id).limit(most)))


def variants_with_words(text: str, *, most: int) -> list[Variant]:
    """Every word is in the title, the color, the size or the SKU, or is the GTIN."""
    if not text.strip():
        return []
    find = sa.select(Variant).join(Product)
    for word in text.split()[:WORDS]:
        by = [
            column.icontains(word, autoescape=True)
            for column in (Product.title, Variant.sku, Variant.color, Variant.size)
        ]
        if number := gtin14(word):
            by.append(Variant.gtin == number)
        find = find.where(sa.or_(*by))
    return list(db.session.scalars(find.order_by(Product.title, Variant.sku).limit(most)))
