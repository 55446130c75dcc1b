"""Where a scan begins, and what it must not touch: what would end the session that it looks through."""

import re
from dataclasses import dataclass

from flask import Flask

LOGIN_FORM = "/login/password"
OPEN = ["/login/1", "/welcome/nothing", "/login?next=/orders"]
INSIDE = ["/orders?q=maya"]
ENDS_THE_SESSION = ["/logout", "/lock", "/retired", "/login/*", "/me/sessions/*", "/assets/*", "/documents/*"]
# static files and PDFs take the time of a thousand forms, and neither reads a field


@dataclass(frozen=True)
class Visit:
    starts: list[str]
    leave_out: list[str]
    login: tuple[str, str, str] | None


def as_nobody(pages: list[str], customers_page: str) -> Visit:
    """With a customer's link in hand, and at every door: those that stand open and those that must not."""
    return Visit([customers_page, *OPEN, *pages], ["/assets/*"], None)


def as_person(pages: list[str], number: int, email: str, password: str) -> Visit:
    """Signed in through the form. `number` is the person's own: they must not end or lock themselves."""
    own = [f"/people/{number}", f"/people/{number}/*"]
    return Visit([*INSIDE, *pages], [*ENDS_THE_SESSION, *own], (LOGIN_FORM, email, password))


def pages_of(app: Flask) -> list[str]:
    """Every address that needs nothing filled in."""
    pages = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted({page.rule for page in pages if "<" not in page.rule})


def routes_of(app: Flask) -> list[tuple[str, str]]:
    """(an expression for the path, the route), what is spelled out before what takes anything."""
    rules = sorted({rule.rule for rule in app.url_map.iter_rules()}, key=lambda rule: (rule.count("<"), rule))
    return [(_expression(rule), rule) for rule in rules]


def ways_of(app: Flask) -> set[tuple[str, str]]:
    """(method, route) of everything that the app answers."""
    spoken = {"GET", "POST"}
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in spoken & (rule.methods or set())
    }


def _expression(rule: str) -> str:
    parts = re.split(r"<[^>]*>", rule)
    return "[^/]+".join(map(re.escape, parts))
