"""Products and their variants as they go out."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from associate.core.catalog.kits import KitPart
from associate.core.catalog.models import Product, Variant
from associate.core.stores.models import Temperature
from associate.web.api.shapes.base import Moment, Money, Shape, money


class ComponentShape(Shape):
    """What a kit is made of."""

    sku: str
    name: str
    units: int = Field(description="In one kit.")


class VariantShape(Shape):
    """What is scanned, counted and sold."""

    sku: str
    gtin: str | None = Field(description="GTIN-14.")
    name: str = Field(description="With color and size.")
    size: str
    color: str
    price: Money
    compare_at: Money | None = Field(description="The price before a promotion.")
    promotion: str = Field(description="Its name, or empty.")
    promotion_until: Moment | None
    weight_g: int | None = Field(description="Grams.")
    is_active: bool = Field(description="Still sold?")
    components: list[ComponentShape] = Field(
        description="What is picked for a kit, which has no stock of its own. Empty for any other."
    )


class ProductShape(Shape):
    id: int
    title: str
    vendor: str
    category: str
    tags: list[str]
    min_age: int | None = Field(description="Years; forces the ID check at the counter.")
    temperature: Temperature
    tax_class: str
    variants: list[VariantShape]


class ProductPage(Shape):
    """One page of products."""

    items: list[ProductShape]
    next: str | None = Field(description="Cursor of the next page; null on the last.")


def product_shape(product: Product, kits: Mapping[int, Sequence[KitPart]]) -> ProductShape:
    return ProductShape(
        id=product.id,
        title=product.title,
        vendor=product.vendor,
        category=product.category,
        tags=[str(tag) for tag in product.tags],
        min_age=product.min_age,
        temperature=product.temperature,
        tax_class=product.tax_class,
        variants=[
            _variant(variant, kits.get(variant.id, ()))
            for variant in sorted(product.variants, key=lambda v: v.id)
        ],
    )


def _variant(variant: Variant, parts: Sequence[KitPart]) -> VariantShape:
    return VariantShape(
        sku=variant.sku,
        gtin=variant.gtin,
        name=variant.name,
        size=variant.size,
        color=variant.color,
        price=money(variant.price, variant.currency),
        compare_at=None if variant.compare_at is None else money(variant.compare_at, variant.currency),
        promotion=variant.promotion,
        promotion_until=variant.promotion_until,
        weight_g=variant.weight_g,
        is_active=variant.is_active,
        components=[
            ComponentShape(sku=each.part.sku, name=each.part.name, units=each.units) for each in parts
        ],
    )
