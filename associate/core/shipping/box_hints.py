"""Which boxes things would fit into, from what is known of their size."""

from collections.abc import Mapping

from associate.core.fulfillment.models import FulfillmentLine
from associate.core.shipping.boxes import Suggestion, Thing, suggest
from associate.core.shipping.models import Parcel
from associate.core.shipping.queries import boxes


def hint_for(parcel: Parcel) -> Suggestion:
    """For what lies in this parcel."""
    return hint_of({each.line: each.quantity for each in parcel.lines})


def hint_of(units: Mapping[FulfillmentLine, int]) -> Suggestion:
    """For so many units of these lines. Nothing is suggested where a thing’s size isn’t known."""
    if any(size_of(line) is None for line in units):
        return Suggestion(())
    things = [thing for line, n in units.items() for thing in [_thing(line)] * n]
    return suggest(things, [box.space for box in boxes()])


def size_of(line: FulfillmentLine) -> tuple[int, int, int] | None:
    """Millimeters; None where one of them isn’t known."""
    variant = line.variant
    if not (variant.length_mm and variant.width_mm and variant.height_mm):
        return None
    return variant.length_mm, variant.width_mm, variant.height_mm


def _thing(line: FulfillmentLine) -> Thing:
    size = size_of(line)
    assert size is not None
    return Thing(line.id, size, line.variant.weight_g or 0, line.variant.product.is_foldable)
