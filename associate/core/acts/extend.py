"""Hold it a little longer: anyone may once, a manager a second time."""

from typing import Any

from associate.clock import now
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.holding import extended_end, keeps
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME
from associate.core.fulfillment.telling import tell
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.db import atomic
from associate.errors import OutOfDate, Refused
from associate.words import _

MOST = 2


def extend_hold(job: Fulfillment, *, approval: Approval | None, intent: Intent, by: Actor) -> dict[str, Any]:
    """Add the store's extension to the hold, ending at close on an open day, and tell the customer.

    The second time a manager does it or agrees to it. Answers {until: ISO 8601}. Raises
    OutOfDate("not_ready"), Refused("spoils") for chilled and hot goods, Refused("extended_twice"), and what
    must_be_let raises.
    """
    with atomic(job):
        if (done := answered(intent)) is not None:
            return done
        must_be_extendable(job)
        if job.extensions:
            must_be_let("approve", about=job, by=by, approval=approval, emails=[job.order.email])
        before, job.hold_until = job.hold_until, extended_end(job, now())
        job.extensions += 1
        until = job.hold_until.isoformat()
        was = before.isoformat() if before else ""
        record("fulfillment.extended", about=job, by=by, until=until, was=was, times=job.extensions)
        tell(job.order, "extended", f"{job.ref}:{job.ready_at:%Y%m%d%H%M%S}:{job.extensions}", job=job)
        return answer(intent, until=until)


def must_be_extendable(job: Fulfillment) -> None:
    """Raises OutOfDate("not_ready"), Refused("spoils") or Refused("extended_twice")."""
    if job.state not in WITH_CUSTOMER_TO_COME:
        raise OutOfDate(
            "not_ready", _("%(number)s is %(state)s now.", number=job.number, state=job.state.words)
        )
    if not keeps(job):
        raise Refused("spoils", _("Something in it is chilled or hot: it can’t wait any longer."))
    if job.extensions >= MOST:
        raise Refused("extended_twice", _("It was held longer twice already. Then it goes back."))
