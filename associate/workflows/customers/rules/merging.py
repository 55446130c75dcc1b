"""Say that two profiles are one person, and take it back; both with a reason, both on record."""

from associate.core.acts import merging as acts
from associate.core.customers.models import Customer, Merge
from associate.core.customers.persons import kept
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor
from associate.db import atomic, db
from associate.workflows.customers.rules.person import must_have_reason, must_not_be_own


def merge(gone: Customer, into: Customer, reason: str, *, intent: Intent, by: Actor) -> None:
    """Raises Refused: "no_reason", "own_profile", and what acts.merging.merge raises."""
    why = must_have_reason(reason)
    with atomic():
        if answered(intent) is not None:
            return
        must_not_be_own(gone, by)
        must_not_be_own(into, by)
        answer(intent, merge=acts.merge(gone, into, why, by=by).id)


def part(said: Merge, reason: str, *, intent: Intent, by: Actor) -> None:
    """Raises Refused: "no_reason", "own_profile", and what acts.merging.part raises."""
    why = must_have_reason(reason)
    with atomic():
        if answered(intent) is not None:
            return
        must_not_be_own(kept(db.session.get_one(Customer, said.customer_id)), by)
        acts.part(said, why, by=by)
        answer(intent, merge=said.id)
