"""The cart of a batch as it stands: what is brought next, and what is still to be sorted."""

from dataclasses import dataclass
from functools import cached_property

from associate.core.fulfillment.cart import Thing, things
from associate.core.fulfillment.models import FulfillmentLine
from associate.core.fulfillment.shelf import shelf
from associate.core.fulfillment.wave_walk import WaveStop
from associate.core.fulfillment.waves import InCart, Wave


@dataclass(frozen=True)
class Cart:
    """`things` in walking order, `lying` as it lies in the cart."""

    things: list[Thing]
    lying: list[InCart]

    @property
    def stops(self) -> list[WaveStop]:
        return [thing.stop for thing in self.things]

    @property
    def units(self) -> int:
        return sum(each.units for each in self.lying)

    @property
    def wanted(self) -> int:
        """Units that no order has yet."""
        return sum(thing.wanted for thing in self.things)

    @cached_property
    def now(self) -> Thing | None:
        """The next to bring; with nothing else left, what waits for an order on hold."""
        waiting = (thing for thing in self.things if thing.stop.left)
        return next((thing for thing in self.things if thing.lacking), None) or next(waiting, None)

    @property
    def then(self) -> list[Thing]:
        return [thing for thing in self.things if thing.lacking and thing is not self.now]

    @property
    def short_line(self) -> FulfillmentLine | None:
        """Whom it falls on if the next thing isn’t there: the order that is promised last."""
        return next((line for line, _units in self.now.goes_without), None) if self.now else None

    @property
    def on_shelf(self) -> int | None:
        level = self.now.stop.level if self.now else None
        return max(0, shelf(level)) if level else None

    def nobodys(self, lying: InCart) -> int:
        """Units of it that no order wants any more."""
        wanted = sum(thing.stop.left for thing in self.things if thing.stop.variant.id == lying.variant_id)
        return max(0, lying.units - wanted)


def cart_of(wave: Wave) -> Cart:
    return Cart(things(wave), list(wave.cart))
