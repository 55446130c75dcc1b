"""Who is holding this tablet? A face, six digits, and the work goes on; and the lock when nobody holds it."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_limiter.util import get_remote_address

from associate.core.stores.devices import Device
from associate.core.stores.faces import Faces, face_of, faces_at
from associate.core.stores.pins import DIGITS, check_pin, lock_words, locked_until
from associate.core.stores.staff import Staff
from associate.errors import Missing, Refused
from associate.web.access import current_device, public, session_here, signed_in
from associate.web.htmx import go
from associate.web.limits import limiter
from associate.web.paths import safe_path
from associate.web.roles import ROLE_WORDS
from associate.web.signing import sign_in, sign_out
from associate.web.tryout import demo_pin
from associate.words import _

bp = Blueprint("switching", __name__)
PIN = "60 per minute"  # of one device; core/stores/pins.py counts each person on it


def show_faces(device: Device) -> str:
    """The people of the device's store, who was here last first."""
    asked = request.args.get("q", "")[:60]
    faces: Faces = faces_at(device, asked, session_here())
    return render_template(
        "shared/faces.html",
        device=device,
        faces=faces,
        asked=asked,
        next=safe_path(request.args.get("next", "")),
        role_words=ROLE_WORDS,
        demo_pin=demo_pin(),
    )


@bp.get("/login/<int:staff_id>")
@public
def show_pin(staff_id: int) -> Any:
    device = _device()
    return _pad(device, face_of(device, staff_id), target=request.args.get("next", ""))


@bp.post("/login/<int:staff_id>")
@public
@limiter.limit(PIN, key_func=lambda: str(getattr(current_device(), "id", get_remote_address())))
def switch(staff_id: int) -> Any:
    device, target = _device(), request.form.get("next", "")
    staff = face_of(device, staff_id)
    try:
        check_pin(staff, request.form.get("pin", ""), device)
        sign_in(staff, begun_by="pin")
    except Refused as refusal:
        return _pad(device, staff, target=target, refusal=refusal), 422
    return go(safe_path(target) or url_for("today.show"))


@bp.post("/lock")
@signed_in
def lock() -> Any:
    """Nobody holds it any more: the session ends here, and the same person's PIN opens the same page."""
    row, back = session_here(), safe_path(request.form.get("next", ""))
    device = current_device()
    sign_out(why="idle")
    if device and row and row.staff.pin_hash:
        return go(url_for("switching.show_pin", staff_id=row.staff_id, next=back or None))
    return go(url_for("login.show_login", next=back or None))


@bp.post("/touch")
@signed_in
def touch() -> Response:
    """Somebody is there. web/access.py notes it, as with every command."""
    return Response(status=204)


def _pad(device: Device, staff: Staff, *, target: str, refusal: Refused | None = None) -> str:
    until = locked_until(device).get(staff.id)
    return render_template(
        "shared/pin.html",
        device=device,
        person=staff,
        refusal=refusal,
        locked=lock_words(device, until) if until else "",
        digits=DIGITS,
        next=safe_path(target),
        demo_pin=demo_pin(),
    )


def _device() -> Device:
    device = current_device()
    if device is None:
        raise Missing("no_device", _("A PIN works only on a tablet or phone of the store."))
    return device
