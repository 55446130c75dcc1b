"""One price for one thing, the same on every screen."""

from dataclasses import dataclass

from associate.clock import now
from associate.core.catalog.models import Variant


@dataclass(frozen=True)
class Pricing:
    """In minor units of `currency`. `before` only where it was more; `promotion` only while it runs."""

    price: int
    currency: str
    before: int | None
    promotion: str


def pricing_of(variant: Variant) -> Pricing:
    before = variant.compare_at if (variant.compare_at or 0) > variant.price else None
    is_over = variant.promotion_until is not None and variant.promotion_until <= now()
    return Pricing(variant.price, variant.currency, before, "" if is_over else variant.promotion)
