"""Goods that go nowhere are for sale again only when someone confirms they are on the shelf."""

from associate.clock import now
from associate.core.acts.cancel import free_empty_bags
from associate.core.acts.collect import DAMAGED
from associate.core.acts.conflicts import look_for_conflict
from associate.core.acts.recall_out import RECALLED
from associate.core.acts.uncollected import EXPIRED
from associate.core.catalog.stop_sales import Verdict, is_stopped, open_stops, refusal
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.events.words import WRITE_OFFS
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _

RETURNED = "returned"
MARKDOWN, QUARANTINE, VENDOR = "markdown", "quarantine", "vendor"
"""Why a unit that came back over the counter waits: see core/acts/returning/stock.py."""

SOUND = (RETURNED, "canceled", "refused", "uncollected", "found")
"""Why it waits, where the next customer may get it as it is."""

MAY_GO = (DAMAGED, RECALLED, MARKDOWN, QUARANTINE, VENDOR)
"""Why it waits, where it may also go off the books."""


def confirm_put_back(put_back: PutBack, *, intent: Intent, by: Actor) -> None:
    """It is on its shelf, and for sale again; cold and hot goods that waited too long are thrown away.

    The second confirmation changes nothing. Raises Refused("stop_sale") for what is recalled: it stays held.
    """
    with atomic(put_back):
        if answered(intent) is not None or put_back.done_at:
            return
        if put_back.why == EXPIRED:
            _dispose(put_back, EXPIRED, by)
        else:
            must_not_be_recalled(put_back)
            ledger.put_back(put_back.level_id, put_back.quantity, cause=put_back.ref, by=by)
            look_for_conflict(put_back.level_id, by=by)
            record("stock.put_back", about=put_back, by=by, units=put_back.quantity)
        _done(put_back, intent, by)


def write_off(put_back: PutBack, why: str, *, intent: Intent, by: Actor) -> None:
    """What was refused as damaged, or is recalled, can't be sold: off the books. Twice is once.

    Raises Refused("no_reason" | "not_damaged"), OutOfDate("settled") when it was settled otherwise meanwhile.
    """
    with atomic(put_back):
        if answered(intent) is not None:
            return
        if put_back.done_at:
            raise OutOfDate("settled", _("Somebody settled that already. Look at the list again."))
        if put_back.why not in MAY_GO:
            raise Refused("not_damaged", _("Nobody said it’s damaged. Put it on its shelf."))
        if why not in WRITE_OFFS:
            raise Refused("no_reason", _("Say what is wrong with it. It goes on record."))
        _dispose(put_back, why, by)
        _done(put_back, intent, by)


def must_not_be_recalled(put_back: PutBack) -> None:
    """What was taken out for a recall waits until that is over, others while all of it is stopped."""
    product = put_back.level.variant.product
    stops = open_stops([product.id]) if product.stopped else []
    if stops and (put_back.why == RECALLED or is_stopped(product)):
        raise refusal(Verdict.STOP, stops[0])


def _dispose(put_back: PutBack, why: str, by: Actor) -> None:
    level_id, units = put_back.level_id, put_back.quantity
    ledger.write_off(level_id, units, cause=put_back.ref, by=by, kind=Kind.DISPOSED)
    record("stock.disposed", about=put_back, by=by, why=why, units=units)


def _done(put_back: PutBack, intent: Intent, by: Actor) -> None:
    end_put_back(put_back, by=by)
    answer(intent, put_back=put_back.id)


def end_put_back(put_back: PutBack, *, by: Actor) -> None:
    """Inside atomic(put_back): nobody waits for it any more, and a bag it may have been in is free."""
    put_back.done_at, put_back.done_by = now(), by.ref
    if put_back.fulfillment_line_id:
        line = db.session.get_one(FulfillmentLine, put_back.fulfillment_line_id)
        _free_tags_of(line.fulfillment)


def _free_tags_of(fulfillment: Fulfillment) -> None:
    db.session.flush()
    if fulfillment.state in (State.CANCELED, State.UNCOLLECTED):
        free_empty_bags(fulfillment)
