"""Products: what is sold."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import selectinload

from associate.core.catalog.kits import KitPart, parts_of
from associate.core.catalog.models import Product, Variant
from associate.db import db
from associate.web.access import token_can
from associate.web.api.answers import shown
from associate.web.api.door import api
from associate.web.api.finding import missing, whole_gtin
from associate.web.api.pages import Paged, page_of
from associate.web.api.shapes.base import PLAIN, Gtin
from associate.web.api.shapes.products import ProductPage, ProductShape, product_shape
from associate.web.api.tags import PRODUCTS

WITH_VARIANTS = selectinload(Product.variants)
LARGEST = 2**53


class ProductQuery(Paged):
    sku: str | None = Field(None, max_length=80, pattern=PLAIN, description="The product with this variant.")
    gtin: Gtin | None = Field(None, description="Products with a variant of this, in any printed form.")
    category: str | None = Field(None, max_length=80, pattern=PLAIN)


class ProductPath(BaseModel):
    id: int = Field(ge=1, le=LARGEST)


@api.get("/products", tags=[PRODUCTS], responses={200: ProductPage})
@token_can("products:read")
def list_products(query: ProductQuery) -> Response:
    """List products

    With their variants, in the order they were added.
    """
    page = page_of(_wanted(query).options(WITH_VARIANTS), query, Product.id)
    kits = _kits(page.rows)
    return shown(ProductPage(items=[product_shape(product, kits) for product in page.rows], next=page.next))


@api.get("/products/<int:id>", tags=[PRODUCTS], responses={200: ProductShape})
@token_can("products:read")
def show_product(path: ProductPath) -> Response:
    """Read one product"""
    product = db.session.scalar(sa.select(Product).filter_by(id=path.id).options(WITH_VARIANTS))
    if product is None:
        raise missing("product")
    return shown(product_shape(product, _kits([product])))


def _kits(products: Sequence[Product]) -> dict[int, list[KitPart]]:
    return parts_of([variant.id for product in products for variant in product.variants])


def _wanted(query: ProductQuery) -> sa.Select[Product]:
    find = sa.select(Product)
    if query.category:
        find = find.where(Product.category == query.category)
    if query.sku:
        find = find.where(Product.id.in_(sa.select(Variant.product_id).where(Variant.sku == query.sku)))
    if query.gtin:
        whole = whole_gtin(query.gtin)
        find = find.where(Product.id.in_(sa.select(Variant.product_id).where(Variant.gtin == whole)))
    return find
