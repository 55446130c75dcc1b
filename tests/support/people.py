"""People who act through the screens. Every page they open is looked at as a page."""

import uuid
from typing import Any, Self
from urllib.parse import urlsplit

import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from associate.core.stores.staff import Staff
from associate.db import db
from associate.web.signing import sign_in
from tests.support.pages import check_page, read, words
from tests.support.shop import PASSWORD


class Person:
    """One person at one browser, signed in as the login form signs in (or not, with `staff=None`).

    `htmx=True` asks for fragments as the app's own scripts do; without it every act is a plain form.
    """

    def __init__(self, app: Flask, staff: Staff | None = None, *, htmx: bool = False) -> None:
        self.client = app.test_client()
        self.htmx = False
        self._token = ""
        self._show("")
        self.answer: TestResponse
        self.url = "/"
        if staff:
            self._begins_session(app, staff)
        self.htmx = htmx

    # ── what they do ─────────────────────────────────────────────────────────

    def opens(self, url: str, **query: str) -> Self:
        return self._take(self.client.get(url, query_string=query or None, headers=self._headers()))

    def posts(self, url: str, **form: Any) -> Self:
        """Send a form as the page would: with the token and a fresh command id, unless one is given."""
        known = {"csrf_token": self.token, "command_id": uuid.uuid4().hex}
        return self._post(url, {**known, **form})

    def taps(self, label: str, **fields: Any) -> Self:
        """Tap the link or the button that reads so; `fields` are what they filled into its form first."""
        found = next((tag for tag in self.tree.iter("a", "button") if words(tag).startswith(label)), None)
        assert found is not None, f"nothing to tap reads {label!r} in: {self.text}"
        if found.tag == "a":
            return self.opens(found.attrib["href"])
        form = next(found.iterancestors("form"), self.tree.find(f".//form[@id='{found.get('form')}']"))
        assert form is not None, f"the button {label!r} belongs to no form"
        pressed = {found.get("name"): found.get("value", "")} if found.get("name") else {}
        action = found.get("formaction") or form.attrib["action"]
        return self._post(action, filled(form, {**pressed, **fields}))

    def scans(self, *codes: str, **fields: Any) -> Self:
        """Scan with the page's own scan field, each code as one scan of its own."""
        for code in codes:
            form = self.tree.find(".//form[@data-scan]")
            assert form is not None, f"no scan field in: {self.text}"
            fresh = {"command_id": uuid.uuid4().hex}
            self._post(form.attrib["action"], filled(form, {"code": code, **fresh, **fields}))
        return self

    def enrolls(self, code: str) -> Self:
        """Make this browser a device of a store, with a manager's code."""
        return self.opens("/enroll").taps("Enroll it", code=code)

    def switches_to(self, staff: Staff, pin: str) -> Self:
        """Tap a face on this device and type the six digits."""
        return self.opens("/login").opens(f"/login/{staff.id}").taps("Open", pin=pin)

    def signs_in(self, staff: Staff) -> Self:
        """Through the login form."""
        self.opens("/login").posts("/login", email=staff.email, password=PASSWORD, next="/me")
        assert self.status == 200, f"{staff.first_name} could not sign in: {self.text}"
        return self

    # ── what they see ────────────────────────────────────────────────────────

    def sees(self, *texts: str) -> Self:
        for text in texts:
            assert text in self.text, f"{text!r} is not in: {self.text}"
        return self

    def does_not_see(self, *texts: str) -> Self:
        for text in texts:
            assert text not in self.text, f"{text!r} is in: {self.text}"
        return self

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = words(self.tree)
        return self._text

    @property
    def page(self) -> BeautifulSoup:
        """The page for those who ask it for more; made when they do, for it takes longer than its request."""
        if self._page is None:
            self._page = BeautifulSoup(self._markup, "html.parser")
        return self._page

    @page.setter
    def page(self, seen: BeautifulSoup) -> None:
        """A page from before is in front of them again, as after going back."""
        self._show(str(seen))

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def code(self) -> str | None:
        """The code of the refusal on the page, if there is one."""
        refusal = self.tree.find(".//*[@data-code]")
        return refusal.get("data-code") if refusal is not None else None

    @property
    def token(self) -> str:
        found = self.tree.find(".//input[@name='csrf_token']")
        if found is not None:
            self._token = found.attrib["value"]
        return self._token

    def _begins_session(self, app: Flask, staff: Staff) -> None:
        """What the login form ends in, without its three pages: every test begins here."""
        with app.test_request_context("/login"):
            app.preprocess_request()
            sign_in(
                db.session.scalars(sa.select(Staff).filter_by(email=staff.email)).one(), begun_by="password"
            )
            self._token, begun = generate_csrf(), dict(session)
        with self.client.session_transaction() as kept:
            kept.update(begun)

    def _headers(self) -> dict[str, str]:
        return {"HX-Request": "true"} if self.htmx else {}

    def _post(self, url: str, data: dict[str, Any]) -> Self:
        return self._take(self.client.post(url, data=data, headers=self._headers()), data)

    def _take(self, answer: TestResponse, sent: dict[str, Any] | None = None) -> Self:
        """Follow it to where it leads, as a browser does, and look at what came."""
        self._token = self.token
        while to := _leads_to(answer):
            again = answer.status_code == 307  # the same deed at another address
            sends = {"method": "POST", "data": sent, "headers": self._headers()} if again else {}
            answer = self.client.open(to, **sends)
        self.answer, self.url = answer, answer.request.path
        if answer.status_code != 204 and answer.mimetype == "text/html":
            self._show(answer.text)
            check_page(self.tree, whole=answer.text.lstrip().startswith("<!doctype"))
        return self

    def _show(self, markup: str) -> None:
        self._markup, self.tree = markup, read(markup)
        self._page: BeautifulSoup | None = None
        self._text: str | None = None


def _leads_to(answer: TestResponse) -> str | None:
    to = answer.headers.get("HX-Redirect") or answer.headers.get("Location")
    if to is None or answer.status_code >= 400 and not answer.headers.get("HX-Redirect"):
        return None
    path = urlsplit(to)
    return path.path + (f"?{path.query}" if path.query else "")


def filled(form: HtmlElement | Tag, fields: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send: the fields as they stand, with what the person chose on top."""
    kinds = ("input", "select", "textarea")
    data: dict[str, Any] = {}
    for field in form.find_all(kinds) if isinstance(form, Tag) else form.iter(*kinds):
        name, kind = field.get("name"), field.get("type")
        if name is not None and (kind not in ("checkbox", "radio") or field.get("checked") is not None):
            data[name] = field.get("value", "")
    return {**data, **fields}
