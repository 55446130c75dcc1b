"""What somebody left with a pick, with their name."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.fulfillment.batons import Picked, baton_for
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.passing import totes_words
from associate.core.stores.names import first_name


@dataclass(frozen=True)
class Left:
    name: str
    words: str
    at: datetime


@dataclass(frozen=True)
class PassedOn:
    """`where`: a sentence about its totes, or none."""

    name: str
    at: datetime
    where: str


def passed_on(job: Fulfillment) -> PassedOn | None:
    """Until something of it is scanned, a tote or a thing."""
    if job.passed_at is None:
        return None
    return PassedOn(first_name(job.passed_by), job.passed_at, totes_words(job))


def left_with(about: Picked) -> Left | None:
    """For whoever may take it up now, or has just done so."""
    baton = baton_for(about)
    return Left(first_name(baton.left_by), baton.words, baton.left_at) if baton else None
