"""Hand out what is known of a person, or forget it."""

from associate.core.acts.personal import erasing
from associate.core.acts.personal.asked import ask_was_met
from associate.core.acts.personal.export import export
from associate.core.customers.models import Customer, Erasure
from associate.core.customers.persons import profiles_of
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.orders.incoming import Asks
from associate.db import atomic, db
from associate.errors import OutOfDate
from associate.words import _
from associate.workflows.customers.rules.person import about, must_not_be_own


def hand_out(customer: Customer, *, intent: Intent, by: Actor) -> bytes:
    """The file, made before anything is locked; that somebody took it is on record."""
    file = export(customer)
    with about(customer) as person:
        record("customer.exported", about=person, by=by, bytes=len(file))  # each time: it left each time
        if answered(intent) is None:
            ask_was_met(Asks.HAND_OUT, person, by=by)
            answer(intent, customer=person.id)
    return file


def forget(customer: Customer, *, intent: Intent, by: Actor) -> bool:
    """Forgotten at once where nothing goes on; else it waits, and False. Raises Refused: "own_profile",
    "asked_already"."""
    with about(customer) as person:
        if (done := answered(intent)) is None:
            must_not_be_own(person, by)
            done = answer(intent, erasure=erasing.ask_erasure(person, by=by).id)
    return erasing.finish(db.session.get_one(Erasure, done["erasure"]))


def keep(customer: Customer, *, intent: Intent, by: Actor) -> None:
    """Not to be forgotten after all. Raises OutOfDate("not_asked")."""
    with atomic():
        if answered(intent) is not None:
            return
        asked: Erasure | None = erasing.erasure_of(profiles_of(customer.id))
        if asked is None:
            raise OutOfDate("not_asked", _("Nothing waits about them any more. Open the card anew."))
        erasing.call_off(asked, by=by)
        answer(intent, erasure=asked.id)
