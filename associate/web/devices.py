"""The browser as a device of a store: the cookie that says which one it is."""

from datetime import timedelta

from flask import Response, current_app, g, request
from sqlalchemy import select

from associate.core.stores.devices import Device
from associate.db import db
from associate.web.tokens import token_hash

KEPT_FOR = timedelta(days=400)  # the longest that browsers keep a cookie (RFC 6265bis, 5.5)


def cookie_name() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def device_token() -> str:
    return request.cookies.get(cookie_name(), "")


def device_of_cookie() -> Device | None:
    """The device whose cookie came along, revoked or not; read once for each request."""
    if "device" not in g:
        token = device_token()
        g.device = (
            db.session.scalar(select(Device).filter_by(token_hash=token_hash(token))) if token else None
        )
    return g.device


def remember(response: Response, token: str) -> None:
    """Make the browser that gets this answer the device with this token."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=KEPT_FOR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def forget(response: Response) -> None:
    response.delete_cookie(cookie_name(), secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True)
