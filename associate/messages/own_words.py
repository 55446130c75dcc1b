"""A store's own words for a message: plain text with {placeholders} out of a closed set, never a program."""

import re
from typing import NamedTuple

from associate.core.events.models import MessageText
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.settings import changing, differences, keep_change
from associate.db import db
from associate.errors import Refused
from associate.messages.kinds import (
    CODE_NEEDED,
    CUSTOMER_KINDS,
    CUSTOMER_MEDIA,
    LINK_NEEDED,
    placeholders_for,
)
from associate.words import LANGUAGES, _

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
NAMELESS = re.compile(r",? ?\{name\}")  # "Ready, {name}." reads "Ready." for who gave no name
PARAGRAPH = re.compile(r"^\{(\w+)\}\n+", re.MULTILINE)  # one that says nothing leaves no hole
LONGEST = {"email": 4000, "sms": 480}  # characters


class Text(NamedTuple):
    subject: str
    body: str


def words_of(store: Store, kind: str, medium: str, language: str) -> Text | None:
    """What the store keeps for this message; None: the built-in words."""
    kept = db.session.get(MessageText, (store.id, kind, medium, language))
    return Text(kept.subject, kept.body) if kept else None


def keep_words(store: Store, kind: str, medium: str, language: str, text: Text, *, by: Actor) -> None:
    """Use these words from now on. Raises what `check` raises."""
    check(kind, medium, language, text)
    with changing(store):
        before = words_of(store, kind, medium, language)
        kept = db.session.get(MessageText, (store.id, kind, medium, language))
        if kept is None:
            kept = MessageText(store_id=store.id, kind=kind, medium=medium, locale=language)
            db.session.add(kept)
        kept.subject, kept.body = text.subject.strip(), text.body.strip()
        _keep_change(store, f"{kind} {medium} {language}", before, Text(kept.subject, kept.body), by=by)


def forget_words(store: Store, kind: str, medium: str, language: str, *, by: Actor) -> None:
    """Back to the built-in words."""
    with changing(store):
        if kept := db.session.get(MessageText, (store.id, kind, medium, language)):
            before = words_of(store, kind, medium, language)
            db.session.delete(kept)
            _keep_change(store, f"{kind} {medium} {language}", before, None, by=by)


def _keep_change(store: Store, name: str, before: Text | None, after: Text | None, *, by: Actor) -> None:
    nothing = Text("", "")
    changes = differences((before or nothing)._asdict(), (after or nothing)._asdict())
    keep_change(store, "messages", changes, by=by, thing=name)


def check(kind: str, medium: str, language: str, text: Text) -> None:
    """Raises Refused("no_such_message"), ("empty_text"), ("no_subject"), ("long_text"), ("stray_brace"),
    ("unknown_placeholder"), ("no_link") or ("no_code"): a sentence each that says what to change."""
    if kind not in CUSTOMER_KINDS or medium not in CUSTOMER_MEDIA or language not in LANGUAGES:
        raise Refused("no_such_message", _("There’s no such message."))
    if not text.body.strip():
        raise Refused("empty_text", _("Write something, or go back to the built-in words."))
    if medium == "email" and not text.subject.strip():
        raise Refused("no_subject", _("An email needs a subject."))
    if len(text.body) > LONGEST[medium] or len(text.subject) > 200:
        raise Refused("long_text", _("That’s too long. Keep it to %(n)s characters.", n=LONGEST[medium]))
    for part in text:
        _must_be_plain(kind, part)
    if kind in LINK_NEEDED and "{link}" not in text.body:
        raise Refused("no_link", _("Keep {link} in it: it has the code for the counter."))
    if kind in CODE_NEEDED and "{code}" not in text.body:
        raise Refused("no_code", _("Keep {code} in it: it opens their page."))


def fill(text: Text, values: dict[str, str]) -> Text:
    """Put the values in, once: braces within a value stay what they are."""
    return Text(*(_filled(part, values) for part in text))


def _filled(text: str, values: dict[str, str]) -> str:
    if not values.get("name"):
        text = NAMELESS.sub("", text)
    text = PARAGRAPH.sub(lambda found: found[0] if values.get(found[1], "") else "", text)
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def _must_be_plain(kind: str, text: str) -> None:
    known = placeholders_for(kind)
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            may = ", ".join(f"{{{each}}}" for each in known)
            sentence = _("There’s no {%(name)s} in this message. You can use %(may)s.", name=name, may=may)
            raise Refused("unknown_placeholder", sentence)
    if "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        raise Refused("stray_brace", _("A { or } stands alone. Write a placeholder as {order}."))
