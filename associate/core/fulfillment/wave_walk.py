"""The one walk of a wave: cold goods last, then place after place; each thing once, for all who want it."""

from collections.abc import Sequence
from dataclasses import dataclass

from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.urgency import stands_still
from associate.core.fulfillment.walk import Stop, walk
from associate.core.fulfillment.waves import PickMode, Wave
from associate.core.fulfillment.zones import due_in, zone_at
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

    @property
    def short(self) -> int:
        return sum(line.short for _letter, line in self.shares)

    @property
    def units(self) -> int:
        """To be found here, whatever came of them."""
        return self.picked + self.short + self.left


def wave_walk(wave: Wave, levels: dict[int, StockLevel] | None = None) -> list[WaveStop]:
    """Of all orders that it still walks for, also what is found already. In a zone: what is there. `levels`:
    by variant, where they are known."""
    jobs = wave.walked
    if levels is None:
        levels = levels_of([wave])
    found: dict[int, list[tuple[str, Stop]]] = {}
    for job in jobs:
        for stop in _of_its_zone(wave, job, walk(job, levels)):
            found.setdefault(stop.line.variant_id, []).append((wave.letter(job), stop))
    stops = [_merged(shares) for shares in found.values()]
    return sorted(stops, key=lambda stop: (*stop.first.rank[:2], stop.variant.id))


def levels_of(waves: Sequence[Wave]) -> dict[int, StockLevel]:
    """Of what waves of one store walk for, by variant."""
    variants = {line.variant_id for wave in waves for job in wave.walked for line in job.lines}
    return levels_here(waves[0].store_id, sorted(variants)) if waves else {}


def to_pass_on(wave: Wave, stops: Sequence[WaveStop]) -> list[Fulfillment]:
    """Of a zone’s wave, with these stops: nothing more is found there for these orders now."""
    if wave.mode != PickMode.ZONE:
        return []
    wanting = {line.fulfillment_id for stop in stops for _letter, line in stop.shares if line.left}
    return [job for job in wave.to_pick if job.id not in wanting]


def _of_its_zone(wave: Wave, job: Fulfillment, stops: list[Stop]) -> list[Stop]:
    """What is in its picker’s hand counts as there, wherever its shelf is now."""
    if wave.mode != PickMode.ZONE:
        return stops
    lines = [stop.line for stop in ([] if stands_still(job) else due_in(wave.zone, stops))]
    lines += [stop.line for stop in stops if not stop.line.left and zone_at(stop) in ("", wave.zone)]
    return [stop for stop in stops if stop.line in lines or stop.line.id == wave.hand_line_id]


def _merged(shares: list[tuple[str, Stop]]) -> WaveStop:
    return WaveStop(shares[0][1], tuple((letter, stop.line) for letter, stop in shares))
