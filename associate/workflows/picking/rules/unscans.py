"""Put one unit back that was scanned into an order: the count goes down, no scan is deleted."""

import sqlalchemy as sa

from associate.core.acts.floor import Said, may_work
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.contents import undone_scans
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine, Scan
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.shipping.queries import packed
from associate.db import atomic, db
from associate.errors import Missing, OutOfDate, Refused
from associate.words import _


def put_one_back(fulfillment: Fulfillment, line_id: int, *, intent: Intent, by: Actor) -> Said:
    """One unit of the line less. Raises Refused("nothing_picked"), OutOfDate("staged") when too late."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        if fulfillment.state == State.PACKING and not packed(
            fulfillment
        ):  # at the bench, and nobody packed it
            move(fulfillment, State.PICKED, by=by)
        may_work(fulfillment, by=by)
        line = line_here(fulfillment, line_id)
        if fulfillment.state not in (State.PICKING, State.PICKED) or any(
            bag.placed_at for bag in fulfillment.open_bags
        ):
            raise OutOfDate("staged", _("Its bags are in their places already. Undo that first."))
        if not line.to_hand_over:
            raise Refused(
                "nothing_picked", _("None of the %(name)s is picked.", name=line.variant.product.title)
            )
        line.picked -= 1
        record(
            "line.unpicked", about=fulfillment, by=by, line=line.id, picked=line.picked, scan=_last_scan(line)
        )
        if fulfillment.state == State.PICKED:
            move(fulfillment, State.PICKING, by=by)
            fulfillment.owner_id = by.staff_id
        return answer(
            intent,
            kind="ok",
            word=_("One back"),
            what=_("%(name)s: %(n)d left to pick.", name=line.variant.name, n=line.left),
        )


def line_here(fulfillment: Fulfillment, line_id: int) -> FulfillmentLine:
    """The line, if it is this order's. Raises Missing."""
    line = next((line for line in fulfillment.lines if line.id == line_id), None)
    if line is None:
        raise Missing("no_line", _("That item isn’t in %(number)s.", number=fulfillment.number))
    return line


def _last_scan(line: FulfillmentLine) -> int | None:
    find = sa.select(Scan.id).where(Scan.line_id == line.id, Scan.id.not_in(undone_scans(line.fulfillment)))
    return db.session.scalar(find.order_by(Scan.id.desc()).limit(1))
