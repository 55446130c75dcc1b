"""Where a parcel goes, in the lines that the post of its country reads."""

from dataclasses import dataclass

from babel import Locale

TOWN_FIRST = {"AU", "CA", "HK", "IN", "NZ", "TW", "US"}  # town, region, postcode on one line
POSTCODE_BELOW = {"GB", "GG", "IE", "IM", "JE", "SG"}  # the postcode alone on the last


@dataclass(frozen=True)
class Address:
    """A person or a shop. `country` is ISO 3166 alpha-2; what is not known is empty."""

    name: str
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


def lines(address: Address, *, home: str) -> tuple[str, ...]:
    """Top to bottom; the country stands there where it isn't `home`, in English as the UPU asks (S42)."""
    abroad = country_name(address.country) if address.country != home else ""
    every = (address.name, address.company, address.line1, address.line2, *_town(address), abroad)
    return tuple(line for line in every if line.strip())


def country_name(code: str) -> str:
    """ "IE" → "Ireland"; a code that nobody knows stays what it is."""
    return str(Locale("en").territories.get(code, code))


def _town(address: Address) -> tuple[str, ...]:
    if address.country in TOWN_FIRST:
        return (_joined(_joined(address.city, address.region), address.postcode),)
    if address.country in POSTCODE_BELOW:
        return _joined(address.city, address.region, ", "), address.postcode
    town = _joined(address.postcode, address.city)
    return (_joined(town, address.region, ", "),)


def _joined(left: str, right: str, by: str = " ") -> str:
    return by.join(part for part in (left, right) if part)
