"""A WooCommerce product. A simple one is its own variant; a variable one lists only its variations' ids,
and each variation comes as a payload of its own, of which the product is then told in part.
"""

from datetime import datetime
from html import unescape

from associate.core.orders.incoming import IncomingNothing, IncomingProduct, IncomingVariant
from associate.integrations.commerce.options import size_and_color
from associate.integrations.commerce.reading import Reading, nothing
from associate.outside.fields import (
    NAME,
    OPTIONS,
    Json,
    code,
    ident,
    listed,
    moment,
    plain,
    text,
)
from associate.words import _


def read_product(product: Json, currency: str | None) -> IncomingProduct | IncomingNothing:
    external_id, kind = ident(product.get("id")), plain(product.get("type")) or "simple"
    if not external_id or not ("regular_price" in product or "permalink" in product):
        return nothing("no_product", _("There is no product in this payload."))
    is_variation = kind == "variation" and ident(product.get("parent_id")) not in ("", "0")
    return IncomingProduct(
        external_id=ident(product.get("parent_id")) if is_variation else external_id,
        title=_words(product.get("name"), 200),
        category=_words(next(iter(listed(product.get("categories"))), {}).get("name"), NAME),
        tags=tuple(filter(None, (_words(tag.get("name"), NAME) for tag in listed(product.get("tags"))[:50]))),
        picture_url=_picture(product),
        tax_class=_tax_class(product),
        variants=(_variant(external_id, product, currency),) if kind in ("simple", "variation") else (),
        is_partial=is_variation or kind == "variable",
    )


def _variant(external_id: str, product: Json, currency: str | None) -> IncomingVariant:
    options = [
        (_words(item.get("name"), NAME), _words(item.get("option"), NAME))
        for item in listed(product.get("attributes"))
        if item.get("option")
    ]
    size, color = size_and_color(options)
    return IncomingVariant(
        external_id=external_id,
        sku=code(unescape(plain(product.get("sku")))),
        gtin=code(product.get("global_unique_id"), 20),
        size=size,
        color=color,
        options=" / ".join(said for _name, said in options)[:OPTIONS],
        price=_price(product, currency),
        compare_at=_before(product, currency),
        promotion_until=_until(product),
        is_active=_is_active(product),
    )


def _before(product: Json, currency: str | None) -> int | None:
    """The regular price while it is on sale."""
    if product.get("on_sale") is not True:
        return None
    return _price({**product, "price": product.get("regular_price")}, currency)


def _until(product: Json) -> datetime | None:
    return moment(product.get("date_on_sale_to_gmt")) if product.get("on_sale") is True else None


def _is_active(product: Json) -> bool | None:
    status = plain(product.get("status")).lower()
    return status == "publish" if status in ("publish", "draft", "pending", "private") else None


def _tax_class(product: Json) -> str:
    """The standard class has no name there."""
    if plain(product.get("tax_status")) == "none":
        return "exempt"
    return text(product.get("tax_class"), 40)


def _price(product: Json, currency: str | None) -> int | None:
    """A product names no currency; without one, or without a price, there is none to state."""
    if not currency or plain(product.get("price")) == "":
        return None
    reading = Reading(currency)
    price = reading.money(product.get("price"), "price")
    return None if reading.problems else price


def _picture(product: Json) -> str:
    address = code(next(iter(listed(product.get("images"))), {}).get("src"), 500)
    return address if address.startswith("https://") else ""


def _words(value: object, room: int) -> str:
    return text(unescape(plain(value)), room)
