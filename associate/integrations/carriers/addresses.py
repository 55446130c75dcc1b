"""An address in the names that EasyPost and Shippo both use."""

from associate.integrations.carriers.port import Address


def told_of(of: Address) -> dict[str, object]:
    return {
        "name": of.name,
        "company": of.company,
        "street1": of.line1,
        "street2": of.line2,
        "city": of.city,
        "state": of.region,
        "zip": of.postcode,
        "country": of.country,
        "phone": of.phone,
        "email": of.email,
    }
