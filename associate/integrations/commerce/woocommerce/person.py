"""Who ordered on WooCommerce. Customer 0 is a guest; the older API calls its fields by other names."""

from associate.core.orders.incoming import Address, Contact
from associate.outside.fields import NAME, Json, ident, mapped, phone, plain, text


def contact_of(order: Json) -> Contact:
    billing, customer = _place(order, "billing"), mapped(order.get("customer"))
    own_id = ident(order.get("customer_id"))
    return Contact(
        external_id=own_id if own_id not in ("", "0") else None,
        first_name=text(billing.get("first_name") or customer.get("first_name"), NAME),
        last_name=text(billing.get("last_name") or customer.get("last_name"), NAME),
        email=plain(billing.get("email") or customer.get("email") or "")[:320],
        phone=phone(billing.get("phone") or _place(order, "shipping").get("phone") or ""),
    )


def address_of(order: Json, kind: str) -> Address | None:
    """The "billing" or "shipping" address; None where every field is empty, as it is for pickups."""
    given = _place(order, kind)
    names = (text(given.get("first_name"), NAME), text(given.get("last_name"), NAME))
    address = Address(
        name=" ".join(filter(None, names)),
        company=text(given.get("company"), 160),
        street=text(given.get("address_1")),
        street2=text(given.get("address_2")),
        city=text(given.get("city"), 160),
        region=text(given.get("state"), NAME),
        postcode=text(given.get("postcode"), 20),
        country=text(given.get("country"), 60),
        phone=phone(given.get("phone") or ""),
    )
    return address if address != Address() else None


def _place(order: Json, kind: str) -> Json:
    return mapped(order.get(kind)) or mapped(order.get(f"{kind}_address"))
