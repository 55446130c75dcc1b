"""API tokens as pages: who has one, what it may do, when it was last used."""

from dataclasses import dataclass
from typing import Any

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.events.api_tokens import SCOPES, ApiToken
from associate.core.stores.names import first_names
from associate.words import _, ngettext
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.tokens import LIVES
from associate.workflows.settings.rules.channels import channels
from associate.workflows.settings.rules.tokens import tokens


@dataclass(frozen=True)
class Row:
    token: ApiToken
    channel: str
    made_by: str
    state: str  # in_use, expired or revoked


def overview() -> dict[str, Any]:
    known = tokens()
    names, shops = first_names(token.created_by for token in known), {c.id: c.name for c in channels()}
    rows = [
        Row(token, shops.get(token.channel_id or 0, ""), names.get(token.created_by, ""), _state(token))
        for token in known
    ]
    return {"rows": rows}


def open_token() -> Draft:
    return opened({"days": "365"}, "new", None)


def options() -> dict[str, Any]:
    lives = {"": _("Until somebody revokes it")}
    return {
        "scopes": [(scope, words, scope) for scope, words in SCOPES.items()],
        "shops": [("", _("Nobody’s: it only reads")), *((key, shop.name) for key, shop in by_key().items())],
        "lives": [(d, lives.get(d) or ngettext("%(num)d day", "%(num)d days", int(d))) for d in LIVES],
    }


def by_key() -> dict[str, Channel]:
    return {channel.key: channel for channel in channels() if channel.is_active}


def _state(token: ApiToken) -> str:
    if token.revoked_at:
        return "revoked"
    return "expired" if token.expires_at and token.expires_at <= now() else "in_use"
