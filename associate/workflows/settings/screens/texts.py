"""What customers are told, as pages: which texts are the store's own, and how one would read."""

from typing import Any

import sqlalchemy as sa

from associate.core.events.models import MessageText
from associate.core.events.words import message_words
from associate.core.stores.models import Store
from associate.core.stores.settings import last_change, stamp
from associate.db import db
from associate.errors import Missing, Refused
from associate.messages.kinds import CUSTOMER_KINDS, CUSTOMER_MEDIA, PLACEHOLDERS, placeholders_for
from associate.messages.own_words import Text, check
from associate.messages.preview import preview
from associate.words import LANGUAGES, _
from associate.workflows.settings.forms.draft import Draft, opened
from associate.workflows.settings.forms.reading import Reader
from associate.workflows.settings.forms.texts import read_text
from associate.workflows.settings.rules.texts import SECTION, Message, is_own, state_of
from associate.workflows.settings.screens.drafting import draft_of

FIELD_OF = {"no_subject": "subject"}  # every other refusal is about the text


def overview(store: Store) -> dict[str, Any]:
    find = sa.select(MessageText.kind, MessageText.medium, MessageText.locale)
    own = {tuple(row) for row in db.session.execute(find.where(MessageText.store_id == store.id))}
    kinds = [(kind, message_words(kind)) for kind in CUSTOMER_KINDS]
    return {"kinds": kinds, "media": CUSTOMER_MEDIA, "own": own}


def message_named(kind: str, medium: str, language: str) -> Message:
    """Raises Missing for what no customer gets."""
    if kind not in CUSTOMER_KINDS or medium not in CUSTOMER_MEDIA or language not in LANGUAGES:
        raise Missing("no_such_message", _("There’s no such message."))
    return Message(kind, medium, language)


def open_text(store: Store, message: Message) -> Draft:
    state = state_of(store, message)
    return opened(state, stamp(state), last_change(store, SECTION, message.name))


def draft_text(store: Store, message: Message, form: Any) -> Draft:
    reader = Reader(form)
    text = read_text(reader)
    try:
        check(*message, text)
    except Refused as refusal:
        reader.wrong(FIELD_OF.get(refusal.code, "body"), refusal.message)
    return draft_of(
        reader,
        {"text": text},
        about=store,
        section=SECTION,
        thing=message.name,
        before=state_of(store, message),
        after=lambda: {"subject": text.subject, "body": text.body},
        effects=lambda: [_("Messages that go out from now read like this.")],
    )


def around(store: Store, message: Message, draft: Draft, base_url: str) -> dict[str, Any]:
    """The message as a made-up customer would get it, and what its words may name."""
    typed: Text | None = None if draft.problems else draft.values.get("text")
    kind, medium, language = message
    try:
        shown = preview(kind, medium, store=store, base_url=base_url, language=language, own=typed)
    except LookupError:  # no built-in words in this language: customers get the English ones
        shown = preview(kind, medium, store=store, base_url=base_url, language="en", own=typed)
    return {
        "message": message,
        "what": message_words(kind),
        "shown": shown,
        "may_name": [(f"{{{name}}}", PLACEHOLDERS[name]()) for name in placeholders_for(kind)],
        "is_own": is_own(store, message),
    }
