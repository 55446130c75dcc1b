"""What becomes of a device that was revoked: told so at its next contact, emptied, and forgotten."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from associate.clock import now
from associate.core.events.record import Actor, record
from associate.core.stores.devices import Device
from associate.db import atomic
from associate.web.access import public
from associate.web.devices import device_of_cookie, device_token, forget
from associate.web.htmx import wants_fragment

bp = Blueprint("retired", __name__)
STILL_ANSWERED = ("retired.", "pwa.", "probes.", "api.", "outbox.create_count")
"""What a retired browser may still ask for: its way out, the service worker that empties it, and to tell how
many steps it never sent. The API knows no browser."""


@bp.before_app_request
def turn_away_the_retired() -> Any:
    """A revoked device is told so at its next contact, whatever it asks for."""
    if not device_token() or (request.endpoint or "").startswith(STILL_ANSWERED):
        return None
    if current_user.is_authenticated:
        return None  # its session has looked at the device
    device = device_of_cookie()
    return _retired() if device and device.revoked_at else None


@bp.get("/retired")
@public
def show() -> Any:
    device = device_of_cookie()
    return _retired() if device and device.revoked_at else redirect(url_for("login.show_login"), code=303)


@bp.post("/retired")
@public
def create_wiping() -> Any:
    """The browser has emptied its cache; its cookie goes last, since it says which device that was."""
    device = device_of_cookie()
    if device and device.revoked_at:
        _note_wiped(device)
    answer = make_response(render_template("devices/retired.html", device=device, is_empty=True))
    forget(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def _retired() -> Response:
    """W3C Clear Site Data empties it where the page came over HTTPS; the page's script does so anyway."""
    if wants_fragment():
        answer = Response(status=401, headers={"HX-Redirect": url_for("retired.show")})
    else:
        page = render_template("devices/retired.html", device=device_of_cookie(), is_empty=False)
        answer = make_response(page, 401)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _note_wiped(device: Device) -> None:
    with atomic(device):
        if device.wiped_at is None:
            device.wiped_at = now()
            lost = {"lost": device.unsent} if device.unsent else {}
            record("device.wiped", about=device, by=Actor(device.ref, device.id), **lost)
