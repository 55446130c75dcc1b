"""What the pages about payment accounts take."""

import re
from collections.abc import Mapping
from typing import Any

from associate.core.payments.models import CAN, TILL
from associate.words import _
from associate.workflows.settings.forms.channels import SHORTEST_SECRET, read_address
from associate.workflows.settings.forms.reading import Reader

PLATFORMS = tuple(name for name in CAN if name != TILL)
OF_SHOPS = ("shopify", "woocommerce")
"""Asked by what their web shop is connected with: they have no key of their own."""


def read_account(reader: Reader, platform: str, channels: Mapping[str, str]) -> dict[str, Any]:
    """The channel by its key; empty for what is charged at the counter. `channels`: key → platform."""
    channel = reader.choice("channel", {"", *channels})
    if platform in OF_SHOPS and channels.get(channel) != platform:
        reader.wrong("channel", _("Choose the web shop whose money this is."))
    return {
        "name": reader.text("name", most=80, needed=True),
        "channel": channel,
        "base_url": read_address(reader),
        "api_key": reader.text("api_key", most=200),
        "is_active": reader.flag("is_active"),
    }


def must_bring_its_key(reader: Reader, values: dict[str, Any], before: Mapping[str, Any]) -> None:
    """The kept key was given to us for the kept address: no other server is ever shown it."""
    if values["base_url"] != before["base_url"] and before["api_key"] and not values["api_key"]:
        reader.wrong("api_key", _("Its address is another one now. Type the key for it, too."))


def read_new(reader: Reader, taken: set[str], channels: Mapping[str, str]) -> dict[str, Any]:
    key = reader.text("key", most=40, needed=True).lower()
    if key and (not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key) or key == "new"):
        reader.wrong("key", _("Small letters, digits and dashes only, like my-shop."))
    if key in taken:
        reader.wrong("key", _("There’s an account at this address already."))
    platform = reader.choice("platform", PLATFORMS)
    known = read_account(reader, platform, channels)
    if platform == "stripe" and not known["api_key"]:
        reader.wrong("api_key", _("Without it no money can be moved."))
    return {**known, "key": key, "platform": platform}


def read_secret(reader: Reader) -> str:
    """What signs its webhooks, as it was typed there; nothing: one is made."""
    secret = reader.text("secret", most=200)
    if secret and len(secret) < SHORTEST_SECRET:
        reader.wrong("secret", _("At least %(n)d characters.", n=SHORTEST_SECRET))
    return secret
