"""What people see to for themselves: their PIN, and where they are signed in."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user

from associate.core.stores.passwords import is_password
from associate.core.stores.pins import DIGITS, check_pin, set_pin
from associate.core.stores.sessions import end_session, sessions_of
from associate.core.stores.staff import Staff
from associate.errors import Missing, Refused
from associate.web.access import current_device, me, signed_in
from associate.web.htmx import go
from associate.web.limits import LOGIN, limiter
from associate.web.paths import safe_path
from associate.web.said import say
from associate.words import _

bp = Blueprint("person", __name__, url_prefix="/me")


def one_person() -> str:
    """Whose tries are counted."""
    return current_user.staff.ref if current_user.is_authenticated else "nobody"


@bp.get("/pin")
@signed_in
def show_pin() -> Any:
    return _pin_page(request.args.get("next", ""))


@bp.post("/pin")
@signed_in
@limiter.limit(LOGIN, key_func=one_person)
def create_pin() -> Any:
    staff, target = current_user.staff, request.form.get("next", "")
    try:
        if staff.pin_hash:  # a first PIN needs nothing more than the sign-in
            must_prove(staff, request.form.get("now", ""))
        set_pin(staff, _same_twice(), by=me())
    except Refused as refusal:
        return _pin_page(target, refusal), 422
    say("ok", _("Your PIN is set"), _("From now on: your face, then six digits."))
    return go(safe_path(target) or url_for("login.show_person"))


@bp.post("/sessions/<int:session_id>/end")
@signed_in
def end_one(session_id: int) -> Any:
    """This browser's own ends by signing out; another one here, at its next request."""
    mine = {row.id: row for row in sessions_of(current_user.staff)}
    if session_id not in mine or session_id == current_user.session.id:
        raise Missing("no_session", _("That session is over already."))
    end_session(mine[session_id], by=me(), why="ended")
    say("ok", _("Ended"), _("That browser opens nothing any more."))
    return go(url_for("login.show_person"))


def must_prove(staff: Staff, proof: str) -> None:
    """Their PIN on this device, or their password: a screen that was left open makes no new way in.

    OWASP ASVS 5.0, 6.2.3: who changes a secret shows that they know it. Call it outside atomic(), and where
    tries are limited. Raises Refused("wrong_proof") and what check_pin raises.
    """
    device = current_device()
    if device and len(proof) == DIGITS and proof.isdigit():
        check_pin(staff, proof, device)
    elif not is_password(staff, proof):
        raise Refused("wrong_proof", _("That is neither your PIN on this device nor your password."))


def _same_twice() -> str:
    pin = request.form.get("pin", "")
    if pin != request.form.get("again", ""):
        raise Refused("not_the_same", _("The two are not the same. Type it again."))
    return pin


def _pin_page(target: str, refusal: Refused | None = None) -> str:
    return render_template("shared/my_pin.html", refusal=refusal, next=safe_path(target), digits=DIGITS)
