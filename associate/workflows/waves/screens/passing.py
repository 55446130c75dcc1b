"""What a zone gets from another one, and what it passes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.passing import totes_of, unfetched
from associate.core.fulfillment.urgency import stands_still
from associate.core.fulfillment.walk import walk
from associate.core.fulfillment.waves import Wave
from associate.core.fulfillment.zones import waits_words
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here
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
    """An order for which nothing more is here. `next`: where it goes now, in a sentence."""

    letter: str
    job: Fulfillment
    next: str

    @property
    def totes(self) -> list[Bag]:
        return totes_of(self.job)


def going_list(wave: Wave, jobs: Sequence[Fulfillment]) -> list[Going]:
    levels = levels_here(wave.store_id, sorted({line.variant_id for job in jobs for line in job.lines}))
    return [Going(wave.letter(job), job, _next(job, levels)) for job in jobs]


def _next(job: Fulfillment, levels: dict[int, StockLevel]) -> str:
    if stands_still(job):
        return _("It stands for now: put it down.")
    return waits_words(walk(job, levels))


def fetch_list(wave: Wave) -> list[Fetch]:
    return [Fetch(wave.letter(job), job, unfetched(job), first_name(job.passed_by)) for job in to_fetch(wave)]
