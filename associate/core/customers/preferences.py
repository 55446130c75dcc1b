"""What a customer likes, once for all channels and stores: it stands with the profile that is kept."""

from typing import Any

from associate.core.customers.models import Customer
from associate.core.customers.persons import kept

MEDIA = ("email", "sms")
NONE: dict[str, Any] = {}


def preferences_of(customer: Customer | None) -> dict[str, Any]:
    """Those that were said: "message_by" a medium, "language" a code, "car" words, "own_bag" true."""
    return kept(customer).preferences if customer else NONE


def preferred_medium(customer: Customer | None) -> str:
    return str(preferences_of(customer).get("message_by") or "")


def preferred_language(customer: Customer | None) -> str:
    return str(preferences_of(customer).get("language") or "")
