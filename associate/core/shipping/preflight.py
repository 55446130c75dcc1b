"""What would keep a parcel from leaving, found when its order comes in and not at the packing bench."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from associate.core.customers.addresses import e164
from associate.core.shipping.boxes import Space, Thing, smallest

POSTCODES = {
    "AT": r"\d{4}",
    "AU": r"\d{4}",
    "BE": r"\d{4}",
    "BR": r"\d{5}-?\d{3}",
    "CA": r"[A-CEGHJ-NPR-TVXY]\d[A-CEGHJ-NPR-TV-Z] ?\d[A-CEGHJ-NPR-TV-Z]\d",
    "CH": r"\d{4}",
    "CZ": r"\d{3} ?\d{2}",
    "DE": r"\d{5}",
    "DK": r"\d{4}",
    "ES": r"\d{5}",
    "FI": r"\d{5}",
    "FR": r"\d{5}",
    "GB": r"(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})",
    "IE": r"([AC-FHKNPRTV-Y]\d{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4}",
    "IT": r"\d{5}",
    "JP": r"\d{3}-?\d{4}",
    "LU": r"(L-)?\d{4}",
    "MX": r"\d{5}",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "NO": r"\d{4}",
    "NZ": r"\d{4}",
    "PL": r"\d{2}-?\d{3}",
    "PT": r"\d{4}(-\d{3})?",
    "SE": r"\d{3} ?\d{2}",
    "US": r"\d{5}(-?\d{4})?",
}
"""How a country writes them, after the Universal Postal Union's tables. A country that isn't here may write
what it likes: many have none."""


class Doubt(StrEnum):
    ADDRESS = "address"  # a street, a town or a country is missing
    POSTCODE = "postcode"
    PHONE = "phone"
    WEIGHT = "weight"
    BOX = "box"  # one thing that goes into no box
    CUSTOMS = "customs"  # it crosses a border, and customs would ask what nobody wrote down


@dataclass(frozen=True)
class Finding:
    """`facts` hold SKUs and countries, never a name, a number or a street: they are kept."""

    doubt: Doubt
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One line of what is to be sent. Sizes and weights in mm and g; None where nobody knows."""

    sku: str
    size: tuple[int, int, int] | None
    weight_g: int | None
    folds: bool = False
    is_declarable: bool = True  # its HS code and its origin are known


def find(
    address: Mapping[str, Any] | None,
    phone: str,
    items: Sequence[Item],
    spaces: Sequence[Space],
    *,
    has_customs: bool = False,
) -> list[Finding]:
    """All that is in doubt, worst first. `address` as orders keep it; without boxes none is asked for.
    `has_customs`: a border lies between."""
    to = address or {}
    country = str(to.get("country") or "").upper()
    return [
        *_address(to, country),
        *_phone(str(to.get("phone") or "") or phone, country),
        *_goods(items, spaces),
        *(_customs(items) if has_customs else []),
    ]


def is_postcode(postcode: str, country: str) -> bool:
    """By the pattern of the country (ISO 3166-1 alpha-2); any at all where we know none."""
    pattern = POSTCODES.get(country)
    return pattern is None or re.fullmatch(pattern, postcode.strip().upper()) is not None


def _address(to: Mapping[str, Any], country: str) -> list[Finding]:
    missing = [name for name in ("street", "city", "country") if not str(to.get(name) or "").strip()]
    found = [Finding(Doubt.ADDRESS, {"missing": missing})] if missing else []
    if not is_postcode(str(to.get("postcode") or ""), country):
        found.append(Finding(Doubt.POSTCODE, {"country": country}))
    return found


def _phone(phone: str, country: str) -> list[Finding]:
    return [] if e164(phone, country) else [Finding(Doubt.PHONE, {"is_given": bool(phone.strip())})]


def _goods(items: Sequence[Item], spaces: Sequence[Space]) -> list[Finding]:
    unknown = sorted(item.sku for item in items if not item.weight_g)
    found = [Finding(Doubt.WEIGHT, {"skus": unknown})] if unknown else []
    none = sorted(item.sku for item in items if item.size and not _goes(item, spaces))
    if none and spaces:
        found.append(Finding(Doubt.BOX, {"skus": none}))
    return found


def _customs(items: Sequence[Item]) -> list[Finding]:
    bare = sorted(item.sku for item in items if not item.is_declarable)
    return [Finding(Doubt.CUSTOMS, {"skus": bare})] if bare else []


def _goes(item: Item, spaces: Sequence[Space]) -> bool:
    assert item.size is not None
    return smallest([Thing(0, item.size, item.weight_g or 0, item.folds)], spaces) is not None
