"""Money that didn’t move, or of which nobody knows: what a person does about it."""

from associate.clock import now
from associate.core.acts.payments_done import refunded
from associate.core.events.record import Actor
from associate.core.payments.calls import NEVER, PaymentCall, PaymentState, PaymentVerb, new_call
from associate.core.tasks.models import Task
from associate.core.tasks.tasks import close_task
from associate.db import db
from associate.errors import Refused
from associate.words import _


def ask_again(task: Task, *, by: Actor) -> None:
    """Inside atomic(order, task). What nobody knows of is looked up first; a proven refusal is another deed,
    under another key. If it fails again, there is a task again."""
    call = db.session.get_one(PaymentCall, int(task.facts["call"]))
    close_task(task, "asked again", by=by)
    if call.counts and not task.facts.get("owed"):
        call.state = PaymentState.PENDING if call.state == PaymentState.STUCK else call.state
        call.tries, call.rounds, call.next_at = 0, 0, now()
        return
    _another(call, int(task.facts["amount"]), by)


def paid_otherwise(task: Task, *, by: Actor) -> None:
    """Inside atomic(order, task): the customer has it, by neither us nor the web shop: it is told there.

    Raises Refused("not_known") while it may have gone already, "not_a_refund" for other money.
    """
    call = db.session.get_one(PaymentCall, int(task.facts["call"]))
    if call.verb != PaymentVerb.REFUND:
        raise Refused("not_a_refund", _("This isn’t money that goes back. Settle it with a note."))
    if call.counts and not task.facts.get("owed"):
        raise Refused("not_known", _("It may have gone back already. Wait until that’s known, or ask again."))
    close_task(task, "paid another way", by=by)
    paid = _another(call, int(task.facts["owed"]), by, is_slip=True)
    paid.state, paid.next_at, paid.done_at, paid.words = PaymentState.DONE, NEVER, now(), by.ref
    refunded(paid)


def _another(call: PaymentCall, amount: int, by: Actor, *, is_slip: bool = False) -> PaymentCall:
    account = None if is_slip else call.account
    about = (call.verb, call.order, amount, account)
    again = new_call(*about, cause=call.cause, by=by, store_id=call.store_id)
    again.tender_id, again.refund_id, again.of_id = call.tender_id, call.refund_id, call.of_id
    db.session.flush()
    if not is_slip:
        refunded(again)
    return again
