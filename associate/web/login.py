"""Sign in, choose a store where the role spans several, sign out. The session is a row that can be ended."""

import secrets
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from sqlalchemy import func, select

from associate.clock import now
from associate.core.events.record import record
from associate.core.stores.models import Store
from associate.core.stores.staff import Staff, StaffSession
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.web.access import SignedIn, public, signed_in, staff_can, token_hash
from associate.web.htmx import go
from associate.web.limits import LOGIN, limiter
from associate.web.paths import safe_path
from associate.web.roles import PERMISSION_WORDS, ROLE_WORDS
from associate.words import _

bp = Blueprint("login", __name__)
passwords = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's argon2id minimum
NOBODY = passwords.hash(secrets.token_urlsafe(16))  # so that an unknown address takes as long as a known one
A_SHIFT = timedelta(hours=14)
DEMO_PASSWORD = "a sentence for the demo"
"""What the demo's people sign in with. It is on the login page then, and nowhere in a shop."""


@bp.get("/login")
@public
def show_login() -> Any:
    return _login_page(next=request.args.get("next", ""))


@bp.post("/login")
@public
@limiter.limit(LOGIN)
def create_session() -> Any:
    email, target = request.form.get("email", ""), request.form.get("next", "")
    try:
        staff = _find(email, request.form.get("password", ""))
    except Refused as refusal:
        return _login_page(refusal=refusal, email=email, next=target), 422
    session_row, token = _begin_session(staff)
    session.clear()
    login_user(SignedIn(session_row, token))
    return go(safe_path(target) or url_for("today.show"))


@bp.post("/logout")
@signed_in
def end_session() -> Any:
    row = current_user.session
    with atomic(row):
        _end(row)
    logout_user()
    session.clear()
    return go(url_for("login.show_login"))


@bp.get("/me")
@signed_in
def show_person() -> Any:
    staff = current_user.staff
    stores = db.session.scalars(select(Store).order_by(Store.name)).all() if staff.can("choose_store") else []
    permissions = [words for permission, words in PERMISSION_WORDS.items() if staff.can(permission)]
    return render_template(
        "shared/person.html", stores=stores, permissions=permissions, role_words=ROLE_WORDS
    )


@bp.post("/me/store")
@staff_can("choose_store")
def choose_store() -> Any:
    store = db.session.scalar(select(Store).filter_by(code=request.form.get("code", "")))
    if store is None:
        raise Missing("no_store_by_that_name", _("There’s no such store."))
    row = current_user.session
    with atomic(row):
        row.store_id, row.store = store.id, store
        record("staff.chose_store", about=row.staff, by=row.staff.actor, store=store.code)
    return redirect(url_for("today.show"), code=303)


def _login_page(**context: Any) -> str:
    people = _demo_people() if current_app.config["DEMO"] == "yes" else []
    known = {"people": people, "role_words": ROLE_WORDS, "demo_password": DEMO_PASSWORD if people else ""}
    return render_template(
        "shared/login.html", **{"next": "", "email": "", "refusal": None, **known, **context}
    )


def _find(email: str, password: str) -> Staff:
    """Who this is. An unknown address and a wrong password take as long and read the same."""
    address = email.strip().lower().replace("\0", "")
    staff = db.session.scalar(select(Staff).where(func.lower(Staff.email) == address, Staff.is_active))
    try:
        passwords.verify(staff.password_hash if staff else NOBODY, password[:1000])
    except Argon2Error:
        staff = None
    if staff is None:
        raise Refused("wrong_password", _("That email and password don’t match. Try again."))
    return staff


def _begin_session(staff: Staff) -> tuple[StaffSession, str]:
    """A new row and a new token, whoever was signed in on this browser before."""
    before = current_user.session if current_user.is_authenticated else None
    token = secrets.token_urlsafe(32)
    with atomic(staff):
        if before is not None:
            _end(before)
        row = StaffSession(token_hash=token_hash(token), staff=staff, expires_at=now() + A_SHIFT)
        db.session.add(row)
        db.session.flush()
        record("staff.signed_in", about=staff, by=staff.actor, session=row.id)
    return row, token


def _end(row: StaffSession) -> None:
    row.ended_at = now()
    record("staff.signed_out", about=row.staff, by=row.staff.actor, session=row.id)


def _demo_people() -> list[Staff]:
    """Everyone of the first two stores, then who works in all of them."""
    first = select(Store.id).order_by(Store.id).limit(2)
    shown = select(Staff).where(Staff.is_active, Staff.store_id.in_(first) | Staff.store_id.is_(None))
    return list(db.session.scalars(shown.order_by(Staff.store_id.is_(None), Staff.store_id, Staff.id)))
