"""What the customer doesn't want after all: kept on the handover until it is done."""

from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.fulfillment.models import Handover
from associate.core.stores.reasons import Family, offered
from associate.errors import Refused
from associate.words import _
from associate.workflows.handover.rules.counter import at_the_counter, must_be_known, must_be_open
from associate.workflows.handover.rules.desk import fit
from associate.workflows.handover.rules.shares import AGE_REASONS, Share, shares_of

WRONG_SIZE = "wrong_size"


def note_refusals(
    handover: Handover, keeps: dict[int, int], reasons: dict[int, str], *, intent: Intent, by: Actor
) -> None:
    """`keeps`: line id → units the customer keeps; `reasons`: line id → why not the others, the code of a
    reason that the store offers; it may come later.

    What the age check refused is not the customer's to keep: it stays refused whatever is sent.
    """
    with at_the_counter(handover) as jobs:
        if answered(intent) is not None:
            return
        must_be_open(handover)
        must_be_known(handover, jobs)
        known = {reason.code for reason in offered(handover.store_id, Family.REFUSAL)} - AGE_REASONS.keys()
        refusals = dict(handover.refusals)
        for share in shares_of(jobs, handover):
            if share.line.id in keeps and not share.is_for_age:
                reason = reasons.get(share.line.id, share.reason)
                _note(refusals, share, keeps[share.line.id], reason if reason in known else "")
        handover.refusals = refusals
        fit(handover, shares_of(jobs, handover))
        record("handover.refusals", about=handover, by=by, refusals=refusals)
        answer(intent, lines=len(refusals))


def must_have_reasons(shares: list[Share]) -> None:
    """Raises Refused("no_reason") naming what lacks one."""
    for share in shares:
        if share.refused and not share.reason:
            raise Refused("no_reason", _("Say why not: %(name)s.", name=share.line.variant.name))


def refuse_one(handover: Handover, share: Share) -> None:
    """Inside the handover’s locks: one unit more isn’t kept; of another size, unless something was said."""
    known = {reason.code for reason in offered(handover.store_id, Family.REFUSAL)}
    reason = share.reason or (WRONG_SIZE if WRONG_SIZE in known else "")
    handover.refusals = {**handover.refusals, str(share.line.id): [share.refused + 1, reason]}


def _note(refusals: dict[str, object], share: Share, keeps: int, reason: str) -> None:
    refused = max(0, share.here - share.kept - keeps)
    if refused:
        refusals[str(share.line.id)] = [refused, reason]
    else:
        refusals.pop(str(share.line.id), None)
