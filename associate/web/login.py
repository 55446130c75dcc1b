"""Sign in, choose a store where the role spans several, sign out. The session is a row that can be ended."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import func, select

from associate.core.events.record import record
from associate.core.stores.models import Store
from associate.core.stores.passwords import is_password
from associate.core.stores.sessions import sessions_of
from associate.core.stores.staff import Staff
from associate.db import atomic, db
from associate.errors import Missing, Refused
from associate.web.access import current_device, me, public, signed_in, staff_can
from associate.web.errors import STATUS
from associate.web.htmx import go
from associate.web.limits import LOGIN, everywhere
from associate.web.paths import safe_path
from associate.web.roles import PERMISSION_WORDS, ROLE_WORDS
from associate.web.signing import sign_in, sign_out
from associate.web.switching import show_faces
from associate.web.tryout import DEMO_PASSWORD, demo_people
from associate.words import _

bp = Blueprint("login", __name__)


@bp.get("/login")
@public
def show_login() -> Any:
    """Faces on a device of a store, the password everywhere else."""
    device = current_device()
    return show_faces(device) if device else _login_page(next=request.args.get("next", ""))


@bp.get("/login/password")
@public
def show_password() -> Any:
    return _login_page(next=request.args.get("next", ""))


@bp.post("/login")
@public
@everywhere(LOGIN, "login")
def create_session() -> Any:
    email, target = request.form.get("email", ""), request.form.get("next", "")
    try:
        staff = _find(email, request.form.get("password", ""))
        sign_in(staff, begun_by="password")
    except Refused as refusal:
        return _login_page(refusal=refusal, email=email, next=target), STATUS.get(type(refusal), 422)
    if current_device() and staff.pin_hash is None:
        return go(url_for("person.show_pin", next=safe_path(target) or None))
    return go(safe_path(target) or url_for("today.show"))


@bp.post("/logout")
@signed_in
def end_session() -> Any:
    sign_out()
    return go(url_for("login.show_login"))


@bp.get("/me")
@signed_in
def show_person() -> Any:
    staff = current_user.staff
    may_choose = staff.can("choose_store") and current_device() is None
    stores = db.session.scalars(select(Store).order_by(Store.name)).all() if may_choose else []
    permissions = [words for permission, words in PERMISSION_WORDS.items() if staff.can(permission)]
    return render_template(
        "shared/person.html",
        stores=stores,
        permissions=permissions,
        role_words=ROLE_WORDS,
        sessions=sessions_of(staff),
        this_session=current_user.session,
    )


@bp.post("/me/store")
@staff_can("choose_store")
def choose_store() -> Any:
    if device := current_device():
        words = _("This one belongs to %(store)s. Use your own browser.", store=device.store.name)
        raise Refused("bound_to_store", words)
    store = db.session.scalar(select(Store).filter_by(code=request.form.get("code", "")))
    if store is None:
        raise Missing("no_store_by_that_name", _("There’s no such store."))
    row = current_user.session
    with atomic(row):
        row.store_id, row.store = store.id, store
        record("staff.chose_store", about=row.staff, by=me(), store=store.code)
    return redirect(safe_path(request.form.get("next", "")) or url_for("today.show"), code=303)


def _login_page(**context: Any) -> str:
    people = demo_people()
    known = {"people": people, "role_words": ROLE_WORDS, "demo_password": DEMO_PASSWORD if people else ""}
    return render_template(
        "shared/login.html", **{"next": "", "email": "", "refusal": None, **known, **context}
    )


def _find(email: str, password: str) -> Staff:
    """Who this is. An unknown address and a wrong password take as long and read the same."""
    address = email.strip().lower().replace("\0", "")
    staff = db.session.scalar(select(Staff).where(func.lower(Staff.email) == address, Staff.is_active))
    if not is_password(staff, password) or staff is None:
        raise Refused("wrong_password", _("That email and password don’t match. Try again."))
    return staff
