"""What became of a deed that somebody else does for us: data, never an exception."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    DONE = "done"
    PENDING = "pending"  # they took it and are still at it
    REFUSED = "refused"  # told why; the same again would be refused again
    UNKNOWN = "unknown"  # no answer, or one that leaves open whether it was done
    RETRY = "retry"  # surely not done: later


@dataclass(frozen=True)
class Answer:
    """`code`: one that the port names, or their own. `retry_after`: seconds, where they said so."""

    outcome: Outcome
    words: str = ""  # their own, or what kept us from reaching them
    code: str = ""
    retry_after: float | None = None


DONE = Answer(Outcome.DONE)
