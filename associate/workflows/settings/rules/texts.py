"""A store's own words for what customers are told."""

from typing import NamedTuple

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.core.stores.models import Store
from associate.core.stores.settings import Snapshot, changing, must_be_current
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


def state_of(store: Store, message: Message) -> Snapshot:
    """The store's own words; empty where the built-in ones hold."""
    kept = words_of(store, *message) or Text("", "")
    return {"subject": kept.subject, "body": kept.body}


def save(store: Store, message: Message, text: Text, *, seen: str, intent: Intent, by: Actor) -> Said:
    """Raises OutOfDate("changed_since"), and what own_words.check raises."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        must_be_current(store, SECTION, seen, state_of(store, message), message.name)
        keep_words(store, *message, text, by=by)
        return answer(intent, **saved())


def forget(store: Store, message: Message, *, intent: Intent, by: Actor) -> Said:
    """Back to the built-in words."""
    with changing(store):
        if (done := answered(intent)) is not None:
            return done
        forget_words(store, *message, by=by)
        return answer(intent, **{**saved(), "what": _("The built-in words are used again.")})
