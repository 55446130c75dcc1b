"""The lines of a WooCommerce order: `subtotal` is before its discounts, `total` after, both without tax."""

from html import unescape

from associate.core.orders.incoming import IncomingLine
from associate.integrations.commerce.reading import Reading
from associate.integrations.commerce.totals import price_and_discount
from associate.integrations.commerce.woocommerce.meta import options_and_notes
from associate.integrations.commerce.woocommerce.payment import FINISHED
from associate.outside.fields import Json, code, ident, listed, plain, text
from associate.words import _


def read_lines(order: Json, status: str, reading: Reading) -> list[IncomingLine]:
    given = order.get("line_items")
    raws = listed(given)
    if not isinstance(given, list) or len(raws) < len(given):
        reading.trouble("line_unreadable", _("A line of this order can’t be read."))
    return [_line(raw, place, status, reading) for place, raw in enumerate(raws, start=1)]


def _line(raw: Json, place: int, status: str, reading: Reading) -> IncomingLine:
    quantity = reading.units(raw.get("quantity"), "quantity")
    net = reading.money(raw.get("total"), "total")
    gross = net if raw.get("subtotal") is None else reading.money(raw.get("subtotal"), "subtotal")
    price, discount = price_and_discount(gross, net, quantity)
    tax = reading.money(raw.get("total_tax"), "total_tax")
    options, notes = options_and_notes(raw)
    return IncomingLine(
        external_id=ident(raw.get("id")) or f"line-{place}",
        external_variant=_own_id(raw.get("variation_id")) or _own_id(raw.get("product_id")),
        sku=code(unescape(plain(raw.get("sku")))),
        gtin=code(raw.get("global_unique_id"), 20),
        title=text(unescape(plain(raw.get("name")))) or _("Item without a name"),
        options=options,
        quantity=quantity,
        to_fulfill=0 if status in FINISHED else quantity,
        unit_price=price,
        discount=discount,
        tax=tax,
        total=net + tax,
        notes=notes,
    )


def _own_id(value: object) -> str | None:
    """WooCommerce writes 0 where there is none."""
    own = ident(value)
    return own if own not in ("", "0") else None
