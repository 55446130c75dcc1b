"""Money without goods: the price fell, or something is made good for. The units stay with the customer."""

from collections.abc import Mapping

from associate.clock import now
from associate.core.acts.refunding import pay_back
from associate.core.acts.returning.desk import emails_of_order, must_not_be_own
from associate.core.acts.returning.opening import close_as_left, open_return_of
from associate.core.acts.returning.settling import note_done, undo_until
from associate.core.acts.returning.units import here
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.cards import mask_cards
from associate.core.orders.models import Order
from associate.core.returns.answer import Refund
from associate.core.returns.models import Return, ReturnKind, ReturnLine, ReturnState
from associate.core.returns.reader import purchase_of
from associate.core.returns.refunds import refund
from associate.core.returns.wanted import PriceDrop, Wanted
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.core.stores.models import Store
from associate.db import atomic, db
from associate.errors import Refused
from associate.words import _


def adjust_price(
    order: Order,
    drops: Mapping[int, int],
    reason: str,
    *,
    store: Store,
    approval: Approval | None,
    intent: Intent,
    by: Actor,
) -> int:
    """Give back so much of these lines (order line id → minor units); the id of what is kept of it.

    A manager's, always with a reason, for somebody who is known at this counter. Raises Refused:
    "not_verified", "nothing_to_refund", "reason_missing", "own_order", "more_than_line", "more_than_left",
    and what must_be_let raises.
    """
    with atomic(order):
        if (done := answered(intent)) is not None:
            return int(done["return"])
        must_not_be_own(order, by)
        known = must_be_known_here(order, store)
        reason = mask_cards(reason.strip())
        if not drops:
            raise Refused("nothing_to_refund", _("Say how much goes back, and of what."))
        if not reason:
            raise Refused("reason_missing", _("Say why it’s another sum."))
        asked = tuple(PriceDrop(line, amount) for line, amount in sorted(drops.items()))
        sums = refund(purchase_of(order), Wanted(drops=asked))
        kept = _kept(order, sums, reason, store, by)
        kept.verified_by, kept.verified_note = known.verified_by, known.verified_note
        if not here(known):
            close_as_left(known, by=by)
        must_be_let("approve", about=kept, by=by, approval=approval, emails=emails_of_order(order, approval))
        _pay(kept, order, sums, by)
        record("return.adjusted", about=kept, by=by, amount=sums.total)
        note_done(kept, by=by)
        return int(answer(intent, **{"return": kept.id})["return"])


def must_be_known_here(order: Order, store: Store) -> Return:
    """What is open of it at this store’s counter, where somebody said how they know who it is.

    Raises Refused("not_verified"): until then nobody sees what was bought.
    """
    known = open_return_of(order.id)
    if known is None or known.store_id != store.id or not known.verified_by:
        raise Refused(
            "not_verified", _("Open %(number)s first, and say how you know who it is.", number=order.number)
        )
    return known


def _kept(order: Order, sums: Refund, reason: str, store: Store, by: Actor) -> Return:
    at = now()
    kept = Return(
        kind=ReturnKind.ADJUSTMENT,
        state=ReturnState.DONE,
        store_id=store.id,
        order_id=order.id,
        customer_id=order.customer_id,
        currency=order.currency,
        opened_at=at,
        opened_by=by.ref,
        suggested=sums.suggested,
        actual=sums.total,
        why_differs=reason[:300],
        parts=[part.row for part in sums.extras],
        closed_at=at,
        closed_by=by.ref,
    )
    variants = {line.id: line.variant_id for line in order.lines}
    for line in sums.lines:
        unit = ReturnLine(order_line_id=int(line.line), variant_id=variants[int(line.line)])
        unit.amount, unit.parts = line.amount, [part.row for part in line.parts]
        kept.lines.append(unit)
    db.session.add(kept)
    db.session.flush()
    return kept


def _pay(kept: Return, order: Order, sums: Refund, by: Actor) -> None:
    kept.refund = pay_back(
        order,
        sums.payouts,
        amount=sums.total,
        why="adjustment",
        cause=kept.ref,
        by=by,
        store_id=kept.store_id,
        reason=kept.why_differs,
        not_before=undo_until(kept),
    )
