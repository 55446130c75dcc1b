"""Hands on a device: what a person does with a tablet in front of a shelf, and what is then to be seen."""

import re
import time
from contextlib import suppress
from typing import Any, Self

from flask import current_app
from playwright.sync_api import Error as Failed
from playwright.sync_api import Locator, Page, expect

from associate.core.stores.staff import Staff
from tests.support.people import Person
from tests.support.shop import PASSWORD


class Hands:
    """Somebody with a device. `scans` types as a scanner does: quickly, wherever the focus is, then Enter."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def signs_in(self, staff: Staff) -> Self:
        """What the login form ends in, without its pages: most stories begin here."""
        cookie = Person(current_app, staff).client.get_cookie(current_app.config["SESSION_COOKIE_NAME"])
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        return self

    def signs_in_with_a_password(self, staff: Staff) -> Self:
        """Through the login form."""
        self.opens("/login")
        self.page.fill("input[name=email]", staff.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)
        return self

    def enrolls(self, code: str) -> Self:
        """This browser becomes a device of a store, with a manager's code."""
        self.opens("/enroll")
        self.page.fill("input[name=code]", code)
        return self.taps("Enroll it")

    def types_pin(self, pin: str) -> Self:
        """On the keypad, with a finger."""
        for digit in pin:
            self.page.get_by_role("button", name=digit, exact=True).click()
        return self

    def opens(self, path: str) -> Self:
        self.page.goto(path if path.startswith("http") else self.url + path)
        return self

    def taps(self, name: str) -> Self:
        """The one button or link whose name begins like this."""
        self._named(name).click()
        return self

    def taps_twice(self, name: str) -> Self:
        """As people do who doubt that the first tap was felt."""
        self._named(name).dblclick()
        return self

    def _named(self, name: str) -> Locator:
        named = re.compile("^" + re.escape(name))
        target = self.page.get_by_role("button", name=named).or_(self.page.get_by_role("link", name=named))
        return target.first

    def scans(self, *codes: str) -> Self:
        expect(self.page.locator("form[data-scan] input[name=code]").first).to_be_visible()
        with suppress(AssertionError):  # a burst is caught anywhere, but a busy machine types no bursts
            expect(self.page.locator("input[name=code]:focus")).to_have_count(1, timeout=700)
        for code in codes:
            self.page.keyboard.type(code)
            self.page.keyboard.press("Enter")
        return self

    def sees(self, *texts: str) -> Self:
        for text in texts:
            expect(self.page.get_by_text(text).first).to_be_visible(timeout=10_000)
        return self

    def comes_true(self, script: str, arg: Any = None) -> Self:
        """Waits until this is so in the page; asked from outside, as its own policy lets nobody evaluate."""
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            with suppress(Failed):  # the page may be leaving
                if self.page.evaluate(script, arg):
                    return self
            self.page.wait_for_timeout(50)
        raise AssertionError(f"it never came true on {self.page.url}: {script} {arg or ''}")

    def does_not_see(self, text: str) -> Self:
        expect(self.page.get_by_text(text)).to_have_count(0)
        return self
