"""What a zone gets from another one, and what it passes on."""

from dataclasses import dataclass
from datetime import datetime

from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.passing import totes_of
from associate.core.fulfillment.urgency import is_put_off
from associate.core.fulfillment.walk import walk
from associate.core.fulfillment.waves import Wave
from associate.core.fulfillment.zones import waits_words
from associate.core.stores.names import first_name
from associate.words import _
from associate.workflows.waves.rules.zones import to_fetch


@dataclass(frozen=True)
class Fetch:
    """An order whose totes still stand where another zone put them."""

    letter: str
    job: Fulfillment
    totes: list[Bag]
    name: str  # who passed it on

    @property
    def at(self) -> datetime | None:
        return self.job.passed_at

    @property
    def place(self) -> str:
        return next((bag.location.label for bag in self.totes if bag.location), "")

    @property
    def holds(self) -> list[tuple[str, int]]:
        return [(line.variant.name, line.to_hand_over) for line in self.job.lines if line.to_hand_over]


@dataclass(frozen=True)
class Going:
    letter: str
    job: Fulfillment

    @property
    def totes(self) -> list[Bag]:
        return totes_of(self.job)

    @property
    def next(self) -> str:
        """Where it goes next; of one that everybody must stop for, that it is put down."""
        return (
            _("It stands for now: put it down.")
            if self.job.hold or is_put_off(self.job)
            else waits_words(walk(self.job))
        )


def fetch_list(wave: Wave) -> list[Fetch]:
    return [Fetch(wave.letter(job), job, totes_of(job), first_name(job.passed_by)) for job in to_fetch(wave)]
