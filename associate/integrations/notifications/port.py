"""A message leaves through here. What the outside world did comes back as data, never as an exception."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One message, ready to go. `key` and `marker` stay the same over all tries of one cause."""

    key: str  # the Message-ID of an email, the tag of a push
    sender: str
    sender_name: str
    recipient: str  # an address, an E.164 number, or a push subscription as JSON
    subject: str
    text: str
    html: str = ""
    medium: str = "email"  # "sms", "push"
    marker: str = ""  # a piece of the text that no other message has: finds it again at a provider
    since: datetime | None = None  # it can't have gone out before
    is_retry: bool = False  # an earlier try may have arrived without our knowing
    answer_to: str = ""  # where the provider tells what became of it
    url: str = ""  # what a tap on a push opens
    is_quiet: bool = False  # a push that is there when somebody looks, without a sound


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # the other side will never take it
    UNKNOWN = "unknown"  # no answer, or not now: try again with the same key


class Why(StrEnum):
    """What a refusal means for the address; "" for all others."""

    OPTED_OUT = "opted_out"  # its owner said STOP
    GONE = "gone"  # a push subscription that is no more
    NOT_SET_UP = "not_set_up"  # this installation has no such medium


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    words: str = ""  # the provider's own
    why: Why | None = None


class Notifications(Protocol):
    def send(self, message: Message) -> Answer: ...


class Nowhere:
    """A medium that is not set up."""

    def send(self, message: Message) -> Answer:
        return Answer(Outcome.REFUSED, f"no {message.medium} is set up", Why.NOT_SET_UP)
