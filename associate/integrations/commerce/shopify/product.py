"""A Shopify product with its variants: the size and color are found by the names of its options."""

from associate.core.orders.incoming import IncomingNothing, IncomingProduct, IncomingVariant
from associate.integrations.commerce.options import size_and_color
from associate.integrations.commerce.reading import Reading, nothing
from associate.integrations.commerce.shopify.lines import DEFAULT_VARIANT
from associate.outside.fields import (
    CODE,
    NAME,
    OPTIONS,
    Json,
    code,
    ident,
    listed,
    mapped,
    plain,
    text,
)
from associate.words import _

GRAMS = {"g": 1, "kg": 1000, "oz": 28.349523125, "lb": 453.59237}


def read_product(product: Json, currency: str | None) -> IncomingProduct | IncomingNothing:
    external_id = ident(product.get("id"))
    if not external_id or not isinstance(product.get("variants"), list):
        return nothing("no_product", _("There is no product in this payload."))
    names = _option_names(product)
    return IncomingProduct(
        external_id=external_id,
        title=text(product.get("title"), 200),
        vendor=text(product.get("vendor"), NAME),
        category=text(product.get("product_type"), NAME),
        tags=_tags(product.get("tags")),
        picture_url=_picture(product),
        tax_class=_tax_class(product),
        variants=tuple(
            _variant(raw, names, currency, _is_active(product))
            for raw in listed(product.get("variants"))
            if ident(raw.get("id"))
        ),
    )


def _option_names(product: Json) -> list[str]:
    return [text(option.get("name"), NAME) for option in listed(product.get("options"))][:3]


def _variant(raw: Json, names: list[str], currency: str | None, is_active: bool | None) -> IncomingVariant:
    values = [text(raw.get(f"option{place}"), NAME) for place in (1, 2, 3)]
    size, color = size_and_color(list(zip(names, values, strict=False)))
    title = text(raw.get("title"), OPTIONS)
    return IncomingVariant(
        external_id=ident(raw.get("id")),
        sku=code(raw.get("sku"), CODE),
        gtin=code(raw.get("barcode"), 20),
        size=size,
        color=color,
        options="" if title == DEFAULT_VARIANT else title,
        price=_price(raw, currency),
        compare_at=_price({**raw, "price": raw.get("compare_at_price")}, currency),
        weight_g=_grams(raw.get("grams")) or _weighed(raw),
        is_active=is_active,
    )


def _price(raw: Json, currency: str | None) -> int | None:
    """A product names no currency of its own; without one there is no price to state."""
    shown = next((mapped(item.get("price")) for item in listed(raw.get("presentment_prices"))), {})
    known = currency or plain(shown.get("currency_code") or "")
    if not known or raw.get("price") in (None, ""):
        return None
    reading = Reading(known)
    price = reading.money(raw.get("price"), "price")
    return None if reading.problems else price


def _grams(value: object) -> int | None:
    is_weight = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1_000_000
    return value if is_weight else None  # type: ignore[return-value]


def _weighed(raw: Json) -> int | None:
    """Newer payloads give a weight with its unit, as the admin API does."""
    to_grams = GRAMS.get(plain(raw.get("weight_unit")).lower())
    weight = raw.get("weight")
    if to_grams is None or isinstance(weight, bool) or not isinstance(weight, int | float):
        return None
    return _grams(round(weight * to_grams)) if 0 < weight < 1_000_000 else None


def _is_active(product: Json) -> bool | None:
    status = plain(product.get("status")).lower()
    return status == "active" if status in ("active", "archived", "draft") else None


def _tax_class(product: Json) -> str:
    """The tax code of its first variant; "exempt" where it isn't taxed."""
    first = next(iter(listed(product.get("variants"))), {})
    return text(first.get("tax_code"), 40) or ("exempt" if first.get("taxable") is False else "")


def _tags(value: object) -> tuple[str, ...]:
    given = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(tag for tag in (text(item, NAME) for item in given[:50]) if tag)


def _picture(product: Json) -> str:
    first = next(iter(listed(product.get("images"))), {})
    address = code(mapped(product.get("image")).get("src") or first.get("src"), 500)
    return address if address.startswith("https://") else ""
