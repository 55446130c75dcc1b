"""Where a bag that isn't in its place may be, and what helps the customer now."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from associate.core.fulfillment.contents import contents, missing_from
from associate.core.fulfillment.models import Bag, FulfillmentLine, Handover
from associate.core.fulfillment.trail import last_seen
from associate.core.stores.models import Location, LocationKind
from associate.db import db
from associate.words import _
from associate.workflows.handover.rules.bags import bags_of
from associate.workflows.handover.rules.counter import jobs_of
from associate.workflows.handover.rules.missing import bag_here
from associate.workflows.handover.rules.together import together_with


@dataclass(frozen=True)
class Place:
    label: str
    why: str


@dataclass(frozen=True)
class MissingBag:
    handover: Handover
    bag: Bag
    seen_at: datetime | None
    seen_by: str
    places: list[Place]
    inside: list[tuple[FulfillmentLine, int]] | None  # None: nobody knows
    shelf_lacks: list[str]
    has_others: bool
    lines: list[FulfillmentLine]


def missing_bag(handover: Handover, tag: str) -> MissingBag:
    """Raises Missing for a tag that is none of these bags."""
    jobs = jobs_of(handover)
    bag = bag_here(handover, jobs, tag)
    inside = contents(bag)
    lines = {line.id: line for line in bag.fulfillment.lines}
    seen = last_seen(bag)
    return MissingBag(
        handover,
        bag,
        seen.at if seen else None,
        (seen.by or _("Somebody")) if seen else "",
        _places(bag),
        None if inside is None else [(lines[line], n) for line, n in inside.items()],
        missing_from(bag.fulfillment, inside) if inside else [],
        len(bags_of(jobs)) > 1,
        [line for line in bag.fulfillment.lines if line.to_hand_over],
    )


def _places(bag: Bag) -> list[Place]:
    places = [Place(bag.location.label, _("its place"))] if bag.location else []
    places += [Place(location.label, _("beside it")) for location in _neighbors(bag)]
    siblings = [
        other for job in together_with(bag.fulfillment) for other in job.open_bags if other.id != bag.id
    ]
    places += [
        Place(one.location.label, _("with bag %(tag)s", tag=one.tag)) for one in siblings if one.location
    ]
    shelves = (
        sa.select(Location)
        .filter_by(store_id=bag.store_id, kind=LocationKind.PUT_BACK)
        .order_by(Location.sequence)
    )
    places += [Place(location.label, _("put-back")) for location in db.session.scalars(shelves.limit(2))]
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.label, place)
    return list(first.values())


def _neighbors(bag: Bag) -> list[Location]:
    if bag.location is None:
        return []
    near = sa.select(Location).where(
        Location.store_id == bag.store_id,
        Location.kind == LocationKind.STAGING,
        Location.id != bag.location.id,
    )
    distance = sa.func.abs(Location.sequence - bag.location.sequence)
    return list(db.session.scalars(near.order_by(distance, Location.sequence).limit(2)))
