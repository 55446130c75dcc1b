"""Which customer's link this browser opened last, so that the sign at a bay leads there."""

from datetime import timedelta

from flask import Response, current_app, request

KEPT_FOR = timedelta(hours=24)  # whoever scans a sign later types the code


def cookie_name() -> str:
    return "__Host-link" if current_app.config["SESSION_COOKIE_SECURE"] else "link"


def link_token() -> str:
    return request.cookies.get(cookie_name(), "")


def remember(response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(),
        token,
        max_age=KEPT_FOR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
