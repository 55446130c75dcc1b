"""Who ordered on Shopify, and where they live. Guests have no customer, and any field may be missing."""

from collections.abc import Iterable

from associate.core.orders.incoming import Address, Contact
from associate.outside.fields import NAME, Json, ident, mapped, phone, plain, text

_NOWHERE = Address()


def contact_of(order: Json) -> Contact:
    customer, places = mapped(order.get("customer")), _places(order)
    return Contact(
        external_id=ident(customer.get("id")) or None,
        first_name=_first(text(item.get("first_name"), NAME) for item in (customer, *places)),
        last_name=_first(text(item.get("last_name"), NAME) for item in (customer, *places)),
        email=_first(
            plain(value)[:320]
            for value in (customer.get("email"), order.get("email"), order.get("contact_email"))
            if value
        ),
        phone=_first(phone(item.get("phone")) for item in (customer, order, *places) if item.get("phone")),
        locale=plain(order.get("customer_locale") or "")[:10],
    )


def address_of(value: object) -> Address | None:
    """None where there is no address at all, or one without a word in it."""
    given = mapped(value)
    full = " ".join(filter(None, (text(given.get("first_name"), NAME), text(given.get("last_name"), NAME))))
    address = Address(
        name=text(given.get("name"), 160) or full,
        company=text(given.get("company"), 160),
        street=text(given.get("address1")),
        street2=text(given.get("address2")),
        city=text(given.get("city"), 160),
        region=text(given.get("province_code"), NAME) or text(given.get("province"), NAME),
        postcode=text(given.get("zip"), 20),
        country=text(given.get("country_code"), 60) or text(given.get("country"), 60),
        phone=phone(given.get("phone")) if given.get("phone") else "",
    )
    return address if address != _NOWHERE else None


def _places(order: Json) -> tuple[Json, ...]:
    return tuple(mapped(order.get(key)) for key in ("billing_address", "shipping_address"))


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
