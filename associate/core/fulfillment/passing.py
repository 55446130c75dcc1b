"""An order that one zone put down for the next: nobody has it, and its totes stand where they were put."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Bag, Fulfillment, FulfillmentLine
from associate.core.fulfillment.walk import Stop
from associate.core.fulfillment.zones import waits_for
from associate.core.stores.models import Location
from associate.db import db
from associate.words import ngettext


def totes_of(job: Fulfillment) -> list[Bag]:
    """What is put down with it, the last that was filled first. Where one rests already, it stays."""
    waiting = (bag for bag in job.open_bags if bag.placed_at is None and not bag.is_resting)
    return sorted(waiting, key=lambda bag: -bag.turn)


def resting(job: Fulfillment) -> list[Bag]:
    return [bag for bag in job.open_bags if bag.is_resting]


def unfetched(job: Fulfillment) -> list[Bag]:
    """Before it is gone on with: where nobody said where they stand, one of its totes does for all."""
    return resting(job) or (totes_of(job) if job.passed_at else [])


def totes_words(job: Fulfillment) -> str:
    """ "7K4 stands on Rack R-2."; empty where none does, or nobody said where."""
    return _words(resting(job))


def standing_words(line_ids: Collection[int]) -> dict[int, str]:
    """The same of every bag that has a place, by the id of a job’s line, in one statement."""
    find = sa.select(FulfillmentLine.id, Bag).join(Bag, Bag.fulfillment_id == FulfillmentLine.fulfillment_id)
    find = find.where(FulfillmentLine.id.in_(line_ids), Bag.gone_at.is_(None), Bag.location_id.is_not(None))
    found: dict[int, list[Bag]] = {}
    for line, bag in db.session.execute(find.order_by(Bag.id)):
        found.setdefault(line, []).append(bag)
    return {line: _words(bags) for line, bags in found.items()}


def _words(bags: Sequence[Bag]) -> str:
    places: dict[str, list[str]] = {}
    for bag in bags:
        places.setdefault(bag.location.label if bag.location else "", []).append(bag.tag)
    said = [
        ngettext(
            "%(tags)s stands on %(place)s.",
            "%(tags)s stand on %(place)s.",
            len(tags),
            tags=", ".join(tags),
            place=place,
        )
        for place, tags in places.items()
    ]
    return " ".join(map(str, said))


def pass_down(
    job: Fulfillment, place: Location | None, *, zone: str, stops: Sequence[Stop], by: Actor
) -> None:
    """Inside atomic(job), by its picker, as nothing is left for it in their zone. `stops`: all of its."""
    totes = totes_of(job)
    for bag in totes:
        bag.location, bag.location_id = place, place.id if place else None
    job.owner_id, job.owned_at, job.given_by, job.is_paused = None, None, "", False
    job.passed_at, job.passed_by = now(), by.ref
    facts = {"zone": zone, "next": [name for name, _units in waits_for(stops) if name]}
    tags = [bag.tag for bag in totes]
    record("pick.passed", about=job, by=by, place=place.code if place else "", bags=tags, **facts)


def gone_on_with(job: Fulfillment) -> None:
    """Inside atomic(job): somebody has a tote or a thing of it in their hands."""
    job.passed_at, job.passed_by = None, ""
