"""A rule says no, and somebody with the right to it lets this one unit pass."""

from associate.core.acts.returning.desk import at_the_desk, emails_of, must_be_open, unit_of
from associate.core.acts.returning.grading import look_again
from associate.core.events.commands import Intent, answer, answered
from associate.core.events.record import Actor, record
from associate.core.returns.check_words import check_sentence
from associate.core.returns.eligibility import Check
from associate.core.returns.models import Return, ReturnLine
from associate.core.stores.approvals import must_be_let
from associate.core.stores.credentials import Approval
from associate.core.stores.reasons import Family, all_reasons
from associate.db import db
from associate.errors import OutOfDate, Refused
from associate.words import _


def let_pass(return_: Return, number: int, *, approval: Approval | None, intent: Intent, by: Actor) -> None:
    """Everything that says no of this unit passes, once, with the word of whoever may say so.

    Raises Refused with the name of a check that nobody can let pass, "no_word" where a manager says nothing;
    OutOfDate("allowed_already") where nothing says no; what must_be_let raises.
    """
    with at_the_desk(return_):
        if answered(intent) is not None:
            return
        must_be_open(return_)
        unit = unit_of(return_, number)
        no = [check for check in look_again(return_, by)[unit] if not check.ok]
        _may_be_let(no)
        _let(return_, unit, approval, by)
        names = [check.name for check in no]
        record("return.let", about=return_, by=by, unit=unit.id, rules=names)
        answer(intent, unit=unit.id)


def let_because(unit: ReturnLine) -> str:
    """Why it was let pass, in the words of the store’s reason or as it was typed; "" if it wasn’t."""
    approval = db.session.get(Approval, unit.approval_id) if unit.approval_id else None
    if approval is None:
        return ""
    known = {each.code: each.label for each in all_reasons(approval.store_id, Family.OVERRIDE)}
    return known.get(approval.reason, approval.reason)


def bars(unit: ReturnLine, checks: tuple[Check, ...]) -> list[Check]:
    """What still keeps this unit from coming back."""
    return [check for check in checks if not check.ok and (unit.approval_id is None or not check.may_be_let)]


def _may_be_let(no: list[Check]) -> None:
    if not no:
        raise OutOfDate("allowed_already", _("Nothing stands in its way any more."))
    if hard := next((check for check in no if not check.may_be_let), None):
        raise Refused(hard.name, check_sentence(hard))


def _let(return_: Return, unit: ReturnLine, approval: Approval | None, by: Actor) -> None:
    must_be_let("approve", about=return_, by=by, approval=approval, emails=emails_of(return_, approval))
    if approval is None:
        raise Refused("no_word", _("Say why. It goes on record."))
    unit.approval_id = approval.id
