"""The walk through the store for one order: cold goods last, then place after place."""

from dataclasses import dataclass

from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.inventory.models import StockLevel
from associate.core.inventory.queries import levels_here
from associate.core.stores.models import Temperature
from associate.words import _

NOWHERE = 1_000_000  # a thing without a place comes last: somebody has to ask for it


@dataclass(frozen=True)
class Stop:
    """One line of the order and where it lives in this store."""

    line: FulfillmentLine
    level: StockLevel | None

    @property
    def place(self) -> str:
        return self.level.location.label if self.level and self.level.location else _("no place")

    @property
    def rank(self) -> tuple[bool, int, int]:
        location = self.level.location if self.level else None
        is_cold = self.line.variant.product.temperature in (Temperature.CHILLED, Temperature.FROZEN)
        return is_cold, location.sequence if location else NOWHERE, self.line.id


def walk(fulfillment: Fulfillment, levels: dict[int, StockLevel] | None = None) -> list[Stop]:
    """Every line of the order in walking order. `levels` by variant id, where the caller has them."""
    if levels is None:
        levels = levels_here(fulfillment.store_id, [line.variant_id for line in fulfillment.lines])
    stops = [Stop(line, levels.get(line.variant_id)) for line in fulfillment.lines]
    return sorted(stops, key=lambda stop: stop.rank)


def next_stop(fulfillment: Fulfillment) -> Stop | None:
    """The first place where something is still to be found."""
    return next((stop for stop in walk(fulfillment) if stop.line.left), None)
