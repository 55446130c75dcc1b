"""People who act through the screens. Every page they open is looked at as a page."""

import re
import uuid
from typing import Any, Self
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import TestResponse

from associate.core.stores.staff import Staff
from tests.support.pages import check_page
from tests.support.shop import PASSWORD


class Person:
    """One person at one browser, signed in through the login form (or not, with `staff=None`).

    `htmx=True` asks for fragments as the app's own scripts do; without it every act is a plain form.
    """

    def __init__(self, app: Flask, staff: Staff | None = None, *, htmx: bool = False) -> None:
        self.client = app.test_client()
        self.htmx = False
        self.page = BeautifulSoup("", "html.parser")
        self.answer: TestResponse
        self.url = "/"
        if staff:
            self.opens("/login")
            self.posts("/login", email=staff.email, password=PASSWORD, next="/me")
            assert self.status == 200, f"{staff.first_name} could not sign in: {self.text}"
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
        found = next(
            (tag for tag in self.page.find_all(["a", "button"]) if _words(tag).startswith(label)), None
        )
        assert found is not None, f"nothing to tap reads {label!r} in: {self.text}"
        if found.name == "a":
            return self.opens(str(found["href"]))
        form = found.find_parent("form")
        assert form is not None, f"the button {label!r} belongs to no form"
        pressed = {str(found["name"]): str(found.get("value", ""))} if found.get("name") else {}
        data = filled(form, {**pressed, **fields})
        return self._post(str(form["action"]), data)

    def scans(self, *codes: str, **fields: Any) -> Self:
        """Scan with the page's own scan field, each code as one scan of its own."""
        for code in codes:
            form = self.page.select_one("form[data-scan]")
            assert form is not None, f"no scan field in: {self.text}"
            fresh = {"command_id": uuid.uuid4().hex}
            self._post(str(form["action"]), filled(form, {"code": code, **fresh, **fields}))
        return self

    def enrolls(self, code: str) -> Self:
        """Make this browser a device of a store, with a manager's code."""
        return self.opens("/enroll").taps("Enroll it", code=code)

    def switches_to(self, staff: Staff, pin: str) -> Self:
        """Tap a face on this device and type the six digits."""
        return self.opens("/login").opens(f"/login/{staff.id}").taps("Open", pin=pin)

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
        return _words(self.page)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def code(self) -> str | None:
        """The code of the refusal on the page, if there is one."""
        refusal = self.page.select_one("[data-code]")
        return str(refusal["data-code"]) if refusal else None

    @property
    def token(self) -> str:
        if found := self.page.select_one("input[name=csrf_token]"):
            self._token = str(found["value"])
        return getattr(self, "_token", "")

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
            self.page = BeautifulSoup(answer.text, "html.parser")
            check_page(self.page, whole=answer.text.lstrip().startswith("<!doctype"))
        return self


def _leads_to(answer: TestResponse) -> str | None:
    to = answer.headers.get("HX-Redirect") or answer.headers.get("Location")
    if to is None or answer.status_code >= 400 and not answer.headers.get("HX-Redirect"):
        return None
    path = urlsplit(to)
    return path.path + (f"?{path.query}" if path.query else "")


def filled(form: Tag, fields: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send: the fields as they stand, with what the person chose on top."""
    data: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind not in ("checkbox", "radio") or field.has_attr("checked"):
            data[name] = field.get("value", "")
    return {**data, **fields}


def _words(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text(" ")).replace(" .", ".").replace(" ,", ",").strip()
