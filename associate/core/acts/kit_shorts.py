"""A set is whole or it isn’t: where a part of it doesn’t come, the other parts of that set don’t either.

What was picked of them waits to be put back. All of it is short, so that no other store is asked for it.
"""

from associate.core.acts.cancel import wait_for_put_back
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.unpacking import follow_goods
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.queries import fulfillments_of
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.orders.kits import kit_lines
from associate.core.orders.models import OrderLine
from associate.core.tasks.models import TaskKind
from associate.core.tasks.tasks import task_of
from associate.errors import Refused
from associate.words import _

OVER = (State.CANCELED, State.REROUTED)
Owed = list[tuple[OrderLine, int, int]]
"""(line, units, how many of it were gone before)."""


def take_out_rest(line: FulfillmentLine, *, by: Actor) -> Owed:
    """Inside atomic(order, job): the units that no whole set is made of any more, now that the short units of
    this line don't come. Only those that are still here: what was handed over stays with its customer."""
    job, bought = line.fulfillment, line.order_line
    if not bought.kit_key:
        return []
    whole = _there(job, bought) // bought.kit_units
    owed: Owed = []
    for part in sorted(kit_lines(job.order, bought), key=lambda each: (each.variant_id or 0, each.id)):
        excess = _there(job, part) - whole * part.kit_units
        for each in reversed([line for line in job.lines if line.order_line_id == part.id]):
            units = min(excess, each.left + each.to_hand_over)
            if units > 0:
                owed.append((part, units, each.refused + each.canceled + each.short))
                _drop(each, units, by)
                excess -= units
    if owed:
        follow_goods(job, by=by)
    return owed


def must_make_a_set(line: FulfillmentLine, units: int) -> None:
    """Raises Refused("kit_gone") where the other parts of the set aren't there for these units any more."""
    job, bought = line.fulfillment, line.order_line
    others = [part for part in kit_lines(job.order, bought) if part.id != bought.id and _of(job, part)]
    sets = min((_wanted(job, part) // part.kit_units for part in others), default=None)
    if sets is not None and _there(job, bought) + units > sets * bought.kit_units:
        raise Refused(
            "kit_gone",
            _("The rest of its set is on its way back. Put this one on its shelf, and give it up."),
        )


def _drop(line: FulfillmentLine, units: int, by: Actor) -> None:
    unpicked = min(units, line.left)
    line.short += units
    line.picked -= units - unpicked
    if unpicked and line.reservation:
        ledger.release(line.reservation, unpicked, by=by)
        look_for_conflict(line.reservation.level_id, by=by)
    if units > unpicked:
        wait_for_put_back(line, units - unpicked, why="canceled", by=by)
    record("line.kit_broken", about=line.fulfillment, by=by, line=line.id, units=units)


def _of(job: Fulfillment, part: OrderLine) -> list[FulfillmentLine]:
    """Wherever it is picked: a part may come from another store."""
    jobs = [each for each in fulfillments_of(job.order_id) if each.state not in OVER]
    return [line for each in jobs for line in each.lines if line.order_line_id == part.id]


def _there(job: Fulfillment, part: OrderLine) -> int:
    """Units of a part that the order’s jobs found, still look for, or gave out; what came instead counts."""
    return sum(each.wanted - each.short - each.canceled - each.refused for each in _of(job, part))


def _wanted(job: Fulfillment, part: OrderLine) -> int:
    """The same, and those that nobody has given up yet."""
    undecided = sum(units_undecided(each) for each in _of(job, part))
    return _there(job, part) + undecided


def units_undecided(line: FulfillmentLine) -> int:
    """Short units of a line that nobody has decided on."""
    task = task_of(TaskKind.SHORT, str(line.id)) if line.short else None
    return int(task.facts["units"]) if task else 0
