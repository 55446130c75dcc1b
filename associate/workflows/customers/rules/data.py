"""Hand out what is known of a person, or forget it."""

from associate.core.acts.personal.export import export
from associate.core.customers.models import Customer
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.workflows.customers.rules.person import about


def hand_out(customer: Customer, *, intent: Intent, by: Actor) -> bytes:
    """The file, made before anything is locked; that somebody took it is on record."""
    file = export(customer)
    with about(customer) as person:
        if answered(intent) is None:
            record("customer.exported", about=person, by=by, bytes=len(file))
            answer(intent, customer=person.id)
    return file
