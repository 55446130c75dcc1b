"""Six sentences to hold up to a car’s window, in the language of whoever sits in it."""

from dataclasses import dataclass
from typing import Any

from associate.core.fulfillment.visits import Load
from associate.words import later


@dataclass(frozen=True)
class Phrase:
    """`answers`: what they can point at: (what it does to the visit, its words)."""

    words: Any
    answers: tuple[tuple[Load, Any], ...] = ()


LOADS = ((Load.TRUNK, later("Trunk")), (Load.BACK_SEAT, later("Back seat")))
PHRASES = (
    Phrase(later("Hello! I have your order.")),
    Phrase(later("Where shall I put your bags?"), LOADS),
    Phrase(later("Please show me your code.")),
    Phrase(later("Please show me a photo ID.")),
    Phrase(later("Please open the trunk and stay seated.")),
    Phrase(later("One moment, I’ll be right back.")),
)
AFTER_LOADS = 3  # the next one, once they pointed at a place


def phrase(number: int) -> Phrase:
    """Counted from 1; a number beyond the last is the last."""
    return PHRASES[min(max(number, 1), len(PHRASES)) - 1]
