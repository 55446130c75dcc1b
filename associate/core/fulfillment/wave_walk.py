"""The one walk of a wave: cold goods last, then place after place; each thing once, for all who want it."""

from dataclasses import dataclass

from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.walk import Stop, walk
from associate.core.fulfillment.waves import Wave
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here


@dataclass(frozen=True)
class WaveStop:
    """One thing at one place. `shares`: the letter of each order that wants it, with its line."""

    first: Stop
    shares: tuple[tuple[str, FulfillmentLine], ...]

    @property
    def variant(self) -> Variant:
        return self.first.line.variant

    @property
    def level(self) -> StockLevel | None:
        return self.first.level

    @property
    def place(self) -> str:
        return self.first.place

    @property
    def left(self) -> int:
        return sum(line.left for _letter, line in self.shares)

    @property
    def picked(self) -> int:
        return sum(line.picked for _letter, line in self.shares)


def wave_walk(wave: Wave) -> list[WaveStop]:
    """Of all orders that it still walks for, also what is found already."""
    jobs = wave.walked
    variants = sorted({line.variant_id for job in jobs for line in job.lines})
    levels = levels_here(wave.store_id, variants)
    found: dict[int, list[tuple[str, Stop]]] = {}
    for job in jobs:
        for stop in walk(job, levels):
            found.setdefault(stop.line.variant_id, []).append((wave.letter(job), stop))
    stops = [_merged(shares) for shares in found.values()]
    return sorted(stops, key=lambda stop: (*stop.first.rank[:2], stop.variant.id))


def _merged(shares: list[tuple[str, Stop]]) -> WaveStop:
    return WaveStop(shares[0][1], tuple((letter, stop.line) for letter, stop in shares))
