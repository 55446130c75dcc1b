"""A message leaves through here. What the outside world did comes back as data, never as an exception."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """One email, ready to go. `key` stays the same over all tries of one cause (the Message-ID)."""

    key: str
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    html: str = ""


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"  # the other side will never take it
    UNKNOWN = "unknown"  # no answer, or not now: try again with the same key


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    words: str = ""  # the provider's own


class Notifications(Protocol):
    def send(self, message: Message) -> Answer: ...
