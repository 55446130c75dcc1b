"""Signing a person in and out at this browser, however they proved who they are."""

from flask import session
from flask_login import login_user, logout_user

from associate.core.stores.sessions import begin_session, end_session
from associate.core.stores.staff import Staff
from associate.web.access import SignedIn, current_device, session_here
from associate.web.tokens import new_token, token_hash


def sign_in(staff: Staff, *, begun_by: str) -> None:
    """A new session under a new token; whoever was signed in at this browser before is not any more.

    Raises Refused("other_store" | "left").
    """
    token = new_token()
    row = begin_session(
        staff, token_hash(token), device=current_device(), begun_by=begun_by, before=session_here()
    )
    session.clear()
    login_user(SignedIn(row, token))


def sign_out(*, why: str = "signed_out") -> None:
    """The session ends in the database, so that a copy of its cookie opens nothing either."""
    if row := session_here():
        end_session(row, by=row.staff.actor, why=why)
    logout_user()
    session.clear()
