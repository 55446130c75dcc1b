"""Ready is when every bag is in its place. The message about it is a fact of its own."""

from associate.clock import now
from associate.core.events.record import Actor
from associate.core.fulfillment.holding import hold_end
from associate.core.fulfillment.links import ensure_pass
from associate.core.fulfillment.models import Fulfillment
from associate.core.fulfillment.moves import move
from associate.core.fulfillment.states import State
from associate.core.fulfillment.telling import tell
from associate.db import db

READY = ("ready", "partly_ready")  # the messages that say so


def become_ready(fulfillment: Fulfillment, *, by: Actor, key: str) -> None:
    """Inside atomic(fulfillment), after the last bag was placed. `key` is the secret key.

    Never depends on free stock: the reserved last unit is the order.
    """
    said = move(fulfillment, State.READY, by=by, bags=[bag.tag for bag in fulfillment.open_bags])
    fulfillment.ready_at = now()
    fulfillment.hold_until = hold_end(fulfillment, fulfillment.ready_at)
    ensure_pass(fulfillment, key=key)
    db.session.flush()  # the event gets its number: each time it becomes ready is a cause of its own
    tell_ready(fulfillment, cause=f"{fulfillment.ref}:{said.id}")


def tell_ready(fulfillment: Fulfillment, *, cause: str) -> None:
    """Queue the ready message for this cause, once. Where something was not found it says so first."""
    is_short = any(line.short or line.left for line in fulfillment.lines)
    tell(fulfillment.order, "partly_ready" if is_short else "ready", cause, job=fulfillment)


def unready(fulfillment: Fulfillment, *, by: Actor) -> None:
    """Inside atomic(fulfillment): it is not ready after all; its bags keep their tags, not their places."""
    move(fulfillment, State.PICKED, by=by, undo=True)
    fulfillment.ready_at = fulfillment.hold_until = None
    for bag in fulfillment.open_bags:
        bag.location_id, bag.placed_at, bag.placed_by = None, None, None
