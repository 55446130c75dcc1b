"""What a manager types about a person, read and bounded before a rule sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from associate.core.stores.staff import Role
from associate.errors import Refused
from associate.words import LANGUAGES, _


@dataclass(frozen=True)
class About:
    """A person as the form tells. `store` is a store's code, empty for who works in all of them."""

    first_name: str
    last_name: str
    role: Role
    store: str
    locale: str


def read_about(form: Mapping[str, str]) -> About:
    """Raises Refused with "no_name", "long_name", "no_role" or "no_language"."""
    first, last = _name(form, "first_name"), _name(form, "last_name")
    if not first or not last:
        raise Refused("no_name", _("Type a first and a last name."))
    if form.get("role") not in set(Role):
        raise Refused("no_role", _("Choose a role."))
    locale = form.get("locale", "")
    if locale and locale not in LANGUAGES:
        raise Refused("no_language", _("We don’t speak that language yet."))
    return About(first, last, Role(form["role"]), form.get("works_in", "")[:20], locale)


def read_email(form: Mapping[str, str]) -> str:
    """The address they sign in with, in lower case. Raises Refused("no_email")."""
    try:
        told = validate_email(
            form.get("email", "").strip(), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError:
        raise Refused("no_email", _("That isn’t an email address yet.")) from None
    return told.normalized.lower()


def _name(form: Mapping[str, str], field: str) -> str:
    """One line without signs that can't be seen: some turn round the text that follows."""
    seen = "".join(c if c.isprintable() else " " for c in form.get(field, ""))
    name = " ".join(seen.split())
    if len(name) > 60:
        raise Refused("long_name", _("That name is longer than 60 characters."))
    return name


def read_session(form: Mapping[str, str]) -> int | None:
    """Which of their sessions ends: None means all, 0 one that is not there."""
    told = form.get("session", "")
    if told == "all":
        return None
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
