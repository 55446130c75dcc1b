"""End where somebody is signed in, and take a PIN away."""

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.stores.pins import clear_pin
from associate.core.stores.sessions import end_sessions
from associate.core.stores.staff import Staff, StaffSession
from associate.db import atomic
from associate.words import _
from associate.workflows.people.rules.reach import must_be_another, still_in_reach


def sign_out(person: Staff, session: int | None, *, intent: Intent, by: Actor, me: Staff) -> int:
    """End one of their sessions, or all with None. Answers how many ended."""
    with atomic(person):
        if (done := answered(intent)) is not None:
            return int(done["n"])
        still_in_reach(person, me=me)
        one = (StaffSession.id == session,) if session is not None else ()
        n = end_sessions(StaffSession.staff_id == person.id, *one)
        if n:
            record("staff.sessions_ended", about=person, by=by, n=n)
        return int(answer(intent, n=n)["n"])


def reset_pin(person: Staff, *, intent: Intent, by: Actor, me: Staff) -> None:
    """Their PIN is gone; they sign in with the password and choose another.

    Raises Refused("yourself"): who has none chooses one unasked, so one's own goes only by proving it.
    """
    with atomic(person):
        if answered(intent) is not None:
            return
        still_in_reach(person, me=me)
        must_be_another(person, by, _("You change your own PIN on your own page, with your password."))
        clear_pin(person, by=by)
        answer(intent, person=person.id)
