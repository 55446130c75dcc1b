"""The lines of a Shopify order: what was bought, and how many nobody has handed out yet."""

from associate.core.orders.incoming import IncomingLine
from associate.integrations.commerce.reading import Reading
from associate.integrations.commerce.shopify import money
from associate.outside.fields import (
    OPTIONS,
    Json,
    code,
    ident,
    is_true,
    listed,
    pairs,
    text,
    whole,
)
from associate.words import _

DEFAULT_VARIANT = "Default Title"  # what Shopify writes where a product has no options


def read_lines(order: Json, reading: Reading) -> list[IncomingLine]:
    """Every line of the order, those of quantity 0 too, in the order's own order."""
    raws = _raw_lines(order, reading)
    quantities = [reading.units(raw.get("quantity"), "quantity") for raw in raws]
    prices = [reading.money(raw.get("price"), "price") for raw in raws]
    gross = [reading.times(count, price) for count, price in zip(quantities, prices, strict=True)]
    discounts = money.discounts_of(order, raws, gross, reading)
    net = [whole - off for whole, off in zip(gross, discounts, strict=True)]
    taxes = money.taxes_of(order, raws, net, reading)
    included = is_true(order.get("taxes_included"))
    return [
        _line(raw, i + 1).model_copy(
            update={
                "quantity": quantities[i],
                "to_fulfill": _to_fulfill(order, raw, quantities[i], reading),
                "unit_price": prices[i],
                "discount": discounts[i],
                "tax": taxes[i],
                "total": net[i] + (0 if included else taxes[i]),
            }
        )
        for i, raw in enumerate(raws)
    ]


def _raw_lines(order: Json, reading: Reading) -> list[Json]:
    given = order.get("line_items")
    raws = listed(given)
    if not isinstance(given, list) or len(raws) < len(given):
        reading.trouble("line_unreadable", _("A line of this order can’t be read."))
    return raws


def _line(raw: Json, place: int) -> IncomingLine:
    variant = text(raw.get("variant_title"), OPTIONS)
    is_tip = money.is_tip(raw)
    return IncomingLine(
        external_id=ident(raw.get("id")) or f"line-{place}",
        external_variant=ident(raw.get("variant_id")) or None,
        sku=code(raw.get("sku")),
        gtin=code(raw.get("barcode"), 20),
        title=text(raw.get("title")) or text(raw.get("name")) or _("Item without a name"),
        options="" if variant == DEFAULT_VARIANT else variant,
        quantity=0,
        to_fulfill=0,
        unit_price=0,
        total=0,
        is_physical=raw.get("requires_shipping") is not False and not is_tip,
        is_gift_card=is_true(raw.get("gift_card")),
        notes=pairs(raw.get("properties")),
    )


def _to_fulfill(order: Json, raw: Json, quantity: int, reading: Reading) -> int:
    """What is left to hand out. Shopify's own count wins; older payloads lack it, so it is worked out."""
    if order.get("cancelled_at"):
        return 0
    line_id = ident(raw.get("id"))
    if raw.get("fulfillable_quantity") is not None:
        left = reading.units(raw.get("fulfillable_quantity"), "fulfillable_quantity")
    elif raw.get("current_quantity") is not None:
        left = reading.units(raw.get("current_quantity"), "current_quantity") - _fulfilled(order, line_id)
    else:
        left = quantity - _fulfilled(order, line_id) - _refunded(order, line_id)
    return max(0, min(quantity, left))


def _fulfilled(order: Json, line_id: str) -> int:
    done = [item for item in listed(order.get("fulfillments")) if item.get("status") == "success"]
    handed_out = [raw for item in done for raw in listed(item.get("line_items"))]
    return sum(whole(raw.get("quantity")) for raw in handed_out if ident(raw.get("id")) == line_id)


def _refunded(order: Json, line_id: str) -> int:
    refunds = listed(order.get("refunds"))
    refunded = [raw for refund in refunds for raw in listed(refund.get("refund_line_items"))]
    return sum(whole(raw.get("quantity")) for raw in refunded if ident(raw.get("line_item_id")) == line_id)
