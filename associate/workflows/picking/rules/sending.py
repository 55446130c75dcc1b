"""After ready: tell the customer again, or take ready back."""

import sqlalchemy as sa

from associate.core.acts.floor import Said
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.deliveries import withdraw_message
from associate.core.events.models import Delivery, DeliveryState
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.ready import READY, tell_ready, unready
from associate.core.fulfillment.states import WITH_CUSTOMER_TO_COME, State
from associate.core.fulfillment.telling import ways_to
from associate.db import atomic, db
from associate.errors import OutOfDate, Refused
from associate.words import _


def send_again(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """Queue the ready message once more: a new cause for each tap. Raises Refused("no_address")."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        if fulfillment.state not in WITH_CUSTOMER_TO_COME:
            raise OutOfDate(
                "not_ready",
                _("%(number)s is %(state)s now.", number=fulfillment.number, state=fulfillment.state.words),
            )
        if not ways_to(fulfillment.order, fulfillment.store):
            raise Refused("no_address", _("There’s no way to write to them. Call instead."))
        tell_ready(fulfillment, cause=f"{fulfillment.ref}:again:{intent.key}"[:96])
        record("message.again", about=fulfillment, by=by, message="ready")
        return answer(
            intent, kind="ok", word=_("On its way again"), what=_("The ready message goes out once more.")
        )


def undo_ready(fulfillment: Fulfillment, *, intent: Intent, by: Actor) -> Said:
    """Not ready after all. A message that has not left yet stays here. Raises OutOfDate("not_ready")."""
    with atomic(fulfillment):
        if (done := answered(intent)) is not None:
            return done
        if fulfillment.state != State.READY:
            raise OutOfDate(
                "not_ready",
                _("%(number)s is %(state)s now.", number=fulfillment.number, state=fulfillment.state.words),
            )
        unready(fulfillment, by=by)
        unsent = sa.select(Delivery).where(
            Delivery.fulfillment_id == fulfillment.id,
            Delivery.kind.in_(READY),
            Delivery.state == DeliveryState.PENDING,
            Delivery.tries == 0,  # a claimed one may be under way
        )
        for delivery in db.session.scalars(unsent.with_for_update()).all():
            withdraw_message(delivery.cause)
        return answer(
            intent, kind="ok", word=_("Not ready any more"), what=_("Scan each bag into its place again.")
        )
