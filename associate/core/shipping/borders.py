"""Which parcels customs look at, by where they come from and go to."""

from collections.abc import Mapping
from typing import Any

EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK".split())
"""The customs union (Regulation (EU) 952/2013, art. 4), and Monaco with France."""

OUTSIDE = {"ES": ("35", "38", "51", "52"), "FI": ("22",)}
"""Postcodes of its members that lie outside it or its taxes: the Canaries, Ceuta, Melilla, Åland."""

MILITARY = {"AA", "AE", "AP"}  # regions of US addresses abroad (USPS Publication 28)


def crosses(sender: Mapping[str, Any], recipient: Mapping[str, Any]) -> bool:
    """`country`, `region` and `postcode` of each. A country nobody knows is somebody else’s doubt."""
    here, there = _union(sender), _union(recipient)
    if "XI" in (here, there) and {here, there} <= {"XI", "EU", "GB"}:
        return False  # Northern Ireland’s goods move freely both ways (Windsor Framework)
    return bool(here and there) and (here != there or _is_military(recipient))


def _union(at: Mapping[str, Any]) -> str:
    country, postcode = (str(at.get(name) or "").strip().upper() for name in ("country", "postcode"))
    if country == "GB" and postcode.startswith("BT"):
        return "XI"
    return "EU" if country in EU and not postcode.startswith(OUTSIDE.get(country, ())) else country


def _is_military(at: Mapping[str, Any]) -> bool:
    return str(at.get("country") or "").upper() == "US" and str(at.get("region") or "").upper() in MILITARY
