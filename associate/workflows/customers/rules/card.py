"""The small deeds at a card: show the contact, write a note, keep a preference, make a card for a guest."""

from typing import Any

from associate.clock import now
from associate.core.customers.consent import give_consent, has_stopped, withdraw_consent
from associate.core.customers.models import Customer, CustomerNote
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.cards import mask_cards
from associate.core.orders.models import Order
from associate.core.orders.rows import CONTACT
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.words import _
from associate.workflows.customers.rules.person import about

LONGEST = 500  # characters of a note


def show_contact(customer: Customer, *, by: Actor) -> None:
    """Somebody looks at phone and email: that is on record."""
    with about(customer) as person:
        record("customer.contact_shown", about=person, by=by)


def card_for(order: Order, *, intent: Intent, by: Actor) -> int:
    """The id of the profile of whoever placed this order; a guest gets one, of what the order knows of them.

    Raises Refused("nobody") where it knows nothing.
    """
    with atomic(order):
        if (done := answered(intent)) is not None:
            return int(done["customer"])
        if order.customer_id is None:
            if order.erased_at or not (order.email or order.phone or order.last_name):
                raise Refused("nobody", _("This order names nobody. There’s nothing to make a card of."))
            order.customer = Customer(**{name: getattr(order, name) for name in CONTACT})
            db.session.flush()
            record("customer.made", about=order.customer, by=by)
        return int(answer(intent, customer=order.customer_id)["customer"])


def write_note(customer: Customer, text: str, *, intent: Intent, by: Actor) -> None:
    """Raises Refused("nothing_said")."""
    said = mask_cards(" ".join(text.split())[:LONGEST])
    if not said:
        raise Refused("nothing_said", _("Type what colleagues should know."))
    with about(customer) as person:
        if answered(intent) is None:
            note = CustomerNote(customer_id=person.id, text=said, by=by.ref)
            db.session.add(note)
            db.session.flush()
            record("customer.noted", about=person, by=by, note=note.id)
            answer(intent, note=note.id)


def strike_note(customer: Customer, note: CustomerNote, *, intent: Intent, by: Actor) -> None:
    """It stays, struck out. Raises Refused("not_yours") for who neither wrote it nor manages customers."""
    with about(customer) as person:
        if answered(intent) is not None:
            return
        db.session.refresh(note)
        staff = db.session.get(Staff, by.staff_id) if by.staff_id else None
        if note.by != by.ref and not (staff and staff.can("manage_customers")):
            raise Refused("not_yours", _("Whoever wrote it or a manager strikes it out."))
        if note.struck_at is None:
            note.struck_at, note.struck_by = now(), by.ref
            record("customer.note_struck", about=person, by=by, note=note.id)
        answer(intent, note=note.id)


def prefer(customer: Customer, wanted: dict[str, Any], *, intent: Intent, by: Actor) -> None:
    """`wanted`: as core.customers.preferences has them; what is empty isn’t kept."""
    with about(customer) as person:
        if answered(intent) is not None:
            return
        chosen = {name: value for name, value in wanted.items() if value}
        before = person.preferences
        fields = sorted(n for n in {*before, *chosen} if before.get(n) != chosen.get(n))
        if fields:
            person.preferences = chosen
            record("customer.preferred", about=person, by=by, fields=fields)
        answer(intent, fields=fields)


def note_consent(
    customer: Customer, medium: str, address: str, is_given: bool, *, intent: Intent, by: Actor
) -> None:
    """What they told us themselves. Raises Missing("no_address"), Refused("stopped") for a number whose owner
    said STOP: only they can take that back."""
    with about(customer) as person:
        if answered(intent) is not None:
            return
        if not address:
            raise Missing("no_address", _("They have no such address any more. Open the card again."))
        if is_given and has_stopped(medium, address):
            raise Refused("stopped", _("That number told us to stop. Only a START from it takes that back."))
        if is_given:
            give_consent(medium, address, source="staff")
        else:
            withdraw_consent(medium, address, source="staff")
        kind = "customer.consent_given" if is_given else "customer.consent_withdrawn"
        record(kind, about=person, by=by, medium=medium)
        answer(intent, given=is_given)
