"""The end of a wave: its totes go to the pack bench, and it is done."""

from associate.clock import now
from associate.core.acts.floor import Said
from associate.core.catalog.codes import Code
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.bags import waiting_bags
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.places import put_down, staging_place
from associate.core.fulfillment.states import State
from associate.core.fulfillment.waves import Wave
from associate.core.orders.incoming import Method
from associate.db import atomic
from associate.errors import Refused
from associate.words import _
from associate.workflows.waves.rules.owning import must_be_mine


def for_the_bench(wave: Wave) -> list[Fulfillment]:
    """Orders to be sent whose totes have no place yet."""
    jobs = [job for job in wave.kept if job.method == Method.SHIP and job.state == State.PICKED]
    return [job for job in jobs if waiting_bags(job)]


def for_the_rack(wave: Wave) -> list[Fulfillment]:
    """Picked up, not sent: their bags go to a rack, order by order."""
    return [job for job in wave.kept if job.method == Method.PICKUP and job.state == State.PICKED]


def put_at_bench(wave: Wave, code: Code, *, by: Actor) -> Said:
    """Inside atomic(wave), when all is picked: one place for all totes that are sent. Ends the wave.

    Raises Refused: "no_totes", "unknown_code", and what staging_place raises.
    """
    place = staging_place(wave.store, code)
    if place is None:
        raise Refused("unknown_code", _("Everything is picked. Scan the place where the totes stand."))
    jobs = for_the_bench(wave)
    if not jobs:
        raise Refused("no_totes", _("No tote of this wave waits for a place."))
    with atomic(*sorted(jobs, key=lambda job: job.id)):
        totes = [bag for job in jobs if job.state == State.PICKED for bag in waiting_bags(job)]
        for job in jobs:
            put_down([bag for bag in totes if bag.fulfillment_id == job.id], place, by=by)
    end(wave, by)
    tags = ", ".join(bag.tag for bag in totes)
    return {"kind": "done", "word": _("The totes are on %(place)s", place=place.label), "what": tags}


def finish(wave: Wave, *, intent: Intent, by: Actor) -> Said:
    """Nothing of it is left to do on the floor: whatever still needs a place is in its own order’s hands.

    Raises Refused("still_picking").
    """
    with atomic(wave):
        if (done := answered(intent)) is not None:
            return done
        must_be_mine(wave, by=by)
        if wave.to_pick:
            raise Refused("still_picking", _("Something of it is still to be picked. Pause it instead."))
        if wave.cart:
            raise Refused("still_sorting", _("There’s something in the cart. Sort it, or put it back."))
        end(wave, by)
        return answer(intent, kind="done", word=_("%(number)s is done", number=wave.number), what="")


def end(wave: Wave, by: Actor) -> None:
    wave.ended_at = now()
    record("wave.ended", about=wave, by=by, number=wave.number)
