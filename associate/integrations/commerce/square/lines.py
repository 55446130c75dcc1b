"""The lines of a Square order. Quantities are text, and a unit's price includes its modifiers."""

from associate.core.orders.incoming import IncomingLine
from associate.integrations.commerce.reading import Reading
from associate.integrations.commerce.square.fulfillments import handed_out
from associate.integrations.commerce.square.payment import cents
from associate.integrations.commerce.totals import price_and_discount
from associate.outside.fields import OPTIONS, Json, ident, listed, plain, text
from associate.words import _

_CLOSED = {"COMPLETED", "CANCELED"}
_NOT_GOODS = {"GIFT_CARD", "CUSTOM_AMOUNT"}


def is_tax_included(order: Json) -> bool:
    return any(tax.get("type") == "INCLUSIVE" for tax in listed(order.get("taxes")))


def read_lines(order: Json, is_digital: bool, reading: Reading) -> list[IncomingLine]:
    given = order.get("line_items", [])
    raws = listed(given)
    if not isinstance(given, list) or len(raws) < len(given):
        reading.trouble("line_unreadable", _("A line of this order can’t be read."))
    return [_line(order, raw, place, is_digital, reading) for place, raw in enumerate(raws, start=1)]


def _line(order: Json, raw: Json, place: int, is_digital: bool, reading: Reading) -> IncomingLine:
    quantity = reading.units(raw.get("quantity"), "quantity")
    tax, included = cents(raw, "total_tax_money", reading), is_tax_included(order)
    on_top = _additive(order, raw, reading) if included else tax
    gross = _gross(raw, quantity, reading) + (on_top if included else 0)
    net = gross - cents(raw, "total_discount_money", reading)
    price, discount = price_and_discount(gross, net, quantity)
    variant = text(raw.get("variation_name"), OPTIONS)
    return IncomingLine(
        external_id=ident(raw.get("uid")) or f"line-{place}",
        external_variant=ident(raw.get("catalog_object_id")) or None,
        title=text(raw.get("name")) or _("Item without a name"),
        options=variant,
        quantity=quantity,
        to_fulfill=_to_fulfill(order, raw, quantity),
        unit_price=price,
        discount=discount,
        tax=tax,
        total=net if included else net + tax,
        is_physical=not is_digital and plain(raw.get("item_type")) not in _NOT_GOODS,
        is_gift_card=raw.get("item_type") == "GIFT_CARD",
        notes=_notes(raw),
    )


def _gross(raw: Json, quantity: int, reading: Reading) -> int:
    """`gross_sales_money` is quantity × (price + modifiers); with included tax it holds that tax too."""
    if "gross_sales_money" in raw:
        return cents(raw, "gross_sales_money", reading)
    return reading.times(quantity, cents(raw, "base_price_money", reading))


def _additive(order: Json, raw: Json, reading: Reading) -> int:
    """The part of a line's tax that comes on top in an order where some other tax is included.

    Our words know one kind of tax in an order; this part is told as part of the price.
    """
    on_top = {plain(tax.get("uid")) for tax in listed(order.get("taxes")) if tax.get("type") == "ADDITIVE"}
    return sum(
        cents(tax, "applied_money", reading)
        for tax in listed(raw.get("applied_taxes"))
        if plain(tax.get("tax_uid")) in on_top
    )


def _to_fulfill(order: Json, raw: Json, quantity: int) -> int:
    if plain(order.get("state")) in _CLOSED:
        return 0
    return max(0, quantity - handed_out(order, ident(raw.get("uid")), quantity))


def _notes(raw: Json) -> tuple[tuple[str, str], ...]:
    modifiers = [text(item.get("name"), 200) for item in listed(raw.get("modifiers"))[:50]]
    found = [*(("modifier", name) for name in modifiers), ("note", text(raw.get("note"), 500))]
    return tuple((name, said) for name, said in found if said)
