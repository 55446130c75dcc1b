"""What the page for a new API token takes."""

from collections.abc import Mapping
from datetime import timedelta

from associate.clock import now
from associate.core.catalog.channels import Channel
from associate.core.events.api_tokens import NEED_CHANNEL, SCOPES
from associate.words import _
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.rules.tokens import Wanted

LIVES = ("30", "90", "365", "")
"""Days; the last one: until somebody revokes it."""


def read_token(reader: Reader, channels: Mapping[str, Channel]) -> Wanted:
    name = reader.text("name", most=80, needed=True)
    scopes = reader.several("scopes", SCOPES, sentence=_("Choose at least one thing it may do."))
    channel = reader.choice("channel", ("", *channels))
    days = reader.choice("days", LIVES)
    if NEED_CHANNEL & set(scopes) and not channel:
        reader.wrong("channel", _("Choose whose orders and sales it sends."))
    expires = now() + timedelta(days=int(days)) if days.isdigit() else None
    return Wanted(name, scopes, channels.get(channel), expires)
