"""The recipient of a Square fulfillment, who has one display name."""

from associate.core.orders.incoming import Address, Contact
from associate.outside.fields import NAME, Json, ident, mapped, phone, plain, text


def contact_of(order: Json, recipient: Json) -> Contact:
    """The last word of the name is taken as the last name, so that lists show as little as they should."""
    first, _space, last = text(recipient.get("display_name"), 2 * NAME).rpartition(" ")
    return Contact(
        external_id=ident(recipient.get("customer_id")) or ident(order.get("customer_id")) or None,
        first_name=(first or last)[:NAME],
        last_name=(last if first else "")[:NAME],
        email=plain(recipient.get("email_address") or "")[:320],
        phone=phone(recipient.get("phone_number") or ""),
    )


def address_of(recipient: Json) -> Address | None:
    given = mapped(recipient.get("address"))
    address = Address(
        street=text(given.get("address_line_1")),
        street2=text(given.get("address_line_2")),
        city=text(given.get("locality"), 160),
        region=text(given.get("administrative_district_level_1"), NAME),
        postcode=text(given.get("postal_code"), 20),
        country=text(given.get("country"), 60),
    )
    if address == Address():
        return None
    return address.model_copy(update={"name": text(recipient.get("display_name"), 160)})
