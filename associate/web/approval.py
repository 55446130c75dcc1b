"""Approval on the spot: the form of a deed also carries who agrees, their PIN and why.

On a device of the store the approver proves to be there with their PIN, which is throttled for that device
and person; elsewhere with their password, throttled for the two people.
"""

from hashlib import sha256

from flask import Flask, request
from flask_login import current_user

from associate.core.events.record import Referable
from associate.core.stores.approvals import LONGEST, approvers, may_agree
from associate.core.stores.credentials import Approval
from associate.core.stores.passwords import is_password
from associate.core.stores.pins import check_pin
from associate.core.stores.reasons import Family, Offered, find_offered, offered
from associate.core.stores.staff import Staff
from associate.core.stores.tries import count_try
from associate.db import db
from associate.errors import Refused
from associate.web.access import current_device, here, me
from associate.words import _

TRIES, WINDOW = 5, 900  # passwords of one approver that one person may try, in so many seconds


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"approvers_for": approvers_for, "approval_reasons": approval_reasons})


def approvers_for(permission: str) -> list[Staff]:
    """Whom the form offers, nearest first."""
    return approvers(permission, here(), asking=me())


def approval_reasons() -> list[Offered]:
    """What the store lets people choose when a rule is set aside."""
    return offered(here().id, Family.OVERRIDE)


def read_approval(
    permission: str, about: Referable, *, even_if_may: bool = False, own_word: bool = False
) -> Approval | None:
    """The approval that this form carries for a deed on `about`, proved and not kept yet.

    `even_if_may`: of a deed that takes two people. `own_word`: whoever needs nobody says why all the same.

    Call it before the deed's atomic(): a missed PIN counts whatever becomes of the deed. The rule keeps it
    with core.stores.approvals.must_be_let. None when the person at the screen needs nobody, or when the form
    names nobody (then must_be_let refuses). Raises Refused with "own_doing", "no_approver", "no_reason",
    what check_pin raises, or "wrong_password".
    """
    named = request.form.get("approver", "")
    if current_user.staff.can(permission) and not even_if_may:
        return _approval(permission, about, current_user.staff, _reason()) if own_word else None
    if not named:
        return None
    approver = may_agree(_staff(named), permission, here(), asking=me())
    reason = _reason()
    _prove(approver)
    return _approval(permission, about, approver, reason)


def _approval(permission: str, about: Referable, given_by: Staff, reason: str) -> Approval:
    device = current_device()
    return Approval(
        store_id=here().id,
        permission=permission,
        about=about.ref,
        asked_by=me().ref,
        given_by_id=given_by.id,
        device_id=device.id if device else None,
        reason=reason,
    )


def _staff(number: str) -> Staff | None:
    return db.session.get(Staff, int(number)) if number.isascii() and number.isdigit() else None


def _reason() -> str:
    """What was typed, else what was chosen. Raises Refused("no_reason")."""
    typed, chosen = request.form.get("why_words", "").strip(), request.form.get("why", "")
    if not typed and find_offered(here().id, Family.OVERRIDE, chosen) is None:
        raise Refused("no_reason", _("Say why. It goes on record."))
    return (typed or chosen)[:LONGEST]


def _prove(approver: Staff) -> None:
    if device := current_device():
        return check_pin(approver, request.form.get("approver_pin", ""), device)
    pair = sha256(f"approval:{me().ref}:{approver.ref}".encode()).hexdigest()
    if count_try(pair, WINDOW) > TRIES:
        raise Refused("too_many_tries", _("Too many tries. Ask somebody else, or wait a quarter of an hour."))
    if not is_password(approver, request.form.get("approver_password", "")):
        raise Refused("wrong_password", _("That isn’t %(name)s’s password.", name=approver.first_name))
