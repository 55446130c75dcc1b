"""What the pages about carrier accounts take."""

import re
from collections.abc import Mapping
from typing import Any

from associate.words import _
from associate.workflows.settings.forms.channels import SHORTEST_SECRET, read_address
from associate.workflows.settings.forms.reading import Reader

PLATFORMS = ("easypost", "shippo", "pretend")
FILES = ("pdf", "zpl", "png")
WEIGHED_BY = ("", "ups", "fedex", "usps")


def read_account(reader: Reader, stores: set[str]) -> dict[str, Any]:
    """The store by its code; empty for every store."""
    return {
        "name": reader.text("name", most=80, needed=True),
        "store": reader.choice("store_code", {"", *stores}),
        "base_url": read_address(reader),
        "api_key": reader.text("api_key", most=200),
        "label": reader.choice("label", FILES),
        "service": reader.text("service", most=60),
        "carrier": reader.choice("carrier", WEIGHED_BY),
        "has_forms": reader.flag("has_forms"),
        "is_active": reader.flag("is_active"),
    }


def must_bring_its_key(reader: Reader, values: dict[str, Any], before: Mapping[str, Any]) -> None:
    """The kept key was given to us for the kept address: no other server is ever shown it."""
    if values["base_url"] != before["base_url"] and before["api_key"] and not values["api_key"]:
        reader.wrong("api_key", _("Its address is another one now. Type the key for it, too."))


def read_new(reader: Reader, taken: set[str], stores: set[str]) -> dict[str, Any]:
    key = reader.text("key", most=40, needed=True).lower()
    if key and (not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key) or key == "new"):
        reader.wrong("key", _("Small letters, digits and dashes only, like my-shop."))
    if key in taken:
        reader.wrong("key", _("There’s a carrier at this address already."))
    platform, known = reader.choice("platform", PLATFORMS), read_account(reader, stores)
    if platform in ("easypost", "shippo") and not known["api_key"]:
        reader.wrong("api_key", _("Without it no label can be bought."))
    return {**known, "key": key, "platform": platform}


def read_secret(reader: Reader) -> str:
    """What signs its webhooks, as it was typed there; nothing: one is made."""
    secret = reader.text("secret", most=200)
    if secret and len(secret) < SHORTEST_SECRET:
        reader.wrong("secret", _("At least %(n)d characters.", n=SHORTEST_SECRET))
    return secret
