"""What a walk has found so far: seen against expected."""

from dataclasses import dataclass

from associate.core.acts.uncollected import is_over
from associate.core.fulfillment.bag_walks import (
    BagSighting,
    BagWalk,
    What,
    bags_expected,
    places_of,
)
from associate.core.fulfillment.models import Bag
from associate.core.fulfillment.states import HERE, State
from associate.core.stores.models import Location


@dataclass(frozen=True)
class Found:
    """`expected`: bags that should stand on the places of this walk, seen or not."""

    places: list[Location]
    walked: set[int]
    expected: list[Bag]
    sightings: list[BagSighting]

    @property
    def right(self) -> list[BagSighting]:
        return [each for each in self.sightings if each.what == What.RIGHT]

    @property
    def wrong(self) -> list[BagSighting]:
        """What isn’t as it should be, the last one first."""
        return [each for each in reversed(self.sightings) if each.what != What.RIGHT]

    @property
    def unseen(self) -> list[Bag]:
        seen = {each.bag_id for each in self.sightings}
        return [bag for bag in self.expected if bag.id not in seen]

    @property
    def missing(self) -> list[Bag]:
        """Unseen where somebody walked."""
        return [bag for bag in self.unseen if bag.location_id in self.walked]

    @property
    def places_walked(self) -> int:
        return sum(place.id in self.walked for place in self.places)

    @property
    def waiting(self) -> int:
        """Bags that wait for their customers and were looked for: of them some are right."""
        misplaced = sum(each.what == What.MISPLACED for each in self.sightings)
        return len(self.right) + misplaced + len(self.missing)


def found_on(walk: BagWalk) -> Found:
    places = places_of(walk)
    expected = bags_expected(walk.store_id, [place.id for place in places])
    return Found(places, set(walk.walked), expected, list(walk.sightings))


def judge(bag: Bag | None, place: Location) -> What:
    """What a bag is that stands on this place now."""
    if bag is None or bag.gone_at is not None:
        return What.GHOST
    if bag.fulfillment.state == State.UNCOLLECTED or is_over(bag.fulfillment):
        return What.EXPIRED
    if bag.fulfillment.state not in HERE:
        return What.GHOST
    return What.RIGHT if bag.location_id == place.id else What.MISPLACED
