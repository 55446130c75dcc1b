"""A store's own words for what customers are told."""

from typing import NamedTuple

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.settings import Snapshot, changing, must_be_current
from associate.messages.compose import outline
from associate.messages.own_words import Text, forget_words, keep_words, words_of
from associate.words import _
from associate.workflows.settings.rules.columns import Said, saved

SECTION = "messages"


class Message(NamedTuple):
    kind: str
    medium: str
    language: str

    @property
    def name(self) -> str:
        return " ".join(self)


def built_in(message: Message) -> Text:
    """What customers get as long as the store has no words of its own; English where we lack the language."""
    try:
        return outline(*message)
    except LookupError:
        return outline(message.kind, message.medium, "en")


def is_own(store: Store, message: Message) -> bool:
    return words_of(store, *message) is not None


def state_of(store: Store, message: Message) -> Snapshot:
    """The store's own words, else the built-in ones."""
    kept = words_of(store, *message) or built_in(message)
    return {"subject": kept.subject, "body": kept.body}


def save(store: Store, message: Message, text: Text, *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since"), and what own_words.check raises."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        must_be_current(store, SECTION, seen, state_of(store, message), message.name)
        if text == built_in(message):
            forget_words(store, *message, by=by)
        else:
            keep_words(store, *message, text, by=by)
        return answer(intent, **saved())


def forget(store: Store, message: Message, *, intent: Intent, by: Actor) -> Said:
    """Back to the built-in words."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        forget_words(store, *message, by=by)
        return answer(intent, **{**saved(), "what": _("The built-in words are used again.")})
