"""Take what is recalled out of its order: it is kept apart, its money is owed, its customer told."""

from dataclasses import dataclass

from associate.clock import now
from associate.core.acts.cancel import cancel_fulfillment, free_tags, open_put_backs, wait_for_put_back
from associate.core.acts.collect import finish_order
from associate.core.acts.kit_shorts import take_out_rest
from associate.core.acts.money_back import left_to_owe, owe_units
from associate.core.acts.parcels import follow_parcels
from associate.core.acts.recalls import look_for_bags
from associate.core.acts.shorts import nothing_comes, settle_pick
from associate.core.acts.unpacking import follow_goods
from associate.core.catalog.stop_sales import StopSale
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.recalled import TAKEN_OUT, recalled_in
from associate.core.fulfillment.states import OPEN, State
from associate.core.fulfillment.telling import tell
from associate.core.orders.worth import unit_value
from associate.db import db
from associate.errors import OutOfDate
from associate.words import _

RECALLED = "recalled"
"""Why such units wait to be put back: the recall must be over first, or they are written off."""


@dataclass(frozen=True)
class Part:
    """Units of one line that are to leave the order, and the scans that told of them."""

    line: FulfillmentLine
    units: int
    scans: list[int]

    @property
    def gone(self) -> int:
        """Units of the line that don’t come anyway."""
        return self.line.short + self.line.canceled + self.line.refused


def parts_of(stop: StopSale, job: Fulfillment) -> list[Part]:
    """What is recalled of this job, by rising variant. Where some units are known to be it, only those: the
    others have to be looked at first. Raises OutOfDate("not_in_bags") when nothing is."""
    found = [
        Part(line, *recalled_in(stop, line))
        for line in sorted(job.lines, key=lambda line: (line.variant_id, line.id))
        if line.to_hand_over and line.variant.product_id == stop.product_id
    ]
    parts = [part for part in found if part.units]
    if stop.ended_at or job.state not in OPEN or not parts:
        raise OutOfDate("not_in_bags", _("Nothing of it is in %(number)s any more.", number=job.number))
    return parts


def worth(job: Fulfillment, parts: list[Part]) -> int:
    """What will be owed for them, in minor units of the order’s currency."""
    total = sum(unit_value(part.line.order_line, part.units, part.gone) for part in parts)
    return min(total, left_to_owe(job.order))


def take_out_recalled(stop: StopSale, job: Fulfillment, *, by: Actor) -> tuple[int, int]:
    """Inside atomic(order, job): (units taken out, minor units owed). With nothing left in it it is over.

    Raises what parts_of raises.
    """
    parts = parts_of(stop, job)
    owed = [(part.line.order_line, part.units, part.gone) for part in parts]
    for part in parts:
        _take_out(stop, part, by)
    for part in parts:
        owed += take_out_rest(part.line, by=by)
    so_far = f"{job.ref}:{sum(line.short for line in job.lines)}"  # each time is one of its own
    amount = owe_units(job.order, owed, key=f"{RECALLED}:{so_far}", by=by, why=RECALLED)
    _settle(job, by)
    tell(job.order, RECALLED, f"{RECALLED}:{so_far}", job=job)
    db.session.flush()
    look_for_bags(stop, by=by)
    return sum(part.units for part in parts), amount


def _take_out(stop: StopSale, part: Part, by: Actor) -> None:
    line = part.line
    line.picked -= part.units
    line.short += part.units
    wait_for_put_back(line, part.units, why=RECALLED, by=by)
    facts = {"line": line.id, "units": part.units, "reason": RECALLED, "scans": part.scans, "stop": stop.id}
    record(TAKEN_OUT, about=line.fulfillment, by=by, **facts)


def _settle(job: Fulfillment, by: Actor) -> None:
    settle_pick(job, by=by)
    follow_goods(job, by=by)
    if any(line.left or line.to_hand_over for line in job.lines):
        follow_parcels(job, by=by)
        return
    if any(line.handed_over for line in job.lines):
        move(job, State.COLLECTED, by=by, reason=RECALLED)
        job.collected_at = now()
    elif nothing_comes(job):
        cancel_fulfillment(job, by=by, reason=RECALLED)
    else:
        return  # a short of it waits for a decision
    if all(put_back.why == RECALLED for put_back in open_put_backs(job)):
        free_tags(job)
    finish_order(job.order, by=by)
