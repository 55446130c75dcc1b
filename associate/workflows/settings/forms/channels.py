"""What the pages about web shops take."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import is_currency

from associate.core.catalog.channels import Platform
from associate.core.catalog.published import FIELDS, Wins
from associate.words import _
from associate.workflows.settings.forms.reading import Reader

PLATFORMS = tuple(platform.value for platform in Platform)
SHORTEST_SECRET = 16
GIFTS = ("gift_flags", "gift_notes")
MOST_NAMES, LONGEST_NAME = 20, 60
SIDES = tuple(side.value for side in Wins)


def read_channel(reader: Reader, stores: set[str], taken_prefixes: set[str]) -> dict[str, Any]:
    prefix = reader.text("prefix", most=10, needed=True).upper()
    if prefix and not re.fullmatch(r"[A-Z0-9]+", prefix):
        reader.wrong("prefix", _("Letters from A to Z and digits only, like HW."))
    if prefix in taken_prefixes:
        reader.wrong("prefix", _("Another web shop’s numbers begin with %(prefix)s.", prefix=prefix))
    return {
        "name": reader.text("name", most=80, needed=True),
        "prefix": prefix,
        "is_active": reader.flag("is_active"),
        "ships_from_stores": reader.flag("ships_from_stores"),
        "base_url": read_address(reader),
        "access_token": reader.text("access_token", most=200),
        "locations": _places(reader, stores),
        **{field: _names(reader, field) for field in GIFTS},
        "authority": {field: reader.choice(f"wins_{field}", SIDES) for field in FIELDS},
    }


def must_bring_its_key(reader: Reader, values: dict[str, Any], before: Mapping[str, Any]) -> None:
    """The kept key was given to us for the kept address: no other server is ever shown it."""
    is_elsewhere = values["base_url"] and values["base_url"] != before["base_url"].rstrip("/")
    if is_elsewhere and before["access_token"] and not values["access_token"]:
        reader.wrong("access_token", _("Its address is another one now. Type the key for it, too."))


def read_new(reader: Reader, taken: set[str], stores: set[str], taken_prefixes: set[str]) -> dict[str, Any]:
    key = reader.text("key", most=40, needed=True).lower()
    if key and (not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key) or key == "new"):
        reader.wrong("key", _("Small letters, digits and dashes only, like my-shop."))
    if key in taken:
        reader.wrong("key", _("There’s a web shop at this address already."))
    currency = reader.raw("currency").upper()
    if not is_currency(currency):
        reader.wrong("currency", _("Three letters of a currency, like EUR or USD."))
    known = read_channel(reader, stores, taken_prefixes)
    return {**known, "key": key, "platform": reader.choice("platform", PLATFORMS), "currency": currency}


def read_secret(reader: Reader) -> str:
    """What the platform gave, or nothing: then one is made."""
    secret = reader.text("secret", most=200)
    if secret and len(secret) < SHORTEST_SECRET:
        reader.wrong("secret", _("At least %(n)d characters.", n=SHORTEST_SECRET))
    return secret


def as_lines(locations: dict[str, Any]) -> str:
    return "\n".join(f"{theirs} = {ours}" for theirs, ours in locations.items())


def read_address(reader: Reader) -> str:
    value = reader.text("base_url", most=300)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.username
    except ValueError:
        fine = False
    if not fine:
        reader.wrong(
            "base_url", _("An address like https://my-shop.example, without a name or password in it.")
        )
    return value.rstrip("/")


def _names(reader: Reader, field: str) -> list[str]:
    """Names of attributes, with commas between; none are the usual ones."""
    names = [name.strip() for name in reader.text(field, most=1000).split(",") if name.strip()]
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        reader.wrong(field, _("%(n)d names at most, each of %(m)d characters.", n=MOST_NAMES, m=LONGEST_NAME))
    return names


def _places(reader: Reader, stores: set[str]) -> dict[str, str]:
    """ "6557400001 = MQ" on each line; a star stands for every place of theirs."""
    found: dict[str, str] = {}
    lines = [line for line in reader.form.get("locations", "").splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        theirs, sign, ours = (part.strip() for part in line.rpartition("="))
        if not (theirs and sign and ours) or len(theirs) > 120 or not theirs.isprintable():
            reader.wrong("locations", _("Line %(n)d should look like 6557400001 = MQ.", n=number))
        elif ours.upper() not in stores:
            reader.wrong("locations", _("Line %(n)d: there’s no store %(code)s.", n=number, code=ours[:20]))
        elif theirs in found:
            reader.wrong(
                "locations", _("Line %(n)d: %(theirs)s is there twice.", n=number, theirs=theirs[:40])
            )
        else:
            found[theirs] = ours.upper()
    return found
