"""Where a scan begins, and what it must not touch: what would end the session that it looks through."""

from dataclasses import dataclass

LOGIN_FORM = "/login/password"
OPEN = ["/login", LOGIN_FORM, "/login/1", "/enroll", "/retired", "/offline", "/welcome/nothing"]
INSIDE = """
/ /pick /handover /putback /orders /tasks /me /me/pin /mail /people /people/new /roles /devices /health
/settings /settings/store /settings/hours /settings/hold /settings/counter /settings/messages /settings/places
/settings/reasons /settings/pause /settings/promises /settings/channels /settings/changes /orders?q=maya
""".split()
ENDS_THE_SESSION = ["/logout", "/lock", "/retired", "/login/*", "/me/sessions/*", "/assets/*", "/documents/*"]
# static files and PDFs take the time of a thousand forms, and neither reads a field


@dataclass(frozen=True)
class Visit:
    starts: list[str]
    leave_out: list[str]
    login: tuple[str, str, str] | None


def as_nobody(customers_page: str) -> Visit:
    """With a customer's link in hand, and every door that stands open."""
    return Visit([customers_page, *OPEN], ["/assets/*"], None)


def as_person(number: int, email: str, password: str) -> Visit:
    """Signed in through the form. `number` is the person's own: they must not end or lock themselves."""
    own = [f"/people/{number}", f"/people/{number}/*"]
    return Visit(INSIDE, [*ENDS_THE_SESSION, *own], (LOGIN_FORM, email, password))
