"""No phone and no code: the name, two facts, and a lead who answers for it."""

import unicodedata

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Fulfillment, Handover
from associate.core.orders.whose import addresses
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.forms import ENOUGH, Told
from associate.workflows.handover.rules.counter import at_the_counter, must_be_open
from associate.workflows.handover.rules.verification import TRIES, tries_left

HOW = "vouched"


def vouch(handover: Handover, told: Told, *, approval: Approval | None, intent: Intent, by: Actor) -> None:
    """Verified by a lead's word. What was told wrong is counted, so it is refused only after it was saved.

    Raises Refused with "needs_approval", "too_many_tries" or "wrong_vouched", and what must_be_let raises.
    """
    with at_the_counter(handover) as jobs:
        done = answered(intent)
        if done is None:
            must_be_open(handover)
            _must_be_possible(handover, jobs, approval, by)
            fits = _facts(jobs, told)
            is_known = _is_named(jobs, told.name) and len(fits) >= ENOUGH
            if is_known:
                _verify(handover, jobs, fits, approval, by)
            else:
                record("handover.not_verified", about=handover, by=by, how=HOW)
            done = answer(intent, matches=is_known)
    if not done["matches"]:
        raise Refused(
            "wrong_vouched", _("The name and two facts don’t all match. Ask again, or for a photo ID.")
        )


def _must_be_possible(
    handover: Handover, jobs: list[Fulfillment], approval: Approval | None, by: Actor
) -> None:
    """Nothing is compared before somebody who may has agreed, so that nobody tries facts out alone."""
    if approval is None:
        must_be_let("vouch", about=jobs[0], by=by, approval=None)
    if not tries_left(handover):
        raise Refused("too_many_tries", _("%(n)d wrong tries. Ask for a photo ID instead.", n=TRIES))


def _verify(
    handover: Handover, jobs: list[Fulfillment], fits: list[str], approval: Approval | None, by: Actor
) -> None:
    emails = addresses(*(job.order for job in jobs))
    must_be_let("vouch", about=jobs[0], by=by, approval=approval, emails=emails)
    handover.verified_by, handover.verified_note = HOW, ", ".join(fits)
    record("handover.verified", about=handover, by=by, how=HOW, facts=fits)


def _facts(jobs: list[Fulfillment], told: Told) -> list[str]:
    """Which of the facts are right, for any of these orders: "email", "phone", "card", "contents"."""
    orders = [job.order for job in jobs]
    cards = {tender.last4 for order in orders for tender in order.tenders if tender.last4}
    right = {
        "email": told.email.casefold() in {email.casefold() for email in addresses(*orders)},
        "phone": _is_four(told.phone) and any(_digits(o.phone).endswith(told.phone) for o in orders),
        "card": _is_four(told.card) and told.card in cards,
        "contents": told.contents,
    }
    return [name for name, is_right in right.items() if is_right]


def _is_named(jobs: list[Fulfillment], told: str) -> bool:
    """Every word of the customer's or the pickup person's name was told, in any order, any accents."""
    names = [f"{job.order.first_name} {job.order.last_name}" for job in jobs]
    names += [job.order.pickup_person for job in jobs]
    return any(_words(name) and _words(name) <= _words(told) for name in names)


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return set("".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ").split())


def _is_four(text: str) -> bool:
    return len(text) == 4 and text == _digits(text)


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")
