"""Where an address is, as far as its postcode tells: US ZIP codes, by a library that brings its list."""

import re
from collections.abc import Mapping
from typing import Any

import zipcodes

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def point_of(address: Mapping[str, Any] | None) -> Point | None:
    """The middle of the address's ZIP code; None for what isn't known."""
    if not address or str(address.get("country") or "").upper() != "US":
        return None
    digits = re.match(r"[0-9]{5}", str(address.get("postcode") or "").strip())
    found = zipcodes.matching(digits[0]) if digits else []  # type: ignore[no-untyped-call]
    return next(
        ((float(row["lat"]), float(row["long"])) for row in found if row["lat"] and row["long"]), None
    )
