"""An order that one zone put down for the next: nobody has it, and its totes stand where they were put."""

from collections.abc import Sequence

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Bag, Fulfillment
from associate.core.fulfillment.states import State
from associate.core.fulfillment.walk import Stop
from associate.core.fulfillment.zones import waits_for
from associate.core.stores.models import Location
from associate.words import ngettext


def is_passed(job: Fulfillment) -> bool:
    """It waits for its next zone: anybody may take it up."""
    return job.passed_at is not None and job.owner_id is None and job.state == State.PICKING


def totes_of(job: Fulfillment) -> list[Bag]:
    """What is fetched with it, the last that was filled first."""
    waiting = (bag for bag in job.open_bags if bag.placed_at is None)
    return sorted(waiting, key=lambda bag: -bag.turn)


def totes_words(job: Fulfillment) -> str:
    """ "7K4 stands on R-2."; empty where nobody said where."""
    totes = totes_of(job)
    place = next((bag.location.label for bag in totes if bag.location), "")
    if not place:
        return ""
    tags = ", ".join(bag.tag for bag in totes)
    words = ngettext(
        "%(tags)s stands on %(place)s.", "%(tags)s stand on %(place)s.", len(totes), tags=tags, place=place
    )
    return str(words)


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


def fetched(job: Fulfillment) -> None:
    """Inside atomic(job): its totes are with whoever picks on."""
    if job.passed_at is not None:
        job.passed_at, job.passed_by = None, ""
        for bag in totes_of(job):
            bag.location, bag.location_id = None, None


def left_behind(job: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(job): whoever picks on didn’t find its totes where they stood, and goes on without."""
    job.passed_at, job.passed_by = None, ""
    record("pick.totes_left", about=job, by=by, bags=[bag.tag for bag in totes_of(job)])
