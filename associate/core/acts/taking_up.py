"""What somebody left with a pick, with their name."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.fulfillment.batons import Picked, baton_for
from associate.core.stores.names import first_name


@dataclass(frozen=True)
class Left:
    name: str
    words: str
    at: datetime


def left_with(about: Picked) -> Left | None:
    """For whoever may take it up now, or has just done so."""
    baton = baton_for(about)
    return Left(first_name(baton.left_by), baton.words, baton.left_at) if baton else None
