"""The cart of a batch: what is still to be brought, what lies in it, and who gets it.

First promised, first served.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from associate.core.catalog.models import Variant
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.urgency import is_put_off
from associate.core.fulfillment.wave_walk import WaveStop, wave_walk
from associate.core.fulfillment.waves import InCart, Wave


@dataclass(frozen=True)
class Thing:
    """One thing for all orders of a batch. `wanting`: lines that may get one now, first promised first."""

    stop: WaveStop
    in_cart: int
    wanting: tuple[FulfillmentLine, ...]

    @property
    def lacking(self) -> int:
        """Units still to be brought into the cart."""
        return max(0, sum(line.left for line in self.wanting) - self.in_cart)

    @property
    def wanted(self) -> int:
        """Units that no order has yet: in the cart, or still on the shelf."""
        return self.in_cart + self.lacking

    @property
    def goes_without(self) -> list[tuple[FulfillmentLine, int]]:
        """Who gets how many too few if no more of it is found, the order that is promised last first."""
        units = goes_without(self.lacking, [line.left for line in self.wanting])
        without = [(line, n) for line, n in zip(self.wanting, units, strict=True) if n]
        return without[::-1]


def goes_without(lacking: int, wants: Sequence[int]) -> list[int]:
    """`wants` by promise, first to last: how many each goes without. The last promised loses first."""
    without = []
    for want in reversed(wants):
        without.append(min(lacking, want))
        lacking -= without[-1]
    return without[::-1]


def things(wave: Wave) -> list[Thing]:
    """In walking order, for all orders that the batch is still walked for."""
    cart = {each.variant_id: each.units for each in wave.cart}
    return [Thing(stop, cart.get(stop.variant.id, 0), _wanting(stop)) for stop in wave_walk(wave)]


def to_bring(wave: Wave) -> list[Thing]:
    return [thing for thing in things(wave) if thing.lacking]


def may_get_one(job: Fulfillment) -> bool:
    return not (job.hold or is_put_off(job))


def put_in(wave: Wave, variant: Variant, units: int) -> None:
    """Inside atomic(wave): so many more, or fewer, in the cart; never below none."""
    lying = next((each for each in wave.cart if each.variant_id == variant.id), None)
    left = max(0, (lying.units if lying else 0) + units)
    if lying and left:
        lying.units = left
    elif lying:
        wave.cart.remove(lying)
    elif left:
        wave.cart.append(InCart(variant_id=variant.id, variant=variant, units=left))
    if not wave.cart:
        wave.is_sorting = False


def _wanting(stop: WaveStop) -> tuple[FulfillmentLine, ...]:
    shares = [(line.fulfillment.promise_at, letter, line) for letter, line in stop.shares if line.left]
    free = sorted((share for share in shares if may_get_one(share[2].fulfillment)), key=lambda each: each[:2])
    return tuple(line for _at, _letter, line in free)
