"""The customer pays on top: by a page that opens once, or at the till, which scans a slip."""

from typing import Any

from associate.clock import now
from associate.core.acts.payments_done import charged, refunded
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.models import Order
from associate.core.payments.calls import NEVER, PaymentCall, PaymentState, PaymentVerb, calls_of, new_call
from associate.core.payments.models import counter_account
from associate.core.payments.slips import reference
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _


def charge(
    order: Order, amount: int, *, cause: str, by: Actor, store_id: int | None, at_till: bool = False
) -> PaymentCall:
    """Inside atomic(order): so many minor units more, once for a `cause`; what was called off may come again.

    The account without a channel is asked for a page (`call.url`, as soon as a job has it), else, or where
    the customer wants it, it is a slip for the till (`call.provider_ref`).
    """
    is_charge = PaymentCall.verb == PaymentVerb.CHARGE
    for known in calls_of(order.id, is_charge, PaymentCall.cause == cause[:80]):
        if known.counts:
            return known
    account = None if at_till else counter_account()
    call = new_call(PaymentVerb.CHARGE, order, amount, account, cause=cause, by=by, store_id=store_id)
    if call.is_slip:
        call.provider_ref = reference(call.key, call.verb.value)
    record("charge.asked", about=order, by=by, call=call.id, amount=amount)
    return call


def paid_at_till(call: PaymentCall, *, intent: Intent, by: Actor) -> dict[str, Any]:
    """The till took the money of this slip, or gave it back. Raises OutOfDate("slip_over") where it isn’t
    open any more, Refused("no_slip") for what isn’t paid at a till."""
    with atomic(call.order, call):
        if (done := answered(intent)) is not None:
            return done
        if not call.is_slip:
            raise Refused("no_slip", _("This isn’t paid at the till."))
        if call.state != PaymentState.WAITING:
            raise OutOfDate("slip_over", _("This slip isn’t open any more. Look at it again."))
        call.state, call.done_at, call.next_at = PaymentState.DONE, now(), NEVER
        call.words = by.ref
        (charged if call.verb == PaymentVerb.CHARGE else refunded)(call)
        record("slip.paid", about=call.order, by=by, call=call.id, amount=call.amount)
        return answer(intent, call=call.id)


def call_off_charge(call: PaymentCall, *, by: Actor) -> None:
    """Nobody is to pay it any more. A page that was made already is let go of: it counts until that is so.

    Raises Refused("paid") where the money is there.
    """
    with atomic(call.order, call):
        if not call.counts:
            return
        if call.state == PaymentState.DONE:
            raise Refused("paid", _("This is paid already. Give it back instead."))
        if call.is_untouched:
            call.state = PaymentState.WITHDRAWN
        else:
            _let_go_of_page(call, by)
        record("charge.called_off", about=call.order, by=by, call=call.id, amount=call.amount)


def _let_go_of_page(call: PaymentCall, by: Actor) -> None:
    if any(each.of_id == call.id and each.counts for each in calls_of(call.order_id)):
        return
    release = new_call(
        PaymentVerb.RELEASE,
        call.order,
        call.amount,
        call.account,
        cause=call.cause,
        by=by,
        store_id=call.store_id,
    )
    release.of_id = call.id
