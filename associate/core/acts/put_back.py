"""Goods that go nowhere are for sale again only when someone confirms they are on the shelf."""

from associate.clock import now
from associate.core.acts.cancel import free_empty_bags
from associate.core.acts.uncollected import EXPIRED
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, FulfillmentLine
from associate.core.fulfillment.states import State
from associate.core.inventory import ledger
from associate.core.inventory.models import Kind, PutBack
from associate.db import atomic, db


def confirm_put_back(put_back: PutBack, *, intent: Intent, by: Actor) -> None:
    """It is on its shelf. The second confirmation changes nothing."""
    with atomic(put_back):
        if answered(intent) is not None or put_back.done_at:
            return
        _settle(put_back, by)
        put_back.done_at, put_back.done_by = now(), by.ref
        line = db.session.get_one(FulfillmentLine, put_back.fulfillment_line_id)
        _free_tags_of(line.fulfillment)
        answer(intent, put_back=put_back.id)


def _settle(put_back: PutBack, by: Actor) -> None:
    """Cold and hot goods that waited too long are thrown away; all else is for sale again."""
    if put_back.why == EXPIRED:
        cause = put_back.ref
        ledger.write_off(put_back.level_id, put_back.quantity, cause=cause, by=by, kind=Kind.DISPOSED)
        record("stock.thrown_away", about=put_back, by=by, units=put_back.quantity)
    else:
        ledger.put_back(put_back.level_id, put_back.quantity, cause=put_back.ref, by=by)
        record("stock.put_back", about=put_back, by=by, units=put_back.quantity)


def _free_tags_of(fulfillment: Fulfillment) -> None:
    db.session.flush()
    if fulfillment.state in (State.CANCELED, State.UNCOLLECTED):
        free_empty_bags(fulfillment)
