"""A second person lets one deed pass, on the spot. Never their own deed, never their own order."""

from collections.abc import Iterable

import sqlalchemy as sa

from associate.core.events.record import Actor, Referable, record
from associate.core.stores.credentials import Approval
from associate.core.stores.models import Store
from associate.core.stores.shifts import on_shift
from associate.core.stores.staff import PERMISSIONS, Role, Staff
from associate.db import db
from associate.errors import Refused
from associate.words import _

LONGEST = 300  # characters of a reason


def approvers(permission: str, store: Store, *, asking: Actor) -> list[Staff]:
    """Who may agree here: people of this store, those on shift first; then who spans stores."""
    find = sa.select(Staff).where(
        Staff.is_active,
        Staff.role.in_(_roles_that_can(permission)),
        sa.or_(Staff.store_id == store.id, Staff.store_id.is_(None)),
        Staff.id != (asking.staff_id or 0),
    )
    here = {staff.id for staff in on_shift(store.id)}
    return sorted(
        db.session.scalars(find),
        key=lambda each: (each.store_id is None, each.id not in here, each.first_name, each.id),
    )


def may_agree(approver: Staff | None, permission: str, store: Store, *, asking: Actor) -> Staff:
    """The approver, when it is theirs to say. Raises Refused("no_approver") or Refused("own_doing")."""
    if approver is not None and approver.id == asking.staff_id:
        raise Refused("own_doing", _("You can’t agree to what you do yourself. Somebody else has to."))
    is_here = approver is not None and (approver.store_id in (store.id, None)) and approver.is_active
    if approver is None or not is_here or not approver.can(permission):
        raise Refused("no_approver", _("Choose who agrees."))
    return approver


def is_own(staff: Staff, emails: Iterable[str]) -> bool:
    """Is one of these the address that this person has here?"""
    return staff.email.strip().casefold() in {email.strip().casefold() for email in emails if email}


def must_not_be_own(approver: Staff, emails: Iterable[str]) -> None:
    """Raises Refused("own_order")."""
    if is_own(approver, emails):
        raise Refused(
            "own_order",
            _("That’s %(name)s’s own order. Somebody else has to agree.", name=approver.first_name),
        )


def must_be_let(
    permission: str,
    *,
    about: Referable,
    by: Actor,
    approval: Approval | None,
    emails: Iterable[str] = (),
    even_if_may: bool = False,
) -> None:
    """Inside the deed's atomic(): whoever does it may, or somebody agreed, and that is kept with the deed.

    `even_if_may`: it takes two people, whoever does it. Who may and says why is kept as their own word.
    Raises Refused("needs_approval"), and what may_agree and must_not_be_own raise.
    """
    doer = db.session.get(Staff, by.staff_id) if by.staff_id else None
    if doer is None:
        return
    if doer.can(permission) and not even_if_may:
        if approval is not None and approval.given_by_id == doer.id:
            _keep(approval, about, by, doer)
        return
    if approval is None or approval.permission != permission:
        words = _("That takes two people: somebody else has to agree.")
        raise Refused(
            "needs_approval", words if even_if_may else _("Your role needs somebody to agree to that.")
        )
    approver = db.session.get_one(Staff, approval.given_by_id)
    store = db.session.get_one(Store, approval.store_id)
    db.session.refresh(approver)  # disabled a moment ago is disabled
    may_agree(approver, permission, store, asking=by)
    must_not_be_own(approver, emails)
    _keep(approval, about, by, approver)


def _keep(approval: Approval, about: Referable, by: Actor, approver: Staff) -> None:
    approval.about, approval.asked_by = about.ref, by.ref
    db.session.add(approval)
    db.session.flush()
    record(
        "approval.given",
        about=about,
        by=Actor(approver.ref, by.device_id),
        permission=approval.permission,
        asked_by=by.ref,
        approval=approval.id,
    )


def _roles_that_can(permission: str) -> list[Role]:
    return [role for role, permissions in PERMISSIONS.items() if permission in permissions]
