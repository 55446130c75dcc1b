"""A manager puts points or store credit right: one more row, with the reason, never less."""

import secrets

from associate.core.customers.loyalty import LoyaltyEntry, points_of
from associate.core.customers.models import Customer
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.payments.credit import add_credit, spend
from associate.db import db
from associate.errors import Refused
from associate.words import _
from associate.workflows.customers.rules.person import about, must_have_reason, must_not_be_own

BY_HAND = "by_hand"
MOST_POINTS = 1_000_000


def correct_points(customer: Customer, change: int, reason: str, *, intent: Intent, by: Actor) -> int:
    """What they have then. Raises Refused: "no_reason", "no_change", "own_profile", "not_enough_points"."""
    why = must_have_reason(reason)
    if not 0 < abs(change) <= MOST_POINTS:
        raise Refused("no_change", _("Type how many points, with a minus to take them."))
    with about(customer) as person:
        if (done := answered(intent)) is not None:
            return int(done["points"])
        must_not_be_own(person, by)
        has = points_of(person.id)
        if has + change < 0:
            raise Refused("not_enough_points", _("They have %(n)s points only.", n=has))
        entry = {"points": change, "cause": _cause(), "reason": why, "by": by.ref}
        db.session.add(LoyaltyEntry(customer_id=person.id, **entry))
        record("customer.points_corrected", about=person, by=by, points=change)
        return int(answer(intent, points=has + change)["points"])


def correct_credit(
    customer: Customer,
    currency: str,
    change: int,
    reason: str,
    *,
    store_id: int | None,
    intent: Intent,
    by: Actor,
) -> None:
    """`change`: minor units, signed. Raises Refused: "no_reason", "no_change", "own_profile",
    "not_enough_credit"."""
    why = must_have_reason(reason)
    if not change:
        raise Refused("no_change", _("Type how much, with a minus to take it."))
    with about(customer) as person:
        if answered(intent) is not None:
            return
        must_not_be_own(person, by)
        write = add_credit if change > 0 else spend
        kept = {"cause": _cause(), "by": by.ref, "store_id": store_id, "reason": why}
        write(person.id, currency, abs(change), **kept)
        record("customer.credit_corrected", about=person, by=by, amount=change, currency=currency)
        answer(intent, customer=person.id)


def _cause() -> str:
    return f"{BY_HAND}:{secrets.token_hex(8)}"
