"""The sums of a Shopify order: discounts and taxes brought down to the line, and what lies beside the lines.

Discounts and taxes are taken from the allocations and tax lines the platform wrote on each line. Only where
it wrote none anywhere (old orders, imports) is the order's figure shared out, by `associate.money.share`.
"""

from associate.integrations.commerce.reading import Reading
from associate.money import share
from associate.outside.fields import Json, is_true, listed, mapped


def discounts_of(order: Json, raws: list[Json], gross: list[int], reading: Reading) -> list[int]:
    """Each line's share of all discounts, positive minor units."""
    own = [_allocated(raw, reading) or reading.money(raw.get("total_discount"), "discount") for raw in raws]
    shipping = listed(order.get("shipping_lines"))
    if any(own) or any(listed(raw.get("discount_allocations")) for raw in [*raws, *shipping]):
        return own
    off_shipping = sum(
        reading.money(line.get("price"), "shipping price") - _shipping_price(line, reading)
        for line in shipping
    )
    whole = reading.money(order.get("total_discounts"), "total_discounts") - off_shipping
    return share(whole, _discountable(raws, gross)) if whole > 0 and raws else own


def _discountable(raws: list[Json], gross: list[int]) -> list[int]:
    """Weights for an order's discount. Shopify takes none off gift cards while there is something else."""
    worth = [max(0, amount) for amount in gross]
    goods = [0 if is_true(raw.get("gift_card")) else amount for raw, amount in zip(raws, worth, strict=True)]
    return goods if any(goods) else worth


def taxes_of(order: Json, raws: list[Json], net: list[int], reading: Reading) -> list[int]:
    """Each line's tax. A tax that the order states only as a whole is shared over taxable lines by value."""
    own = [_taxed(raw, reading) for raw in raws]
    if any(listed(raw.get("tax_lines")) for raw in raws) or not raws:
        return own
    left = _stated_tax(order, reading) - shipping_of(order, reading)[1]
    worth = [max(0, amount) for amount in net]
    taxable = [0 if raw.get("taxable") is False else amount for raw, amount in zip(raws, worth, strict=True)]
    return share(left, taxable) if left > 0 else own


def shipping_of(order: Json, reading: Reading) -> tuple[int, int]:
    """What shipping costs after its discounts, and its tax."""
    kept = [line for line in listed(order.get("shipping_lines")) if not is_true(line.get("is_removed"))]
    return sum(_shipping_price(line, reading) for line in kept), sum(_taxed(line, reading) for line in kept)


def duties_of(order: Json, reading: Reading) -> int:
    """Duties with the tax on them; 0 where the prices hold them already."""
    if is_true(order.get("duties_included")):
        return 0
    whole = from_set(order, ("current_total_duties_set", "original_total_duties_set"), reading)
    on_top = not is_true(order.get("taxes_included"))
    duties = [duty for raw in listed(order.get("line_items")) for duty in listed(raw.get("duties"))]
    return whole + (sum(_taxed(duty, reading) for duty in duties) if on_top else 0)


def fees_of(order: Json, reading: Reading) -> int:
    keys = ("current_total_additional_fees_set", "original_total_additional_fees_set")
    return from_set(order, keys, reading)


def tip_of(order: Json, reading: Reading) -> int:
    """Tips beyond those that the order carries as lines of its own."""
    tips = reading.money(order.get("total_tip_received"), "total_tip_received")
    as_lines = [raw for raw in listed(order.get("line_items")) if is_tip(raw)]
    return max(0, tips - sum(reading.money(raw.get("price"), "price") for raw in as_lines))


def is_tip(raw: Json) -> bool:
    return bool(raw.get("tip_payment_gateway") or raw.get("tip_payment_method") or raw.get("tip"))


def from_set(order: Json, keys: tuple[str, ...], reading: Reading) -> int:
    """The shop's amount in the first of these money sets that is there, 0 for none."""
    found = next((mapped(order[key]) for key in keys if mapped(order.get(key))), {})
    return reading.money(mapped(found.get("shop_money")).get("amount"), keys[0])


def _shipping_price(line: Json, reading: Reading) -> int:
    """`discounted_price` knows only the line's own discounts, so allocations come first."""
    price = reading.money(line.get("price"), "shipping price")
    if listed(line.get("discount_allocations")) or line.get("discounted_price") is None:
        return price - _allocated(line, reading)
    return reading.money(line.get("discounted_price"), "discounted_price")


def _allocated(raw: Json, reading: Reading) -> int:
    parts = listed(raw.get("discount_allocations"))
    return sum(reading.money(part.get("amount"), "discount") for part in parts)


def _taxed(raw: Json, reading: Reading) -> int:
    return sum(reading.money(tax.get("price"), "tax") for tax in listed(raw.get("tax_lines")))


def _stated_tax(order: Json, reading: Reading) -> int:
    if order.get("total_tax") is not None:
        return reading.money(order.get("total_tax"), "total_tax")
    return _taxed(order, reading)
