"""Sessions live in a cookie, and only pages have them: for the API it is as if none had been sent."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from associate.web.paths import is_api


def init_app(app: Flask) -> None:
    app.session_interface = ForPages()


class ForPages(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return SecureCookieSession() if is_api() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not is_api():
            super().save_session(app, session, response)
